// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar

extension RequestedInstance {
    /// The recurrence id.
    ///
    /// - Throws: ``BridgeError`` when not exactly one instance begins on that day of the reader's.
    func name(
        in body: [UInt8], of object: ObjectID, _ title: String, zone: ReaderZone, zones: TimeZones
    ) throws(BridgeError) -> String {
        let day: Day
        switch self {
        case .name(let name): return name
        case .on(let wanted): day = wanted
        }
        let midnight = CalendarTime.date(day).seconds
        let window = DeriveWindow(range: TimeRange(start: midnight - 2 * 86_400, end: midnight + 3 * 86_400))
        guard case .object(let derived) = derive(body, window: window, zones: zones) else {
            throw BridgeError(.notEditable, "\"\(title)\" cannot be read.")
        }
        let found = derived.occurrences.filter { zone.shown($0.start).day == day }.compactMap(\.recurrenceID)
        guard let first = found.first else {
            throw BridgeError(.notFound, "\"\(title)\" has no instance on that day.", hint: "almanac agenda")
        }
        guard found.count == 1 else {
            let names = found.prefix(5).map { "\(object)/\($0)" }.joined(separator: ", ")
            throw BridgeError(
                .ambiguous, "\"\(title)\" has several instances on that day.", hint: "Use one of: \(names)")
        }
        return first
    }
}

extension ShownTime {
    fileprivate var day: Day {
        switch self {
        case .date(let day): day
        case .time(let seconds, let offset): CalendarTime(.utc, seconds: seconds + Int64(offset)).day
        }
    }
}
