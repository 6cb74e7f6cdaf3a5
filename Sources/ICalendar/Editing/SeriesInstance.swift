// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// One instance of a series, as it takes place.
package struct SeriesInstance: Sendable {
    /// What describes it: the master's texts or the override's, with the times of this instance.
    package let event: DerivedEvent
    package let isOverride: Bool
}

/// The time zone of the master, or of the one event: also one that only its text defines.
package func timeZone(of body: [UInt8], zones: TimeZones = .system) -> TimeZoneRules? {
    guard let object = try? CalendarObject(CalendarText(body), zones: zones),
        let item = object.items.first(where: { $0.recurrenceLine == nil }) ?? object.items.first,
        case .zoned(let zone) = item.start?.form
    else { return nil }
    return zone
}

/// - Parameter recurrenceID: as in ``ComponentKey/recurrenceID``.
/// - Throws: when the series has no such instance.
package func instance(
    _ recurrenceID: String, of body: [UInt8], zones: TimeZones = .system
) throws(ICalendarError) -> SeriesInstance {
    let bytes = Array(recurrenceID.utf8)
    guard let digits = DateDigits(bytes, 0..<bytes.count) else {
        throw ICalendarError("“\(recurrenceID.prefix(40))” names no instance")
    }
    let window = DeriveWindow(range: TimeRange(start: digits.wall - 1, end: digits.wall + 1))
    guard case .object(let object) = derive(body, window: window, zones: zones) else {
        throw ICalendarError("cannot be read")
    }
    if let event = object.events.first(where: { $0.recurrenceID == recurrenceID }) {
        return SeriesInstance(event: event, isOverride: true)
    }
    guard let occurrence = object.occurrences.first(where: { $0.recurrenceID == recurrenceID }) else {
        throw ICalendarError("there is no instance \(recurrenceID) of this series")
    }
    var event = object.events[occurrence.event]
    guard event.recurrenceID == nil else {
        throw ICalendarError("the instance \(recurrenceID) is described by one that changes all that follow it")
    }
    (event.start, event.end) = (occurrence.start, occurrence.end)
    return SeriesInstance(event: event, isOverride: false)
}
