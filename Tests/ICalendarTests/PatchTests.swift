// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

private let now = Instant(seconds: seconds("2026-05-05 05:05:05"))

private func patch(_ change: (inout EventPatch) -> Void) -> EventPatch {
    var patch = EventPatch()
    change(&patch)
    return patch
}

private func timed(_ start: String, _ end: String, _ zone: String?) -> EventSchedule {
    .timed(startWall: seconds(start), endWall: seconds(end), timeZone: zone)
}

private func refusal(_ body: [UInt8], _ patch: EventPatch) -> String? {
    do {
        _ = try patched(body, with: patch, now: now)
        return nil
    } catch {
        return error.reason
    }
}

private let simple = event(
    "DTSTART;TZID=Europe/Berlin;X-A=1:20260701T100000\nDTEND;TZID=Europe/Berlin:20260701T110000\nSUMMARY:Alt\nDESCRIPTION:d\nX-UNKNOWN:1"
)

@Suite struct `An edited event` {
    @Test func `has its fields patched, its stamps kept up, every other byte as before`() throws {
        let title = "Größe, " + String(repeating: "ö", count: 60)
        let edited = try patched(
            simple,
            with: patch {
                $0.title = .set(title)
                $0.description = .clear
                $0.location = .set("Ecke; 3\r\nhinten")
                $0.url = .set("https://example.org/?a=1,2")
                $0.status = .set("tentative")
            }, now: now)
        let expected = text(simple)
            .replacing("DTSTAMP:20260101T000000Z", with: "DTSTAMP:20260505T050505Z")
            .replacing(
                "SUMMARY:Alt\r\n",
                with: "SUMMARY:Größe\\, " + String(repeating: "ö", count: 28) + "\r\n "
                    + String(repeating: "ö", count: 32) + "\r\n"
            )
            .replacing("DESCRIPTION:d\r\n", with: "")
            .replacing(
                "END:VEVENT",
                with: "LOCATION:Ecke\\; 3\\nhinten\r\nURL:https://example.org/?a=1,2\r\nSTATUS:TENTATIVE\r\n"
                    + "LAST-MODIFIED:20260505T050505Z\r\nEND:VEVENT")
        #expect(text(edited) == expected)
    }

    @Test func `is the same bytes when nothing changes`() throws {
        #expect(try patched(simple, with: EventPatch(), now: now) == simple)
        let same = patch {
            $0.title = .set("Alt")
            $0.location = .clear
            $0.schedule = .set(timed("2026-07-01 10:00", "2026-07-01 11:00", "Europe/Berlin"))
        }
        #expect(try patched(simple, with: same, now: now) == simple)
    }

    @Test(arguments: [
        ("alone", "", false, nil), ("shared", "ATTENDEE:mailto:a@example.org\n", false, nil),
        ("counted", "SEQUENCE:2\n", false, 2), ("alone, moved", "", true, nil),
        ("shared, moved", "ORGANIZER:mailto:a@example.org\n", true, 1), ("counted, moved", "SEQUENCE:2\n", true, 3),
    ])
    func `counts SEQUENCE when others must hear of it`(_ name: String, _ lines: String, _ moves: Bool, _ sequence: Int?)
        throws
    {
        let body = event("\(lines)DTSTART:20260701T100000Z\nSUMMARY:x")
        let change = patch {
            if moves { $0.location = .set("dort") } else { $0.title = .set("y") }
        }
        let edited = text(try patched(body, with: change, now: now))
        #expect(edited.contains("SEQUENCE") == (sequence != nil))
        if let sequence { #expect(edited.contains("SEQUENCE:\(sequence)\r\n")) }
    }

    @Test(arguments: [
        ("Europe/Berlin", "DTSTART;TZID=Europe/Berlin;X-A=1:20260702T120000", "20260702T100000Z", 0),
        ("UTC", "DTSTART;X-A=1:20260702T120000Z", "20260702T120000Z", 0),
        (nil, "DTSTART;X-A=1:20260702T120000", "20260702T120000", 0),
        ("Pacific/Auckland", "DTSTART;TZID=Pacific/Auckland;X-A=1:20260702T120000", "20260702T000000Z", 1),
    ])
    func `moves to another time and zone`(_ zone: String?, _ line: String, _ start: String, _ zones: Int) throws {
        let change = patch { $0.schedule = .set(timed("2026-07-02 12:00", "2026-07-02 12:30", zone)) }
        let edited = try patched(simple, with: change, now: now)
        let derived = try object(edited)
        #expect(text(edited).contains(line + "\r\n"))
        #expect(written(derived.events[0].start) == start)
        #expect(derived.events[0].end.seconds - derived.events[0].start.seconds == 1800)
        #expect(derived.events[0].timeZone == zone)
        let hasZone = text(edited).contains("BEGIN:VTIMEZONE\r\nTZID:Pacific/Auckland")
        #expect(hasZone == (zones == 1))
    }

    @Test func `becomes all-day, and its DURATION goes`() throws {
        let body = event("DTSTART:20260701T100000Z\nDURATION:PT1H\nSUMMARY:x")
        let days = patch {
            $0.schedule = .set(
                .allDay(start: Day(year: 2026, month: 7, day: 3), end: Day(year: 2026, month: 7, day: 5)))
        }
        let edited = text(try patched(body, with: days, now: now))
        #expect(
            edited.contains("DTSTART;VALUE=DATE:20260703\r\nDTEND;VALUE=DATE:20260705\r\n")
                || edited.contains("DTEND;VALUE=DATE:20260705\r\n"))
        #expect(!edited.contains("DURATION"))
    }

