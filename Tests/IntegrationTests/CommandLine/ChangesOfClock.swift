// SPDX-License-Identifier: Apache-2.0

import Testing

/// What `almanac agenda` shows around a change of the clock of one of two zones, in each of them.
struct ChangeOfClock: CustomTestStringConvertible {
    /// In the middle of the three days shown.
    var day: String
    /// The reader's.
    var zone: String
    /// Without ids and calendars.
    var agenda: String
    var testDescription: String { "\(day) in \(zone)" }

    static let all = [
        ChangeOfClock(
            day: "2026-03-08", zone: "Pacific/Auckland",
            agenda: """
                Saturday 7 March 2026
                  all day  Trip (1/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                Sunday 8 March 2026
                  all day  Trip (2/3)
                  all day  Holiday
                  02:30–03:15  Night watch
                  06:00–07:00  Los Angeles team ↻
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                Monday 9 March 2026
                  all day  Trip (3/3)
                  01:00–02:00  Call
                  05:00–06:00  Los Angeles team ↻
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                """),
        ChangeOfClock(
            day: "2026-03-08", zone: "America/Los_Angeles",
            agenda: """
                Saturday 7 March 2026
                  all day  Trip (1/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                  12:00–13:00  Auckland team ↻
                Sunday 8 March 2026
                  all day  Trip (2/3)
                  all day  Holiday
                  02:30–03:15  Night watch
                  05:00–06:00  Call
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                  13:00–14:00  Auckland team ↻
                Monday 9 March 2026
                  all day  Trip (3/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                """),
        ChangeOfClock(
            day: "2026-04-05", zone: "Pacific/Auckland",
            agenda: """
                Saturday 4 April 2026
                  all day  Trip (1/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                Sunday 5 April 2026
                  all day  Trip (2/3)
                  all day  Holiday
                  02:30–03:15  Night watch
                  04:00–05:00  Los Angeles team ↻
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                Monday 6 April 2026
                  all day  Trip (3/3)
                  00:00–01:00  Call
                  04:00–05:00  Los Angeles team ↻
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                """),
        ChangeOfClock(
            day: "2026-04-05", zone: "America/Los_Angeles",
            agenda: """
                Saturday 4 April 2026
                  all day  Trip (1/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                  14:00–15:00  Auckland team ↻
                Sunday 5 April 2026
                  all day  Trip (2/3)
                  all day  Holiday
                  02:30–03:15  Night watch
                  05:00–06:00  Call
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                  14:00–15:00  Auckland team ↻
                Monday 6 April 2026
                  all day  Trip (3/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                """),
        ChangeOfClock(
            day: "2026-09-27", zone: "Pacific/Auckland",
            agenda: """
                Saturday 26 September 2026
                  all day  Trip (1/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                Sunday 27 September 2026
                  all day  Trip (2/3)
                  all day  Holiday
                  02:30–03:15  Night watch
                  05:00–06:00  Los Angeles team ↻
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                Monday 28 September 2026
                  all day  Trip (3/3)
                  01:00–02:00  Call
                  05:00–06:00  Los Angeles team ↻
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                """),
        ChangeOfClock(
            day: "2026-09-27", zone: "America/Los_Angeles",
            agenda: """
                Saturday 26 September 2026
                  all day  Trip (1/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                  13:00–14:00  Auckland team ↻
                Sunday 27 September 2026
                  all day  Trip (2/3)
                  all day  Holiday
                  02:30–03:15  Night watch
                  05:00–06:00  Call
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                  13:00–14:00  Auckland team ↻
                Monday 28 September 2026
                  all day  Trip (3/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                """),
        ChangeOfClock(
            day: "2026-11-01", zone: "Pacific/Auckland",
            agenda: """
                Saturday 31 October 2026
                  all day  Trip (1/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                Sunday 1 November 2026
                  all day  Trip (2/3)
                  all day  Holiday
                  02:30–03:15  Night watch
                  05:00–06:00  Los Angeles team ↻
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                Monday 2 November 2026
                  all day  Trip (3/3)
                  01:00–02:00  Call
                  06:00–07:00  Los Angeles team ↻
                  07:00–07:05  Pills ↻
                  09:00–10:00  Auckland team ↻
                """),
        ChangeOfClock(
            day: "2026-11-01", zone: "America/Los_Angeles",
            agenda: """
                Saturday 31 October 2026
                  all day  Trip (1/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                  13:00–14:00  Auckland team ↻
                Sunday 1 November 2026
                  all day  Trip (2/3)
                  all day  Holiday
                  02:30–03:15  Night watch
                  04:00–05:00  Call
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                  12:00–13:00  Auckland team ↻
                Monday 2 November 2026
                  all day  Trip (3/3)
                  07:00–07:05  Pills ↻
                  09:00–10:00  Los Angeles team ↻
                """),
    ]
}
