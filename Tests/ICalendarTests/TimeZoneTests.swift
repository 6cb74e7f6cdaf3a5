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

@Suite struct `Time zones of a text` {
    private static func body(_ id: String, _ definition: String = "") -> [UInt8] {
        calendar(
            definition + (definition.isEmpty ? "" : "\n")
                + "BEGIN:VEVENT\nUID:a\nDTSTART;TZID=\(id):20260701T100000\nEND:VEVENT")
    }
    private static func zone(_ observances: String, _ rest: String = "") -> String {
        "BEGIN:VTIMEZONE\nTZID:Mine\n\(rest)\(observances)\nEND:VTIMEZONE"
    }
    private static func observance(_ kind: String, _ from: String, _ to: String, _ start: String, _ rule: String = "")
        -> String
    {
        "BEGIN:\(kind)\nTZOFFSETFROM:\(from)\nTZOFFSETTO:\(to)\nDTSTART:\(start)\n\(rule.isEmpty ? "" : "RRULE:\(rule)\n")END:\(kind)"
    }
    private static let standard = observance(
        "STANDARD", "+0200", "+0100", "16010101T030000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
    private static let daylight = observance(
        "DAYLIGHT", "+0100", "+0200", "16010101T020000", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")

    @Test(arguments: [
        ("Europe/Berlin", "Europe/Berlin"), ("\"Europe/Berlin\"", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "Europe/Berlin"),
        ("/mozilla.org/20070129_1/Europe/Berlin", "Europe/Berlin"),
        ("/x/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"), ("UTC", "UTC"),
    ])
    func `are found by name, also behind a prefix`(_ id: String, _ name: String) throws {
        let derived = try object(Self.body(id))
        #expect(derived.events[0].timeZone == name)
        #expect(derived.events[0].start.kind == .utc)
        #expect(derived.notes == [])
    }

    @Test(arguments: ["Nowhere/Land", "../../../etc/passwd", "/../../../etc/passwd", "Customized Time Zone"])
    func `that are unknown leave the time as written, and say so`(_ id: String) throws {
        let derived = try object(Self.body(id))
        #expect(derived.events[0].start == CalendarTime(.floating, seconds: seconds("2026-07-01 10:00")))
        #expect(derived.events[0].timeZone == nil)
        #expect(derived.notes == ["unknown time zone “\(id)”: its times are shown as written"])
        #expect(derived.uneditable == nil)
    }

    @Test(arguments: [
        ("yearly rules", zone(standard + "\n" + daylight), "20260701T080000Z"),
        ("one offset", zone(observance("STANDARD", "+0530", "+0530", "19700101T000000")), "20260701T043000Z"),
        (
            "a table",
            zone(
                observance("STANDARD", "+0200", "+0100", "20251026T030000") + "\n"
                    + observance("DAYLIGHT", "+0100", "+0200", "20260329T020000")), "20260701T080000Z"
        ),
        (
            "rules that ended",
            zone(
                observance(
                    "DAYLIGHT", "+0100", "+0200", "19800406T020000",
                    "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=19900401T010000Z")
                    + "\n"
                    + observance(
                        "STANDARD", "+0200", "+0100", "19800928T030000", "FREQ=YEARLY;BYMONTH=9;BYDAY=-1SU;COUNT=11")),
            "20260701T090000Z"
        ),
        (
            "days of the month",
            zone(
                observance("STANDARD", "-0700", "-0800", "20071104T020000", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU") + "\n"
                    + observance(
                        "DAYLIGHT", "-0800", "-0700", "20070311T020000",
                        "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU")),
            "20260701T170000Z"
        ),
    ])
    func `are used where the system has none of that name`(_ kind: String, _ definition: String, _ start: String) throws
    {
        let derived = try object(Self.body("Mine", definition))
        #expect(written(derived.events[0].start) == start)
        #expect(derived.events[0].timeZone == "Mine")
        #expect(derived.notes == [])
    }

    @Test func `change on the right day`() throws {
        let definition = Self.zone(Self.standard + "\n" + Self.daylight)
        let rule = "DTSTART;TZID=Mine:20260328T100000\nRRULE:FREQ=DAILY;COUNT=2"
        let body = calendar(definition + "\nBEGIN:VEVENT\nUID:a\n\(rule)\nEND:VEVENT")
        #expect(try starts(body) == ["20260328T090000Z", "20260329T080000Z"])
    }

    @Test(arguments: ["BYYEARDAY=100", "BYWEEKNO=15;BYDAY=MO", "BYYEARDAY=-266"])
    func `by day or week of the year are not taken for those of DTSTART`(_ part: String) throws {
        // DTSTART is March 1st; summer begins in April.
        let daylight = Self.observance("DAYLIGHT", "+0100", "+0200", "20000301T020000", "FREQ=YEARLY;\(part)")
        let winter = Self.observance(
            "STANDARD", "+0200", "+0100", "20001029T030000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
        let body = calendar(
            Self.zone(winter + "\n" + daylight) + "\nBEGIN:VEVENT\nUID:a\nDTSTART;TZID=Mine:20260310T100000\nEND:VEVENT"
        )
        let derived = try object(body)
        #expect(written(derived.events[0].start) == "20260310T090000Z" || !derived.notes.isEmpty)
    }

    @Test(arguments: [
        observance("STANDARD", "+0200", "+0100", "16010101T030000", "FREQ=SECONDLY"),
        observance("STANDARD", "+0200", "+9900", "16010101T030000"),
        observance("STANDARD", "+0200", "", "16010101T030000"),
        observance("STANDARD", "+0200", "+0100", "yesterday"),
        observance("STANDARD", "+0200", "+0100", "16010101T030000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
        "X-A:none",
    ])
    func `that are not simple are unknown, unless X-LIC-LOCATION names the zone`(_ observance: String) throws {
        #expect(try object(Self.body("Mine", Self.zone(observance))).notes.count == 1)
        let named = try object(Self.body("Mine", Self.zone(observance, "X-LIC-LOCATION:Europe/Berlin\n")))
        #expect(named.events[0].timeZone == "Europe/Berlin")
        #expect(written(named.events[0].start) == "20260701T080000Z")
    }

    @Test func `do not replace the zones that the system knows`() throws {
        let definition = Self.zone(Self.observance("STANDARD", "+0900", "+0900", "19700101T000000"))
            .replacing("TZID:Mine", with: "TZID:Europe/Berlin")
        #expect(written(try object(Self.body("Europe/Berlin", definition)).events[0].start) == "20260701T080000Z")
    }
}
