// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import ControlWire

extension Timestamp {
    init(_ instant: Instant) { self.init(instant: instant.seconds) }
}

extension CivilDate {
    init(_ day: Day) { self.init(daysSince1970: day.number) }
}

extension WireTime {
    init(_ time: ShownTime) {
        switch time {
        case .date(let day): self = .date(CivilDate(day))
        case .time(let instant, let offset): self = .time(Timestamp(instant: instant, offset: offset))
        }
    }

    /// Without a reader's zone: floating times as if UTC.
    init(_ time: CalendarTime) {
        self = time.kind == .date ? .date(CivilDate(time.day)) : .time(Timestamp(instant: time.seconds))
    }
}

extension RequestedMoment {
    init(_ time: RequestedTime) {
        switch time {
        case .date(let date): self = .date(Day(number: date.daysSince1970))
        case .local(let local): self = .wall(local.seconds)
        case .time(let time): self = .instant(time.instant)
        }
    }
}

extension Freshness {
    init(_ summary: FreshnessSummary) {
        self.init(
            asOf: summary.asOf.map { Timestamp($0) }, complete: summary.isComplete,
            quarantined: summary.quarantined, pending: summary.pending,
            oldestPending: summary.oldestPending.map { Timestamp($0) })
    }
}
