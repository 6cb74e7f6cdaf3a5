// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Fuzzing

@testable import ICalendar

/// A text → what the database keeps of it. Behind a NUL: where the window lies and how long it is, in months.
@main enum FuzzDerive {
    static func main() {
        fuzz { test(bytes($0, $1)) }
    }
}

private func test(_ input: [UInt8]) -> Int32 {
    var choices = TextAndChoices(input)
    let start = CalendarTime.date(Day(year: 2020, month: 1 + choices.next(below: 120), day: 1)).seconds
    let middle = start + Int64(1 + choices.next(below: 256)) * 86_400
    let end = middle + Int64(1 + choices.next(below: 36)) * 30 * 86_400
    guard let whole = object(choices.text, start, end) else { return 0 }
    check(object(choices.text, start, end) == whole, "the same every time")
    if let first = object(choices.text, start, middle), let second = object(choices.text, middle, end) {
        checkParts(first, second, of: whole)
    }
    if let ends = withOtherEnds(choices.text) {
        check(object(ends, start, end) == whole, "line ends do not matter")
    }
    return 0
}

private func object(_ text: [UInt8], _ start: Int64, _ end: Int64) -> DerivedObject? {
    let window = TimeRange(start: start, end: end)
    guard case .object(let object) = derive(text, window: DeriveWindow(range: window)) else { return nil }
    check(object.occurrences.count <= ExpansionBudget.instances, "no more instances than anybody shows")
    check(object.checksum.utf8.count == 64 && [0, 64].contains(object.zoneChecksum.utf8.count), "checksums")
    check(object.notes.count <= 20, "few notes")
    for event in object.events { checkEvent(event) }
    for occurrence in object.occurrences {
        check(object.events.indices.contains(occurrence.event), "an instance has its event")
        check(occurrence.start.kind == occurrence.end.kind, "start and end are of one kind")
        check(occurrence.start.seconds <= occurrence.end.seconds, "an instance ends after it starts")
        if object.isRecurring { checkWindow(occurrence, window) }
    }
    let starts = object.occurrences.map(\.start.seconds)
    check(zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }, "in order of time")
    let names = object.occurrences.map(\.recurrenceID)
    check(Set(names).count == names.count, "each instance once")
    return object
}

private func checkEvent(_ event: DerivedEvent) {
    check(event.start.kind == event.end.kind && event.start.seconds <= event.end.seconds, "an event's end")
    check(!event.title.utf8.contains { $0.isControl && $0 != .lineFeed }, "a title without control characters")
    check(event.start.seconds == event.start.seconds.inCalendar, "in the years that four digits can say")
    guard event.isAllDay else { return }
    check(event.start.seconds % 86_400 == 0 && event.end.seconds % 86_400 == 0, "whole days")
    check(event.end.seconds > event.start.seconds || event.end.seconds == Int64.max.inCalendar, "a day at least")
}

private func checkWindow(_ occurrence: DerivedOccurrence, _ window: TimeRange) {
    check(occurrence.start.seconds < window.end, "not after the window")
    check(occurrence.end.seconds > window.start || occurrence.start.seconds >= window.start, "nor before it")
}

/// Two windows side by side show what one over both of them shows.
private func checkParts(_ first: DerivedObject, _ second: DerivedObject, of whole: DerivedObject) {
    check(first.checksum == whole.checksum && first.events == whole.events, "the window changes no event")
    guard !first.isCutOff, !second.isCutOff, !whole.isCutOff else { return }
    func names(_ objects: DerivedObject...) -> Set<String> {
        Set(objects.flatMap(\.occurrences).map { "\($0)" })
    }
    check(names(first, second) == names(whole), "windows agree")
}

/// With LF for CR LF or the other way round; `nil` where something else ends a line.
private func withOtherEnds(_ text: [UInt8]) -> [UInt8]? {
    guard text.count > 2, text[0] != 0, text[1] != 0, utf8(fromUTF16: text) == nil else { return nil }
    let feeds = text.split(separator: .lineFeed, omittingEmptySubsequences: false)
    if !text.contains(.carriageReturn) { return Array(feeds.joined(separator: [.carriageReturn, .lineFeed])) }
    let hasPlainEnds = feeds.dropLast().allSatisfy { line in
        line.last == .carriageReturn && line.dropLast().firstIndex(of: .carriageReturn) == nil
    }
    guard hasPlainEnds, feeds.last?.contains(.carriageReturn) == false else { return nil }
    return text.filter { $0 != .carriageReturn }
}
