// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// The name of an instance, as in ``ComponentKey/recurrenceID``, understood in terms of its series.
struct InstanceName {
    let slot: EventTime

    /// - Throws: when the name is none, or of another kind than the series' times.
    init(_ name: String, of master: ReadEvent) throws(ICalendarError) {
        let bytes = Array(name.utf8)
        let form = master.start.form
        guard let digits = DateDigits(bytes, 0..<bytes.count), digits.hasTime == (form.kind != .date),
            digits.isUTC == (form.kind == .utc)
        else { throw ICalendarError("“\(name.prefix(40))” names no instance of this series") }
        slot = EventTime(wall: form.wall(fromSeconds: digits.wall), form: form)
    }
}

/// One instance of a series, as it takes place.
package struct SeriesInstance: Sendable {
    /// What describes it: the master's texts or the override's, with the times of this instance.
    package let event: DerivedEvent
    package let isOverride: Bool
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