    @Test func `keeps the spelling of its zone`() throws {
        let id = "/freeassociation.sourceforge.net/Europe/Berlin"
        let body = event("DTSTART;TZID=\(id):20260701T100000\nDTEND;TZID=\(id):20260701T110000")
        let change = patch { $0.schedule = .set(timed("2026-07-02 10:00", "2026-07-02 11:00", "Europe/Berlin")) }
        let edited = text(try patched(body, with: change, now: now))
        #expect(edited.contains("DTSTART;TZID=\(id):20260702T100000\r\n") && !edited.contains("VTIMEZONE"))
    }

    @Test func `is refused with the reason`() {
        let far = timed("2026-07-02 10:00", "2026-07-02 09:00", "UTC")
        #expect(refusal(simple, patch { $0.schedule = .set(far) }) == "an event does not end before it begins")
        #expect(refusal(simple, patch { $0.schedule = .clear }) == "an event cannot be without a time")
        #expect(
            refusal(simple, patch { $0.schedule = .set(timed("2026-07-02 10:00", "2026-07-02 11:00", "No/Where")) })
                == "there is no time zone “No/Where”")
        #expect(refusal(simple, patch { $0.status = .set("maybe") }) != nil)
        #expect(refusal(simple, patch { $0.url = .set("https://example.org/a b") }) != nil)
        let todo = calendar("BEGIN:VTODO\nUID:a\nEND:VTODO")
        #expect(refusal(todo, patch { $0.title = .set("x") }) == "is not an event")
        #expect(refusal([1, 2], patch { $0.title = .set("x") })?.hasPrefix("cannot be read: ") == true)
        let defect = event("DTSTART:20260101\nno property")
        #expect(refusal(defect, patch { $0.title = .set("x") })?.hasPrefix("is never edited: ") == true)
    }
}

@Suite struct `An edited series` {
    private static func series(_ rule: String, _ start: String = "DTSTART;TZID=Europe/Berlin:20260105T100000")
        -> [UInt8]
    {
        event("\(start)\nDURATION:PT1H\nRRULE:\(rule)\nSUMMARY:x")
    }

    @Test(arguments: [
        ("FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY;COUNT=3"),
        ("FREQ=DAILY;UNTIL=20260107T090000Z", "FREQ=DAILY;UNTIL=20260108T130000Z"),
        ("UNTIL=20260107;FREQ=DAILY", "UNTIL=20260108T130000Z;FREQ=DAILY"),
        ("FREQ=DAILY;UNTIL=20260107T120000", "FREQ=DAILY;UNTIL=20260108T150000Z"),
    ])
    func `moves with all its instances`(_ rule: String, _ expected: String) throws {
        let body = Self.series(rule)
        let change = patch { $0.schedule = .set(timed("2026-01-06 14:00", "2026-01-06 15:00", "Europe/Berlin")) }
        let edited = try patched(body, with: change, now: now)
        #expect(text(edited).contains("RRULE:\(expected)\r\n"))
        let (before, after) = (try object(body).occurrences, try object(edited).occurrences)
        #expect(after.map(\.start.seconds) == before.map { $0.start.seconds + 86_400 + 4 * 3600 })
    }

