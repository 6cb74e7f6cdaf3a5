// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

@Suite struct `Time zones of the system` {
    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59", "CET"),
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:30", "CEST"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00", "CEST"),
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30", "CEST"),
        ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00", "CET"),
        ("Europe/Berlin", "2500-07-01 12:00", "2500-07-01 10:00", "CEST"),
        ("Europe/Berlin", "1800-01-01 12:00", "1800-01-01 11:06:32", "LMT"),
        ("America/Los_Angeles", "2026-03-08 02:30", "2026-03-08 10:30", "PDT"),
        ("America/Los_Angeles", "2026-11-01 01:30", "2026-11-01 08:30", "PDT"),
        ("America/Los_Angeles", "2099-11-01 01:30", "2099-11-01 08:30", "PDT"),
        ("Pacific/Auckland", "2026-04-05 02:30", "2026-04-04 13:30", "NZDT"),
        ("Pacific/Auckland", "2026-09-27 02:30", "2026-09-26 14:30", "NZDT"),
        ("Pacific/Auckland", "2100-01-01 00:00", "2099-12-31 11:00", "NZDT"),
        ("Asia/Kolkata", "2026-01-01 00:00", "2025-12-31 18:30", "IST"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 22:00", "+14"),
        ("Africa/Casablanca", "2026-02-20 12:00", "2026-02-20 12:00", "+00"),
        ("Etc/GMT+5", "2026-01-01 00:00", "2026-01-01 05:00", "-05"),
    ])
    func `read wall time with the offset before a gap, and the first of a fold`(
        _ name: String, _ wall: String, _ utc: String, _ abbreviation: String
    ) throws {
        let zone = try #require(TimeZones.system.zone(named: name))
        let moment = zone.utc(fromWall: seconds(wall))
        #expect(written(CalendarTime(.utc, seconds: moment)) == written(CalendarTime(.utc, seconds: seconds(utc))))
        #expect(zone.abbreviation(atUTC: moment) == abbreviation)
    }

    @Test(arguments: ["Europe/Berlin", "Pacific/Auckland", "America/St_Johns", "Europe/Dublin", "Asia/Gaza"])
    func `take wall time back to where it came from, outside folds`(_ name: String) throws {
        let zone = try #require(TimeZones.system.zone(named: name))
        for moment in stride(from: seconds("1900-01-01"), to: seconds("2200-01-01"), by: 86_400 * 11 + 3607) {
            let wall = zone.wall(fromUTC: moment)
            #expect(wall - moment == Int64(zone.offset(atUTC: moment)))
            let back = zone.utc(fromWall: wall)
            #expect(back == moment || zone.wall(fromUTC: back) == wall)
        }
    }

    @Test(arguments: [
        "../../../etc/passwd", "/etc/passwd", "Europe/../../../../etc/passwd", "", "/", "Europe/", "a/b/c/d",
        "right/Europe/Berlin", "posix/Europe/Berlin", "localtime", "Factory", "Europe/Berlin\0", "Europe Berlin",
        "tzdata.zi", "zone.tab", "Europe", "No/Such", String(repeating: "a", count: 5000),
    ])
    func `are looked up by no name that is not one`(_ name: String) {
        #expect(TimeZones.system.zone(named: name) == nil)
    }

    @Test func `are read once`() {
        let (first, second) = (TimeZones.system.zone(named: "Asia/Tokyo"), TimeZones.system.zone(named: "Asia/Tokyo"))
        #expect(first != nil && first === second)
        #expect(TimeZones.system.zone(named: TimeZones.system.localName) != nil)
        #expect(TimeZones(directory: "/nonexistent").zone(named: "Asia/Tokyo") == nil)
    }
}
