// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// UNTIL, in terms of the series' own DTSTART. Both ends are inclusive.
enum RuleEnd {
    case never
    case wall(Int64)
    case instant(Int64, TimeZoneRules)

    /// A date ends a timed series with that local day (Google); a time ends an all-day series with its date; a floating time
    /// is in the zone of DTSTART.
    init(_ until: DateDigits?, form: TimeForm) {
        guard let until else {
            self = .never
            return
        }
        switch form {
        case .date: self = .wall(until.wall - until.wall.flooredRemainder(by: 86_400))
        case _ where !until.hasTime: self = .wall(until.wall + 86_399)
        case .zoned(let zone) where until.isUTC: self = .instant(until.wall, zone)
        case .utc, .floating, .zoned: self = .wall(until.wall)
        }
    }

    func allows(_ wall: Int64) -> Bool {
        switch self {
        case .never: true
        case .wall(let last): wall <= last
        case .instant(let last, let zone):
            // No zone is further from UTC than 26 hours.
            wall < last - 93_600 || (wall <= last + 93_600 && zone.utc(fromWall: wall) <= last)
        }
    }
}