    @Test func `becomes all-day with a date in UNTIL`() throws {
        let days = patch {
            $0.schedule = .set(
                .allDay(start: Day(year: 2026, month: 1, day: 5), end: Day(year: 2026, month: 1, day: 6)))
        }
        let edited = try patched(Self.series("FREQ=DAILY;UNTIL=20260107T090000Z"), with: days, now: now)
        #expect(text(edited).contains("RRULE:FREQ=DAILY;UNTIL=20260107\r\n"))
        #expect(try starts(edited) == ["20260105", "20260106", "20260107"])
    }

    @Test(arguments: [
        ("EXDATE:20260106T090000Z", nil), ("RDATE:20260107T150000Z", nil),
        (
            "RDATE;VALUE=PERIOD:20260106T090000Z/PT1H",
            "this series has RDATE with a length of its own: its time cannot be changed as a whole"
        ),
        ("EXRULE:FREQ=WEEKLY", "this series has EXRULE: its time and its rule cannot be changed"),
        (
            "END:VEVENT\nBEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20260106T100000Z\nDTSTART:20260106T090000Z",
            "the changed instance 20260106T100000Z would have no place in the series: delete it first"
        ),
        (
            "RRULE:RSCALE=HEBREW;FREQ=YEARLY",
            "this series has a rule that is not expanded: its time cannot be changed"
        ),
        ("X-A:1", nil),
    ])
    func `keeps its time where other dates depend on it and cannot follow`(_ lines: String, _ reason: String?) {
        let body = event("DTSTART;TZID=Europe/Berlin:20260105T100000\nRRULE:FREQ=DAILY\nSUMMARY:x\n\(lines)")
        let change = patch { $0.schedule = .set(timed("2026-01-05 11:00", "2026-01-05 12:00", "Europe/Berlin")) }
        #expect(refusal(body, change) == reason)
        #expect(refusal(body, patch { $0.title = .set("y") }) == nil)
    }

    @Test func `does not move to a day that its rule does not have`() {
        let body = Self.series("FREQ=WEEKLY;BYDAY=MO")
        let tuesday = patch { $0.schedule = .set(timed("2026-01-06 10:00", "2026-01-06 11:00", "Europe/Berlin")) }
        #expect(
            refusal(body, tuesday)
                == "the rule FREQ=WEEKLY;BYDAY=MO has no instance at the new time: change the rule too")
        let monday = patch { $0.schedule = .set(timed("2026-01-12 08:00", "2026-01-12 09:00", "Europe/Berlin")) }
        #expect(refusal(body, monday) == nil)
    }

    @Test func `takes along the overrides that said the same`() throws {
        func override(_ day: Int, _ title: String) -> String {
            "\nBEGIN:VEVENT\nUID:a\nRECURRENCE-ID:2026010\(day)T100000Z\nDTSTART:2026010\(day)T120000Z\nSUMMARY:\(title)\nEND:VEVENT"
        }
        let body = calendar(
            "BEGIN:VEVENT\nUID:a\nDTSTART:20260105T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nSUMMARY:Alt\nEND:VEVENT"
                + override(6, "Alt") + override(7, "Eigen"))
        let edited = try patched(body, with: patch { $0.title = .set("Neu") }, now: now)
        #expect(try object(edited).events.map(\.title) == ["Neu", "Neu", "Eigen"])
        #expect(text(edited).split(separator: "LAST-MODIFIED").count == 3)
    }

    @Test func `without its master is not edited, a single instance is`() throws {
        func override(_ day: Int) -> String {
            "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:2026010\(day)T100000Z\nDTSTART:2026010\(day)T120000Z\nSUMMARY:Alt\nEND:VEVENT"
        }
        let change = patch { $0.title = .set("Neu") }
        #expect(refusal(calendar(override(6) + "\n" + override(7)), change) != nil)
        #expect(try object(patched(calendar(override(6)), with: change, now: now)).events[0].title == "Neu")
    }
}

@Suite struct `A new event` {
    private static func draft(_ schedule: EventSchedule, rule: String? = nil) -> EventDraft {
        EventDraft(
            title: "Größe, Maß; \\ und\nZeile", description: "d\r\ne", location: "", url: "https://example.org",
            status: "confirmed", schedule: schedule, recurrenceRule: rule, categories: ["a,b", "c"])
    }

