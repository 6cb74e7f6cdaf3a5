// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

private let zone = """
    BEGIN:VTIMEZONE
    TZID:Europe/Berlin
    BEGIN:STANDARD
    DTSTART:19701025T030000
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    END:STANDARD
    END:VTIMEZONE
    """
private let base = """
    BEGIN:VEVENT
    UID:a
    DTSTAMP:20260101T000000Z
    DTSTART;TZID=Europe/Berlin:20260105T100000
    DTEND;TZID=Europe/Berlin:20260105T110000
    RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=5
    EXDATE;TZID=Europe/Berlin:20260112T100000,20260119T100000
    SUMMARY:Größe\\, Maß
    LOCATION:Hier
    CATEGORIES:x,y
    ATTENDEE;CN="Ann, B";PARTSTAT=ACCEPTED:mailto:ann@example.org
    X-THING;VALUE=URI:geo:51.0,13.0
    BEGIN:VALARM
    ACTION:DISPLAY
    TRIGGER:-PT15M
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:a
    DTSTAMP:20260101T000000Z
    RECURRENCE-ID;TZID=Europe/Berlin:20260126T100000
    DTSTART;TZID=Europe/Berlin:20260126T120000
    SUMMARY:Später
    LOCATION:Dort
    END:VEVENT
    """

@Suite struct `Checksums` {
    @Test(arguments: [
        ("nothing", "", ""),
        ("parameter order", ";CN=\"Ann, B\";PARTSTAT=ACCEPTED:", ";PARTSTAT=ACCEPTED;CN=\"Ann, B\":"),
        ("quotes", "PARTSTAT=ACCEPTED", "PARTSTAT=\"ACCEPTED\""),
        ("quoted zone", "DTEND;TZID=Europe/Berlin", "DTEND;TZID=\"Europe/Berlin\""),
        ("case of names", "SUMMARY:Größe", "Summary:Größe"),
        ("case of parameter names", ";CN=", ";cn="),
        ("fold", "SUMMARY:Größe", "SUMM\n ARY:Gr\n öße"),
        ("bare comma", "Größe\\, Maß", "Größe, Maß"),
        ("needless escape", "Hier", "\\Hier"),
        ("escaped URI", "geo:51.0,13.0", "geo:51.0\\,13.0"),
        ("rule order", "FREQ=WEEKLY;BYDAY=MO;COUNT=5", "COUNT=5;BYDAY=MO;FREQ=WEEKLY"),
        ("line order", "LOCATION:Hier\nCATEGORIES:x,y", "CATEGORIES:x,y\nLOCATION:Hier"),
        ("lists in lines", "CATEGORIES:x,y", "CATEGORIES:y\nCATEGORIES:x"),
        (
            "EXDATE in lines", "EXDATE;TZID=Europe/Berlin:20260112T100000,20260119T100000",
            "EXDATE;TZID=Europe/Berlin:20260119T100000\nEXDATE;TZID=Europe/Berlin:20260112T100000"
        ),
        ("default type", "DTEND;TZID", "DTEND;VALUE=DATE-TIME;TZID"),
        ("DTSTAMP", "DTSTAMP:20260101T000000Z", "DTSTAMP:20270101T000000Z"),
        ("CREATED", "LOCATION:Hier", "LOCATION:Hier\nCREATED:20260101T000000Z\nLAST-MODIFIED:20260101T000000Z"),
        ("alarm order", "ACTION:DISPLAY\nTRIGGER:-PT15M", "TRIGGER:-PT15M\nACTION:DISPLAY"),
        ("alarm by Google", "TRIGGER:-PT15M", "TRIGGER:-P0DT0H15M0S"),
        ("alarm in seconds", "TRIGGER:-PT15M", "TRIGGER;VALUE=DURATION: -PT900S"),
        ("alarm seen", "TRIGGER:-PT15M", "TRIGGER:-PT15M\nACKNOWLEDGED:20260101T000000Z"),
    ])
    func `stay when a server only spells it differently`(_ name: String, _ old: String, _ new: String) throws {
        let (before, after) = (calendar(base), calendar(old.isEmpty ? base : base.replacing(old, with: new)))
        #expect(try object(before).checksum == object(after).checksum)
        #expect(try content(of: before) == content(of: after))
        if !old.isEmpty { #expect(before != after) }
    }

    @Test(arguments: [
        ("text", "Maß", "Mass"), ("place", "LOCATION:Hier", "LOCATION:hier"), ("no place", "LOCATION:Hier\n", ""),
        ("parameter", "PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED"), ("time", "20260105T110000", "20260105T110001"),
        ("zone", "DTEND;TZID=Europe/Berlin", "DTEND;TZID=Europe/Paris"), ("list", "CATEGORIES:x,y", "CATEGORIES:x"),
        ("alarm", "TRIGGER:-PT15M", "TRIGGER:-PT10M"), ("rule", "COUNT=5", "COUNT=6"),
        ("alarm afterwards", "TRIGGER:-PT15M", "TRIGGER:PT15M"),
        ("alarm by the day", "TRIGGER:-PT15M", "TRIGGER:-P15D"),
        ("exception", "20260112T100000,", ""), ("unknown", "geo:51.0", "geo:52.0"),
        ("swapped between master and override", "Hier", "#"),
    ])
    func `change with the meaning`(_ name: String, _ old: String, _ new: String) throws {
        let swapped = base.replacing("Hier", with: "#").replacing("Dort", with: "Hier").replacing("#", with: "Dort")
        let after = calendar(new == "#" ? swapped : base.replacing(old, with: new))
        #expect(try object(calendar(base)).checksum != object(after).checksum)
        #expect(try content(of: calendar(base)) != content(of: after))
    }

    @Test func `of zones stand apart`() throws {
        let (without, with) = (try object(calendar(base)), try object(calendar(zone + "\n" + base)))
        #expect(without.checksum == with.checksum)
        #expect(without.zoneChecksum == "")
        #expect(with.zoneChecksum.count == 64)
        let other = try object(calendar(zone.replacing("+0100", with: "+0000") + "\n" + base))
        #expect(other.checksum == with.checksum && other.zoneChecksum != with.zoneChecksum)
    }

    @Test func `do not depend on the order of components, nor on line ends`() throws {
        let parts = base.split(separator: "BEGIN:VEVENT\n", omittingEmptySubsequences: true)
        let turned = "BEGIN:VEVENT\n\(parts[1])\nBEGIN:VEVENT\n\(parts[0])"
        let first = try object(calendar(base))
        #expect(try object(calendar(turned)).checksum == first.checksum)
        #expect(try object(calendar(base).filter { $0 != 13 }) == first)
        #expect(first.events.map(\.checksum.count) == [64, 64])
    }

    @Test func `cover nested components as properties of their own`() throws {
        let properties = try content(of: calendar(base)).components[ComponentKey(uid: "a", recurrenceID: nil)]
        let alarm = Property(name: "BEGIN:VALARM", value: "ACTION:DISPLAY\nTRIGGER:-PT15M")
        #expect(properties?.contains(alarm) == true)
        let attendee = Property(
            name: "ATTENDEE",
            parameters: [.init(name: "CN", values: ["Ann, B"]), .init(name: "PARTSTAT", values: ["ACCEPTED"])],
            value: "mailto:ann@example.org")
        #expect(properties?.contains(attendee) == true)
    }
}
