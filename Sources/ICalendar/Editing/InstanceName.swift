// SPDX-License-Identifier: Apache-2.0

import CalendarModel

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
