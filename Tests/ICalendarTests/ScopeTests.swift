// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

private let now = Instant(seconds: seconds("2026-05-05 05:05:05"))

private func titled(_ title: String) -> EventPatch {
    var patch = EventPatch()
    patch.title = .set(title)
    return patch
}

private func at(_ start: String, _ end: String, _ zone: String? = "Europe/Berlin") -> EventPatch {
    var patch = EventPatch()
    patch.schedule = .set(.timed(startWall: seconds(start), endWall: seconds(end), timeZone: zone))
    return patch
}

/// Mondays at ten, with an exception, an override and a reminder.
private let weekly = calendar(
    """
    BEGIN:VEVENT
    UID:a
    DTSTAMP:20260101T000000Z
    DTSTART;TZID=Europe/Berlin:20260105T100000
    DTEND;TZID=Europe/Berlin:20260105T110000
    RRULE:FREQ=WEEKLY;COUNT=8
    EXDATE;TZID=Europe/Berlin:20260119T100000,20260209T100000
    SUMMARY:Runde
    X-OWN;A=b:c
    BEGIN:VALARM
    ACTION:DISPLAY
    DESCRIPTION:Runde
    TRIGGER:-PT10M
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:a
    DTSTAMP:20260101T000000Z
    RECURRENCE-ID;TZID=Europe/Berlin:20260126T100000
    DTSTART;TZID=Europe/Berlin:20260127T160000
    DTEND;TZID=Europe/Berlin:20260127T170000
    SUMMARY:Verlegt
    END:VEVENT
    """)

private func reason(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch { return (error as? ICalendarError)?.reason }
}

/// Start and title of every instance, in order.
private func agenda(_ body: [UInt8]) throws -> [String] {
    let object = try object(body)
    return object.occurrences.map { "\(written($0.start)) \(object.events[$0.event].title)" }
}

@Suite struct `One instance of a series` {
    @Test func `that is changed becomes an override beside the master`() throws {
        let edited = try patched(weekly, instance: "20260112T090000Z", with: titled("Anders"), now: now)
        let override = """
            BEGIN:VEVENT
            UID:a
            DTSTAMP:20260505T050505Z
            RECURRENCE-ID;TZID=Europe/Berlin:20260112T100000
            DTSTART;TZID=Europe/Berlin:20260112T100000
            DTEND;TZID=Europe/Berlin:20260112T110000
            SUMMARY:Anders
            X-OWN;A=b:c
            LAST-MODIFIED:20260505T050505Z
            BEGIN:VALARM
            ACTION:DISPLAY
            DESCRIPTION:Runde
            TRIGGER:-PT10M
            END:VALARM
            END:VEVENT

            """
        #expect(text(edited) == text(weekly).replacing("END:VCALENDAR", with: text(crlf(override)) + "END:VCALENDAR"))
        #expect(try agenda(edited).contains("20260112T090000Z Anders"))
        #expect(try agenda(edited).count == agenda(weekly).count)
    }

