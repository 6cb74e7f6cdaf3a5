// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import ICalendar

/// A day, a wall time or a moment, as somebody asks for it.
package enum RequestedMoment: Sendable, Hashable {
    case date(Day)
    /// Counted as if UTC.
    case wall(Int64)
    /// Seconds since 1970.
    case instant(Int64)
}

/// A start or an end as a reader sees it.
package enum ShownTime: Sendable, Hashable {
    case date(Day)
    /// Seconds since 1970, and the offset that makes them the wall time to show.
    case time(Int64, offset: Int)
}

/// Where somebody reads a calendar.
package struct ReaderZone: Sendable {
    let rules: TimeZoneRules
    init(rules: TimeZoneRules) { self.rules = rules }

    package var name: String { rules.name }
    package func offset(at instant: Int64) -> Int { rules.offset(atUTC: instant) }

    /// Floating times keep their wall time, also where a DST change leaves it out.
    package func shown(_ time: CalendarTime) -> ShownTime {
        switch time.kind {
        case .date: return .date(time.day)
        case .utc: return .time(time.seconds, offset: rules.offset(atUTC: time.seconds))
        case .floating:
            let utc = rules.utc(fromWall: time.seconds)
            return .time(utc, offset: Int(clamping: time.seconds &- utc))
        }
    }

    package func instant(_ moment: RequestedMoment) -> Int64 {
        switch moment {
        case .date(let day): rules.utc(fromWall: CalendarTime.date(day).seconds)
        case .wall(let wall): rules.utc(fromWall: wall)
        case .instant(let instant): instant
        }
    }

    package func wall(_ moment: RequestedMoment) -> Int64 {
        switch moment {
        case .date(let day): CalendarTime.date(day).seconds
        case .wall(let wall): wall
        case .instant(let instant): rules.wall(fromUTC: instant)
        }
    }
}
