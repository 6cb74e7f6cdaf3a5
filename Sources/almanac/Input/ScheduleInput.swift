// SPDX-License-Identifier: Apache-2.0

package import ControlWire

/// Start, end and length as a person gives them, in the terms of the wire.
package struct ScheduleInput: Equatable, Sendable {
    package var start: RequestedTime
    /// Exclusive, as on the wire; people name the last day of an all-day event.
    package var end: RequestedTime?
    package var duration: String?
    /// `start` if it was given.
    package var newStart: RequestedTime?

    package var isAllDay: Bool {
        if case .date = start { true } else { false }
    }

    package init(
        start: String, end: String?, duration: String?, allDay: Bool, input: TimeInput
    ) throws(InputError) {
        let time = try input.time(start)
        try self.init(start: allDay ? .date(time.day) : time, given: true, end: end, duration: duration, input: input)
    }

    /// For an edit: a bare time of day belongs to the day that the event is on, a bare day keeps its time of day.
    package init(
        changing event: EventDocument, start: String?, end: String?, duration: String?, input: TimeInput
    ) throws(InputError) {
        let current = RequestedTime(event.start)
        var time = try start.map { text throws(InputError) in try input.time(text, on: current.day) }
        if case .date(let day)? = time, case .local(let old) = current {
            time = .local(LocalDateTime(day, secondOfDay: old.secondOfDay))
        }
        try self.init(start: time ?? current, given: time != nil, end: end, duration: duration, input: input)
    }

    private init(
        start: RequestedTime, given: Bool, end: String?, duration: String?, input: TimeInput
    ) throws(InputError) {
        if end != nil, duration != nil { throw InputError("Give --end or --duration, not both.") }
        self.start = start
        newStart = given ? start : nil
        self.duration = try duration.map { text throws(InputError) in
            guard let length = Length(text) else {
                throw InputError("\"\(plain(text))\" is not a length. Write 45m, 1h30m or 2d.")
            }
            return length.iso
        }
        guard let end else { return }
        let time = try input.time(end, on: start.day)
        switch (start, time) {
        case (.date, .date(let last)): self.end = .date(last + 1)
        case (.date, _): throw InputError("An all-day event ends on a day, not at a time.")
        case (_, .date): throw InputError("Give the end a time: \"\(plain(end)) 17:00\".")
        case (_, let time): self.end = time
        }
    }
}

extension RequestedTime {
    package init(_ time: WireTime) {
        switch time {
        case .date(let date): self = .date(date)
        case .time(let time): self = .local(LocalDateTime(seconds: time.wall))
        }
    }

    /// The day in the wall time it was given in.
    package var day: CivilDate {
        switch self {
        case .date(let date): date
        case .local(let local): local.date
        case .time(let time): time.date
        }
    }
}