    @Test(arguments: [
        "Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata", "Africa/Cairo", "Europe/Dublin",
    ])
    func `reads back as drafted, in the zone it brings along`(_ zone: String) throws {
        for start in ["2026-01-15 10:00", "2026-07-15 10:00"] {
            let end = start.replacing("10:00", with: "11:30")
            let body = try newEvent(Self.draft(timed(start, end, zone)), uid: "u-1", now: now)
            let derived = try object(body)
            #expect(derived.events[0].title == "Größe, Maß; \\ und\nZeile" && derived.events[0].description == "d\ne")
            #expect(derived.events[0].timeZone == zone && derived.uid == "u-1")
            #expect(text(body).contains("DTSTAMP:20260505T050505Z\r\n") && text(body).contains("SEQUENCE:0\r\n"))
            #expect(derived.events[0].categories == ["a,b", "c"])
            #expect(
                body.split(separator: 10, omittingEmptySubsequences: false).dropLast().allSatisfy {
                    $0.last == 13 && $0.count <= 76
                })
            // The VTIMEZONE alone says the same.
            let renamed = Array(text(body).replacing(zone, with: "Mine").utf8)
            #expect(try object(renamed).events[0].start == derived.events[0].start)
        }
    }

    @Test func `may be floating, in UTC, or all day`() throws {
        let day = Day(year: 2026, month: 7, day: 1)
        let schedules: [(EventSchedule, String)] = [
            (timed("2026-07-01 10:00", "2026-07-01 10:00", nil), "DTSTART:20260701T100000\r\n"),
            (timed("2026-07-01 10:00", "2026-07-01 11:00", "UTC"), "DTSTART:20260701T100000Z\r\n"),
            (.allDay(start: day, end: day + 1), "DTSTART;VALUE=DATE:20260701\r\n"),
        ]
        for (schedule, line) in schedules {
            let body = try newEvent(Self.draft(schedule), uid: "u", now: now)
            #expect(text(body).contains(line) && !text(body).contains("VTIMEZONE"))
        }
    }

    @Test(arguments: [
        ("FREQ=DAILY;UNTIL=20260703", "Europe/Berlin", "UNTIL=20260703T215959Z", 3),
        ("freq=daily;until=20260703T100000", "Europe/Berlin", "UNTIL=20260703T080000Z", 3),
        ("FREQ=DAILY;UNTIL=20260703T080000Z", "Europe/Berlin", "UNTIL=20260703T080000Z", 3),
        ("FREQ=DAILY;UNTIL=20260703", nil, "UNTIL=20260703T235959", 3),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=2", "Europe/Berlin", "COUNT=2", 2),
    ])
    func `has an UNTIL of the right type`(_ rule: String, _ zone: String?, _ until: String, _ count: Int) throws {
        let schedule = timed("2026-07-01 10:00", "2026-07-01 11:00", zone)
        let body = try newEvent(Self.draft(schedule, rule: rule), uid: "u", now: now)
        #expect(text(body).contains(";\(until)\r\n"))
        #expect(try object(body).occurrences.count == count)
    }

    @Test func `is refused with the reason`() {
        let good = timed("2026-07-01 10:00", "2026-07-01 11:00", "Europe/Berlin")
        let day = Day(year: 2026, month: 7, day: 1)
        for draft in [
            Self.draft(good, rule: "FREQ=DAILY\r\nATTENDEE:mailto:x@example.org"),
            Self.draft(good, rule: "RSCALE=CHINESE;FREQ=YEARLY"),
            Self.draft(timed("2026-07-01 10:00", "2026-07-01 11:00", "../../etc/passwd")),
            Self.draft(timed("2026-07-01 10:00", "2026-07-01 09:00", nil)), Self.draft(.allDay(start: day, end: day)),
            Self.draft(.timed(startWall: .max, endWall: .max, timeZone: nil)),
            Self.draft(.timed(startWall: .min, endWall: .max, timeZone: "Europe/Berlin")),
            Self.draft(.allDay(start: Day(number: .min), end: Day(number: .max))),
        ] {
            #expect(throws: ICalendarError.self) { try newEvent(draft, uid: "u", now: now) }
        }
    }
}
