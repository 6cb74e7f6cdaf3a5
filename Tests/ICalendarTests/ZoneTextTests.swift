// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import ICalendar

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
        ("europe/berlin", "Europe/Berlin"), ("AMERICA/NEW_YORK", "America/New_York"), ("utc", "UTC"),
        ("/softwarestudio.org/Olson_20011030_5/America/New_York", "America/New_York"),
        ("/Europe/Berlin", "Europe/Berlin"), ("\"tzone://Microsoft/Utc\"", "UTC"), ("Etc/GMT+2", "Etc/GMT+2"),
        ("W. Europe Standard Time", "Europe/Berlin"), ("w. europe standard time", "Europe/Berlin"),
        ("W. Europe Standard Time 1", "Europe/Berlin"), ("\"Pacific Standard Time:\"", "America/Los_Angeles"),
        ("Pacific Standard Time (Mexico)", "America/Tijuana"), ("UTC-11", "Etc/GMT+11"),
        ("Yukon Standard Time", "America/Whitehorse"), ("AUS Central Standard Time", "Australia/Darwin"),
    ])
    func `are found by name, also behind a prefix, in another case, or by that of Windows`(_ id: String, _ name: String)
        throws
    {
        let derived = try object(Self.body(id))
        #expect(derived.events[0].timeZone == name)
        #expect(derived.events[0].start.kind == .utc)
        #expect(derived.notes == [])
    }

    @Test func `of Windows are all known to the system`() {
        #expect(WindowsZones.all.count > 130)
        for (name, zone) in WindowsZones.all {
            #expect(TimeZones.system.zone(meantBy: name)?.name == (name == "utc" ? "UTC" : zone), "\(name)")
        }
        #expect(WindowsZones.all.map(\.name) == WindowsZones.all.map(\.name).sorted())
    }

    @Test(arguments: [
        ("GMT+0200", "20260701T080000Z"), ("\"GMT+02:00\"", "20260701T080000Z"), ("UTC+2", "20260701T080000Z"),
        ("\"UTC-03:30\"", "20260701T133000Z"), ("+0200", "20260701T080000Z"), ("gmt-5", "20260701T150000Z"),
    ])
    func `that state an offset have it`(_ id: String, _ start: String) throws {
        let derived = try object(Self.body(id))
        #expect(written(derived.events[0].start) == start)
        #expect(derived.notes == [])
    }

    @Test(arguments: [
        ("(UTC+01:00) Nowhere", "20260701T090000Z"), ("(GMT-05.00) Nowhere / Land", "20260701T150000Z"),
    ])
    func `that state an offset and a place have the offset, and say so`(_ id: String, _ start: String) throws {
        let derived = try object(Self.body("\"\(id)\""))
        #expect(written(derived.events[0].start) == start)
        #expect(derived.notes == ["time zone “\(id)” is taken for the offset in its name, all year round"])
    }

    @Test(arguments: [
        "Nowhere/Land", "../../../etc/passwd", "/../../../etc/passwd", "Customized Time Zone", "UTC+25", "GMT+0275",
        "(UTC) Nowhere", "UTC 2", "UTC-", "+", "GMT+02x", "Standard Time", "localtime", "right/UTC", "/posixrules",
    ])
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
        (
            "one endless rule",
            zone(observance("STANDARD", "+0200", "+0100", "16010101T030000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")),
            "20260701T090000Z"
        ),
        (
            "three endless rules",
            zone(
                standard + "\n" + daylight + "\n"
                    + observance("DAYLIGHT", "+0200", "+0300", "20200601T000000", "FREQ=YEARLY;BYMONTH=6")),
            "20260701T070000Z"
        ),
        (
            "every other year",
            zone(
                standard + "\n"
                    + observance(
                        "DAYLIGHT", "+0100", "+0200", "20250330T020000",
                        "FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=-1SU")),
            "20260701T090000Z"
        ),
        (
            "days of the year",
            zone(
                standard + "\n"
                    + observance("DAYLIGHT", "+0100", "+0200", "20000301T020000", "FREQ=YEARLY;BYYEARDAY=100")),
            "20260701T080000Z"
        ),
        ("only summer", zone(observance("DAYLIGHT", "+0100", "+0200", "20200329T020000")), "20260701T080000Z"),
        ("no beginning", zone("BEGIN:STANDARD\nTZOFFSETTO:+0300\nEND:STANDARD"), "20260701T070000Z"),
        (
            "no offset before",
            zone([standard, daylight].joined(separator: "\n"))
                .replacing("TZOFFSETFROM:+0100\n", with: "").replacing("TZOFFSETFROM:+0200\n", with: ""),
            "20260701T080000Z"
        ),
        ("a colon", zone(observance("STANDARD", "+02:00", "+02:00", "19700101T000000")), "20260701T080000Z"),
        ("three digits", zone(observance("STANDARD", "+200", "+200", "19700101T000000")), "20260701T080000Z"),
        ("seconds", zone(observance("STANDARD", "+020030", "+020030", "19700101T000000")), "20260701T075930Z"),
        ("no hours", zone(observance("STANDARD", "+5730", "+5730", "19700101T000000")), "20260701T090230Z"),
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
        (
            observance("STANDARD", "+0200", "+0100", "16010101T030000", "FREQ=SECONDLY"),
            "changes more often than yearly"
        ),
        (observance("STANDARD", "+0200", "+0100", "16010101T030000", "FREQ=MONTHLY"), "changes more often than yearly"),
        (observance("STANDARD", "+0200", "+0100", "16010101T030000", "FREQ=NEVER"), "has an RRULE that cannot be read"),
        (
            observance(
                "STANDARD", "+0200", "+0100", "16010101T030000",
                "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3"), "changes too often"
        ),
        (observance("STANDARD", "+0200", "+9900", "16010101T030000"), "has a TZOFFSETTO that is none"),
        (observance("STANDARD", "+0200", "+2400", "16010101T030000"), "has a TZOFFSETTO that is none"),
        (observance("STANDARD", "+0200", "", "16010101T030000"), "has a TZOFFSETTO that is none"),
        (observance("STANDARD", "+0200", "+0100", "yesterday"), "has a DTSTART that is none"),
        (standard + "\nBEGIN:DAYLIGHT\nTZOFFSETTO:+0300\nEND:DAYLIGHT", "has no DTSTART"),
        ("X-A:none", "has no observance"),
    ])
    func `that cannot be used are unknown for a reason, unless X-LIC-LOCATION names the zone`(
        _ observance: String, _ reason: String
    ) throws {
        #expect(
            try object(Self.body("Mine", Self.zone(observance))).notes
                == ["unknown time zone “Mine”, whose VTIMEZONE \(reason): its times are shown as written"])
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