    @Test func `may take place at another time, and keeps its name`() throws {
        let patch = at("2026-01-13 14:00", "2026-01-13 14:30")
        let edited = try patched(weekly, instance: "20260112T090000Z", with: patch, now: now)
        #expect(try agenda(edited).contains("20260113T130000Z Runde"))
        #expect(
            text(edited).contains(
                "RECURRENCE-ID;TZID=Europe/Berlin:20260112T100000\r\nDTSTART;TZID=Europe/Berlin:20260113T140000"))
        let again = try patched(edited, instance: "20260112T090000Z", with: titled("Neu"), now: now)
        #expect(try agenda(again).contains("20260113T130000Z Neu"))
    }

    @Test func `that has an override already has that one changed`() throws {
        let edited = try patched(weekly, instance: "20260126T090000Z", with: titled("Neu"), now: now)
        #expect(text(edited).contains("SUMMARY:Neu") && !text(edited).contains("SUMMARY:Verlegt"))
        #expect(try agenda(edited).contains("20260127T150000Z Neu"))
    }

    @Test func `stays in the series when nothing changes`() throws {
        #expect(try patched(weekly, instance: "20260112T090000Z", with: titled("Runde"), now: now) == weekly)
    }

    @Test(arguments: ["20260113T090000Z", "20260119T090000Z", "20260112", "20260112T090000", "x"])
    func `is refused when the series has no such instance`(_ name: String) {
        #expect(reason { _ = try patched(weekly, instance: name, with: titled("x"), now: now) } != nil)
        #expect(reason { _ = try removed(weekly, instance: name, now: now) } != nil)
    }

    @Test func `that is deleted becomes an exception, and its override goes`() throws {
        let plain = try #require(try removed(weekly, instance: "20260112T090000Z", now: now))
        let line =
            "EXDATE;TZID=Europe/Berlin:20260112T100000\r\nEXDATE;TZID=Europe/Berlin:20260119T100000,20260209T100000\r\n"
        #expect(text(plain).contains(line))
        #expect(try agenda(plain).count == agenda(weekly).count - 1)
        let override = try #require(try removed(weekly, instance: "20260126T090000Z", now: now))
        #expect(!text(override).contains("Verlegt") && text(override).contains("20260126T100000"))
    }

    @Test func `that is the last one takes the event along`() throws {
        var body = weekly
        for name in try object(weekly).occurrences.dropLast().compactMap(\.recurrenceID) {
            body = try #require(try removed(body, instance: name, now: now))
        }
        let last = try #require(try object(body).occurrences.first?.recurrenceID)
        #expect(try object(body).occurrences.count == 1)
        #expect(try removed(body, instance: last, now: now) == nil)
    }

    @Test(arguments: [
        (
            "DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=DAILY", "20260107", "RECURRENCE-ID;VALUE=DATE:20260107",
            "EXDATE;VALUE=DATE:20260107"
        ),
        (
            "DTSTART:20260105T100000\nRRULE:FREQ=DAILY", "20260107T100000", "RECURRENCE-ID:20260107T100000",
            "EXDATE:20260107T100000"
        ),
        (
            "DTSTART:20260105T100000Z\nRRULE:FREQ=DAILY", "20260107T100000Z", "RECURRENCE-ID:20260107T100000Z",
            "EXDATE:20260107T100000Z"
        ),
        (
            "DTSTART:20260105T100000Z\nRDATE:20260109T120000Z", "20260109T120000Z", "RECURRENCE-ID:20260109T120000Z",
            "EXDATE:20260109T120000Z"
        ),
    ])
    func `is named as DTSTART is written`(_ lines: String, _ name: String, _ override: String, _ exception: String)
        throws
    {
        let body = event("\(lines)\nSUMMARY:x")
        #expect(text(try patched(body, instance: name, with: titled("y"), now: now)).contains("\(override)\r\n"))
        #expect(text(try #require(try removed(body, instance: name, now: now))).contains("\(exception)\r\n"))
    }
}

@Suite struct `An instance and all that follow` {
    @Test func `become a series of their own`() throws {
        let split = try patched(weekly, following: "20260202T090000Z", uid: "neu", with: titled("Neu"), now: now)
        let (earlier, following) = (try #require(split.earlier), split.following)
        #expect(text(earlier).contains("RRULE:FREQ=WEEKLY;UNTIL=20260202T085959Z\r\n"))
        #expect(text(earlier).contains("EXDATE;TZID=Europe/Berlin:20260119T100000\r\n"))
        #expect(text(following).contains("DTSTART;TZID=Europe/Berlin:20260202T100000\r\n"))
        #expect(text(following).contains("RRULE:FREQ=WEEKLY;COUNT=4\r\n") && !text(following).contains("UID:a\r\n"))
        #expect(text(following).contains("EXDATE;TZID=Europe/Berlin:20260209T100000\r\n"))
        #expect(text(following).contains("X-OWN;A=b:c\r\n") && !text(following).contains("Verlegt"))
        let both = try agenda(earlier) + agenda(following)
        #expect(
            try both.sorted()
                == agenda(weekly).map { $0 > "20260202" ? $0.replacing("Runde", with: "Neu") : $0 }.sorted())
    }

