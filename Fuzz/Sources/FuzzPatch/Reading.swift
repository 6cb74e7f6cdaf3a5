// SPDX-License-Identifier: Apache-2.0

import CalendarModel

@testable import ICalendar

/// A text as it is read.
struct Reading {
    let text: [UInt8]
    let object: DerivedObject

    init?(_ text: [UInt8]) {
        let start = CalendarTime.date(Day(year: 2026, month: 1, day: 1)).seconds
        let window = DeriveWindow(range: TimeRange(start: start, end: start + 200 * 86_400))
        guard case .object(let object) = derive(text, window: window) else { return nil }
        (self.text, self.object) = (text, object)
    }

    /// Of the instances in the window.
    var names: [String] { object.occurrences.compactMap(\.recurrenceID) }
    /// When the instances take place. What recurs no longer has no names.
    var times: [String] { times { _ in true } }

    func times(where isMeant: (String?) -> Bool) -> [String] {
        object.occurrences.filter { isMeant($0.recurrenceID) }.map { "\($0.start) \($0.end)" }.sorted()
    }

    /// The lines as they stand in the text, but those of some properties, and of some components.
    func lines(without names: Set<String>, and components: Set<ComponentName>) -> [ArraySlice<UInt8>] {
        let text = CalendarText(self.text)
        let left = text.lines.filter { line in
            let name = String(decoding: text.text[line.nameRange].map(\.asciiUppercased), as: UTF8.self)
            return !names.contains(name) && !(text.components[Int(line.owner)].name.map(components.contains) ?? false)
        }
        return left.map { text.bytes[$0.sourceRange] }
    }
}