    @Test func `move, with the later overrides`() throws {
        let patch = at("2026-01-13 12:00", "2026-01-13 13:00")
        let split = try patched(weekly, following: "20260112T090000Z", uid: "neu", with: patch, now: now)
        let following = split.following
        #expect(text(following).contains("RECURRENCE-ID;TZID=Europe/Berlin:20260127T120000\r\n"))
        #expect(
            try agenda(following) == [
                "20260113T110000Z Runde", "20260127T150000Z Verlegt", "20260203T110000Z Runde",
                "20260217T110000Z Runde", "20260224T110000Z Runde",
            ])
        #expect(try agenda(#require(split.earlier)) == ["20260105T090000Z Runde"])
    }

    @Test func `from the first on are the series itself`() throws {
        let split = try patched(weekly, following: "20260105T090000Z", uid: "neu", with: titled("Neu"), now: now)
        #expect(split.earlier == nil)
        #expect(try split.following == patched(weekly, with: titled("Neu"), now: now))
        #expect(try removed(weekly, following: "20260105T090000Z", now: now) == nil)
    }

    @Test func `stay in the series when nothing changes`() throws {
        let split = try patched(weekly, following: "20260202T090000Z", uid: "neu", with: titled("Runde"), now: now)
        #expect(split.earlier == nil && split.following == weekly)
    }

    @Test func `are deleted by an UNTIL`() throws {
        let edited = try #require(try removed(weekly, following: "20260202T090000Z", now: now))
        #expect(try agenda(edited) == agenda(weekly).filter { $0 < "20260202" })
        // The last instance of a rule that has an UNTIL already.
        let again = try #require(try removed(edited, following: "20260112T090000Z", now: now))
        #expect(try agenda(again).count == 1)
        #expect(try removed(again, instance: "20260105T090000Z", now: now) == nil)
        let two = event("DTSTART:20260105T100000Z\nRRULE:FREQ=DAILY;UNTIL=20260106T100000Z\nSUMMARY:x")
        #expect(
            try starts(#require(try removed(two, following: "20260106T100000Z", now: now))) == ["20260105T100000Z"])
    }

    @Test(arguments: [
        ("DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,-1", "20260331", "UNTIL=20260330"),
        (
            "DTSTART:20260105T100000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "20260206T100000",
            "UNTIL=20260206T095959"
        ),
        (
            "DTSTART:20260105T100000Z\nRRULE:FREQ=DAILY;UNTIL=20260301T100000Z", "20260206T100000Z",
            "UNTIL=20260206T095959Z"
        ),
        ("DTSTART;TZID=Europe/Berlin:20260326T023000\nRRULE:FREQ=DAILY", "20260330T003000Z", "UNTIL=20260330T002959Z"),
        (
            "DTSTART;TZID=Europe/Berlin:20260105T100000\nDTEND;TZID=Europe/Berlin:20260105T110000\nRRULE:FREQ=WEEKLY",
            "20260309T090000Z", "UNTIL=20260309T085959Z"
        ),
        // A rule that has ended before the cut stays as it is.
        (
            "DTSTART:20260105T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nRRULE:FREQ=WEEKLY", "20260202T100000Z",
            "RRULE:FREQ=DAILY;COUNT=3\r\n"
        ),
        (
            "DTSTART:20260105T100000Z\nRRULE:FREQ=DAILY\nRDATE:20260107T120000Z,20260208T120000Z", "20260206T100000Z",
            "UNTIL=20260206T095959Z"
        ),
    ])
    func `are cut off any rule so that every instance stays`(_ lines: String, _ name: String, _ until: String) throws {
        let body = event("\(lines)\nSUMMARY:x")
        let split = try patched(body, following: name, uid: "neu", with: titled("y"), now: now)
        let (earlier, following) = (try #require(split.earlier), split.following)
        #expect(text(earlier).contains(until))
        #expect(try starts(earlier) + starts(following) == starts(body))
    }

    @Test(arguments: [
        ("DTSTART:20260105T100000Z\nRRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY", "20260107T100000Z"),
        ("DTSTART:20260105T100000Z\nRRULE:FREQ=WEEKLY\nRDATE:20260107T120000Z", "20260107T120000Z"),
        ("DTSTART:20260105T100000Z", "20260105T100000Z"),
    ])
    func `are refused where a cut would move something`(_ lines: String, _ name: String) {
        let body = event("\(lines)\nSUMMARY:x")
        #expect(reason { _ = try patched(body, following: name, uid: "n", with: titled("y"), now: now) } != nil)
    }
}

@Suite struct `A whole series` {
    @Test func `moves its exceptions and overrides along`() throws {
        let edited = try patched(weekly, with: at("2026-01-06 12:00", "2026-01-06 12:30"), now: now)
        #expect(text(edited).contains("RECURRENCE-ID;TZID=Europe/Berlin:20260127T120000\r\n"))
        #expect(text(edited).contains("EXDATE;TZID=Europe/Berlin:20260120T120000\r\n"))
        #expect(
            try agenda(edited) == [
                "20260106T110000Z Runde", "20260113T110000Z Runde", "20260127T150000Z Verlegt",
                "20260203T110000Z Runde", "20260217T110000Z Runde", "20260224T110000Z Runde",
            ])
    }

    @Test func `moves an override whose time was never changed`() throws {
        let body = text(weekly).replacing("20260127T160000", with: "20260126T100000").replacing(
            "20260127T170000", with: "20260126T110000")
        let edited = try patched(Array(body.utf8), with: at("2026-01-05 12:00", "2026-01-05 12:30"), now: now)
        #expect(try agenda(edited).contains("20260126T110000Z Verlegt"))
        #expect(text(edited).contains("DTEND;TZID=Europe/Berlin:20260126T123000\r\n"))
    }

    @Test func `changes its zone, with everything that hangs on it`() throws {
        let edited = try patched(weekly, with: at("2026-01-05 10:00", "2026-01-05 11:00", "America/New_York"), now: now)
        #expect(
            try agenda(edited).map { String($0.dropFirst(8).prefix(7)) } == [
                "T150000", "T150000", "T150000", "T150000", "T150000", "T150000",
            ])
        #expect(text(edited).contains("RECURRENCE-ID;TZID=America/New_York:20260126T100000\r\n"))
    }

    @Test func `takes another rule unless a changed instance would be lost`() throws {
        var patch = EventPatch()
        patch.recurrenceRule = .set("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10")
        let edited = try patched(weekly, with: patch, now: now)
        #expect(text(edited).contains("RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10\r\n"))
        #expect(try agenda(edited).contains("20260127T150000Z Verlegt"))
        patch.recurrenceRule = .set("FREQ=MONTHLY")
        #expect(
            reason { _ = try patched(weekly, with: patch, now: now) }
                == "the changed instance 20260126T090000Z would have no place in the series: delete it first")
        patch.recurrenceRule = .clear
        #expect(reason { _ = try patched(weekly, with: patch, now: now) } != nil)
        let plain = event("DTSTART:20260105T100000Z\nRRULE:FREQ=DAILY\nEXDATE:20260106T100000Z\nSUMMARY:x")
        #expect(try starts(patched(plain, with: patch, now: now)) == ["20260105T100000Z"])
    }

    @Test func `becomes one by a rule`() throws {
        var patch = EventPatch()
        patch.recurrenceRule = .set("freq=daily;until=20260107")
        let edited = try patched(event("DTSTART;TZID=Europe/Berlin:20260105T100000\nSUMMARY:x"), with: patch, now: now)
        #expect(text(edited).contains("RRULE:FREQ=DAILY;UNTIL=20260107T225959Z\r\n"))
        #expect(try starts(edited).count == 3)
    }

    @Test func `has exactly the exceptions asked for`() throws {
        var patch = EventPatch()
        patch.exceptions = .set(["20260119T090000Z", "20260112T090000Z"])
        let edited = try patched(weekly, with: patch, now: now)
        #expect(
            try agenda(edited).map { $0.prefix(8) } == [
                "20260105", "20260127", "20260202", "20260209", "20260216", "20260223",
            ])
        patch.exceptions = .clear
        #expect(try agenda(patched(weekly, with: patch, now: now)).count == 8)
        patch.exceptions = .set(["20260112"])
        #expect(
            reason { _ = try patched(weekly, with: patch, now: now) } == "“20260112” names no instance of this series")
    }
}
