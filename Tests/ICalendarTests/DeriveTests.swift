// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

@Suite struct `A derived event` {
    @Test func `says everything that the columns hold`() throws {
        let body = event(
            """
            DTSTART;TZID=Europe/Berlin:20260701T100000
            DTEND;TZID=America/New_York:20260701T053000
            SUMMARY:Reise\\, lang
            DESCRIPTION:Zeile\\nzwei
            LOCATION:
            URL: https://example.org/?a=1,2
            STATUS:Tentative
            SEQUENCE:3
            CREATED:20250101T000000Z
            LAST-MODIFIED:20250102T000000Z
            CATEGORIES:eins,zwei\\,drei
            CATEGORIES:vier
            ATTENDEE;CN="Müller, Ann";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT:mailto:ann@example.org
            ORGANIZER;CN=The ^'Boss^':mailto:boss@example.org
            RRULE:FREQ=DAILY;COUNT=1
            EXDATE;TZID=Europe/Berlin:20260702T100000
            """)
        let derived = try object(body)
        let expected = DerivedEvent(
            checksum: derived.events[0].checksum, title: "Reise, lang", description: "Zeile\nzwei",
            url: "https://example.org/?a=1,2",
            start: CalendarTime(.utc, seconds: seconds("2026-07-01 08:00")),
            end: CalendarTime(.utc, seconds: seconds("2026-07-01 09:30")), timeZone: "Europe/Berlin",
            recurrenceRule: "FREQ=DAILY;COUNT=1",
            patterns: [
                RecurrencePattern(kind: .rrule, value: "FREQ=DAILY;COUNT=1"),
                RecurrencePattern(kind: .exdate, value: "20260702T100000", timeZone: "Europe/Berlin"),
            ],
            status: "tentative", sequence: 3, created: Instant(seconds: seconds("2025-01-01")),
            lastModified: Instant(seconds: seconds("2025-01-02")),
            participants: [
                Participant(kind: .organizer, address: "mailto:boss@example.org", name: "The \"Boss\""),
                Participant(
                    kind: .attendee, address: "mailto:ann@example.org", name: "Müller, Ann", status: "needs-action",
                    role: "req-participant"),
            ],
            categories: ["eins", "zwei,drei", "vier"])
        #expect(derived.events == [expected])
        #expect(derived.kind == .event && derived.uid == "a" && derived.isRecurring)
    }

    @Test(arguments: [
        ("a date alone", "DTSTART;VALUE=DATE:20260701", "20260701", "20260702"),
        ("a date without VALUE", "DTSTART:20260701", "20260701", "20260702"),
        ("an end on the same day", "DTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260701", "20260701", "20260702"),
        ("an end before", "DTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260601", "20260701", "20260702"),
        ("three days", "DTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260704", "20260701", "20260704"),
        ("days by duration", "DTSTART;VALUE=DATE:20260701\nDURATION:P1W", "20260701", "20260708"),
        ("a time called a date", "DTSTART;VALUE=DATE:20260701T100000", "20260701", "20260702"),
        ("a moment", "DTSTART:20260701T100000Z", "20260701T100000Z", "20260701T100000Z"),
        ("floating", "DTSTART:20260701T100000\nDTEND:20260701T110000", "20260701T100000", "20260701T110000"),
        (
            "end before start", "DTSTART:20260701T100000Z\nDTEND:20260701T090000Z", "20260701T100000Z",
            "20260701T100000Z"
        ),
        (
            "both", "DTSTART:20260701T100000Z\nDTEND:20260701T110000Z\nDURATION:PT5H", "20260701T100000Z",
            "20260701T110000Z"
        ),
        ("PT2D", "DTSTART:20260701T100000Z\nDURATION:PT2D", "20260701T100000Z", "20260703T100000Z"),
        ("empty", "DTSTART:20260701T100000Z\nDURATION:PT", "20260701T100000Z", "20260701T100000Z"),
        ("negative", "DTSTART:20260701T100000Z\nDURATION:-PT1H", "20260701T100000Z", "20260701T100000Z"),
        (
            "a day by the calendar", "DTSTART;TZID=Europe/Berlin:20260328T120000\nDURATION:P1D", "20260328T110000Z",
            "20260329T100000Z"
        ),
        (
            "a day by the clock", "DTSTART;TZID=Europe/Berlin:20260328T120000\nDURATION:PT24H", "20260328T110000Z",
            "20260329T110000Z"
        ),
        ("Z beats TZID", "DTSTART;TZID=Europe/Berlin:20260701T100000Z", "20260701T100000Z", "20260701T100000Z"),
        ("second 60", "DTSTART:20260701T235960Z", "20260701T235959Z", "20260701T235959Z"),
    ])
    func `lasts as long as it says`(_ name: String, _ lines: String, _ start: String, _ end: String) throws {
        let derived = try object(event(lines))
        #expect(written(derived.events[0].start) == start)
        #expect(written(derived.events[0].end) == end)
        #expect(derived.occurrences.map(\.recurrenceID) == [nil])
        #expect(derived.occurrences.first?.end == derived.events[0].end)
    }

    @Test func `without recurrence has its instance whatever the window`() throws {
        #expect(try starts(event("DTSTART:19800101"), year2026) == ["19800101"])
    }

    @Test(arguments: ["DTEND:soon", "DURATION:long", "EXDATE:never", "RDATE:never", "RDATE;VALUE=DATE:20261301"])
    func `with a time that cannot be read is shown, said and never edited`(_ line: String) throws {
        let derived = try object(event("DTSTART:20260701T100000Z\nRRULE:FREQ=DAILY;COUNT=2\n\(line)"))
        #expect(derived.occurrences.count == 2)
        #expect(derived.uneditable != nil && derived.notes.count == 1)
    }
}

@Suite struct `Objects` {
    @Test(arguments: [
        ("VTODO", DerivedObject.Kind.todo), ("VJOURNAL", .journal), ("VFREEBUSY", .other), ("X-OTHER", .other),
    ])
    func `that are no events are kept as what they are`(_ name: String, _ kind: DerivedObject.Kind) throws {
        let derived = try object(calendar("BEGIN:\(name)\nUID:a\nSUMMARY:x\nEND:\(name)"))
        #expect(derived.kind == kind && derived.uid == "a" && derived.checksum.count == 64)
        #expect(derived.events == [] && derived.occurrences == [] && derived.uneditable == nil)
    }

    @Test func `of several UIDs are kept, and not events`() throws {
        let one = "BEGIN:VEVENT\nUID:a\nDTSTART:20260101\nEND:VEVENT"
        let derived = try object(calendar(one + "\n" + one.replacing("UID:a", with: "UID:b")))
        #expect(derived.kind == .other && derived.events == [])
        #expect(derived.uneditable == "holds several UIDs")
        #expect(try content(of: calendar(one + "\n" + one.replacing("UID:a", with: "UID:b"))).components.count == 2)
    }

    @Test func `without a UID are shown and never edited`() throws {
        let derived = try object(calendar("BEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT"))
        #expect(derived.events.count == 1 && derived.uneditable == "has no UID")
    }
}

@Suite struct `Series` {
    private static let master =
        "BEGIN:VEVENT\nUID:a\nSUMMARY:m\nDTSTART;TZID=Europe/Berlin:20260105T100000\nDURATION:PT1H\n"
    private static func series(_ lines: String, _ override: String = "") -> [UInt8] {
        let overrides = override.isEmpty ? "" : "\nBEGIN:VEVENT\nUID:a\n\(override)\nEND:VEVENT"
        return calendar("\(master)RRULE:FREQ=WEEKLY;COUNT=4\n\(lines)X-END:1\nEND:VEVENT\(overrides)")
    }

    @Test(arguments: [
        ("in the same zone", "EXDATE;TZID=Europe/Berlin:20260112T100000"), ("in UTC", "EXDATE:20260112T090000Z"),
        ("in another zone", "EXDATE;TZID=America/New_York:20260112T040000"), ("floating", "EXDATE:20260112T100000"),
        ("as a date", "EXDATE;VALUE=DATE:20260112"), ("as a date without VALUE", "EXDATE:20260112"),
        ("in a list", "EXDATE:20270101T090000Z,20260112T090000Z"),
        ("as a rule", "EXRULE:FREQ=MONTHLY;BYMONTHDAY=12;COUNT=2"),
    ])
    func `lose the instances of EXDATE`(_ name: String, _ line: String) throws {
        let found = try starts(Self.series(line + "\n"))
        #expect(found == ["20260105T090000Z", "20260119T090000Z", "20260126T090000Z"])
    }

    @Test(arguments: [
        ("in UTC", "RDATE:20260106T120000Z", "20260106T120000Z", "20260106T130000Z"),
        ("as a date", "RDATE;VALUE=DATE:20260106", "20260106T090000Z", "20260106T100000Z"),
        ("as a period", "RDATE;VALUE=PERIOD:20260106T120000Z/PT3H", "20260106T120000Z", "20260106T150000Z"),
        (
            "from to", "RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20260106T120000/20260106T123000", "20260106T110000Z",
            "20260106T113000Z"
        ),
    ])
    func `gain the instances of RDATE, each once`(_ name: String, _ line: String, _ start: String, _ end: String) throws
    {
        let derived = try object(Self.series("\(line)\nRDATE:20260105T090000Z\n"))
        #expect(derived.occurrences.count == 5)
        #expect(written(derived.occurrences[1].start) == start && written(derived.occurrences[1].end) == end)
    }

    @Test func `name each instance by its RECURRENCE-ID`() throws {
        let ids = try object(Self.series("")).occurrences.map(\.recurrenceID)
        #expect(ids == ["20260105T090000Z", "20260112T090000Z", "20260119T090000Z", "20260126T090000Z"])
        let days = event("DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=DAILY;COUNT=2")
        #expect(try object(days).occurrences.map(\.recurrenceID) == ["20260105", "20260106"])
    }

    @Test(arguments: [
        ("zoned", "RECURRENCE-ID;TZID=Europe/Berlin:20260112T100000"), ("UTC", "RECURRENCE-ID:20260112T090000Z"),
        ("floating", "RECURRENCE-ID:20260112T100000"), ("a date", "RECURRENCE-ID;VALUE=DATE:20260112"),
    ])
    func `show an override in place of its instance`(_ name: String, _ line: String) throws {
        let derived = try object(Self.series("", "\(line)\nDTSTART:20260113T120000Z\nSUMMARY:o\nRRULE:FREQ=DAILY"))
        #expect(derived.occurrences.map(\.event) == [0, 1, 0, 0])
        #expect(written(derived.occurrences[1].start) == "20260113T120000Z")
        #expect(derived.events.map(\.recurrenceID) == [nil, "20260112T090000Z"])
        #expect(derived.occurrences[1].recurrenceID == "20260112T090000Z")
        #expect(derived.events[1].recurrenceRule == nil)
    }

    @Test func `lose a cancelled override, and keep its row`() throws {
        let derived = try object(
            Self.series("", "RECURRENCE-ID:20260112T090000Z\nDTSTART:20260112T090000Z\nSTATUS:CANCELLED"))
        #expect(derived.occurrences.map(\.event) == [0, 0, 0])
        #expect(derived.events[1].status == "cancelled")
    }

    @Test(arguments: [
        ("older", 1, ["m", "m", "m"]), ("as old", 2, ["m", "o", "m", "m"]), ("newer", 3, ["m", "o", "m", "m"]),
    ])
    func `lose an override whose instance EXDATE took away later`(_ name: String, _ sequence: Int, _ shown: [String])
        throws
    {
        let override = "RECURRENCE-ID:20260112T090000Z\nSEQUENCE:\(sequence)\nDTSTART:20260113T090000Z\nSUMMARY:o"
        for line in ["EXDATE:20260112T090000Z", "EXDATE;VALUE=DATE:20260112"] {
            let derived = try object(Self.series("SEQUENCE:2\n\(line)\n", override))
            #expect(derived.occurrences.map { derived.events[$0.event].title } == shown)
            #expect(derived.events.count == 2)
        }
    }

    @Test func `show an override that was moved into the window, and none that was moved out`() throws {
        let body = Self.series("", "RECURRENCE-ID:20260112T090000Z\nDTSTART:20280112T090000Z")
        #expect(try starts(body, window("2028-01-01", "2029-01-01")) == ["20280112T090000Z"])
        #expect(try starts(body).count == 3)
    }

    @Test func `show overrides of instances that are none, and those without a master`() throws {
        let orphan = "RECURRENCE-ID:20260301T090000Z\nDTSTART:20260302T090000Z"
        #expect(try starts(Self.series("", orphan)).last == "20260302T090000Z")
        let alone = try object(
            calendar("BEGIN:VEVENT\nUID:a\n\(orphan)\nEND:VEVENT"), window("1980-01-01", "1980-01-02"))
        #expect(alone.occurrences.count == 1 && alone.events[0].recurrenceID == "20260301T090000Z")
        #expect(!alone.isRecurring)
    }

    @Test func `take the newest of several overrides of one instance`() throws {
        func override(_ sequence: Int) -> String {
            "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20260112T090000Z\nSEQUENCE:\(sequence)\nDTSTART:2026011\(sequence)T000000Z\nEND:VEVENT"
        }
        let body = calendar("\(Self.master)RRULE:FREQ=WEEKLY;COUNT=2\nEND:VEVENT\n\(override(4))\n\(override(2))")
        let derived = try object(body)
        #expect(derived.events.count == 2 && derived.events[1].sequence == 4)
        #expect(derived.uneditable == "holds the same instance twice")
    }

    @Test func `shift what follows an override for this and the following`() throws {
        let body = Self.series(
            "", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260119T090000Z\nDTSTART:20260120T100000Z\nDTEND:20260120T120000Z")
        let derived = try object(body)
        #expect(
            derived.occurrences.map { written($0.start) } == [
                "20260105T090000Z", "20260112T090000Z", "20260120T100000Z", "20260127T100000Z",
            ])
        #expect(derived.occurrences.map(\.event) == [0, 0, 1, 1])
        #expect(derived.occurrences[3].recurrenceID == "20260126T090000Z")
        #expect(derived.occurrences[3].end.seconds - derived.occurrences[3].start.seconds == 7200)
    }

    @Test func `shift by the latest of several overrides for this and the following`() throws {
        let overrides = [
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260112T090000Z\nDTSTART;TZID=Europe/Berlin:20260112T120000\nDURATION:PT2H",
            "RECURRENCE-ID:20260119T090000Z\nDTSTART:20260118T000000Z",
            "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260126\nDTSTART;VALUE=DATE:20260127",
        ].map { "BEGIN:VEVENT\nUID:a\n\($0)\nEND:VEVENT" }.joined(separator: "\n")
        let body = calendar("\(Self.master)RRULE:FREQ=WEEKLY;COUNT=5\nEND:VEVENT\n\(overrides)")
        #expect(
            try starts(body) == [
                "20260105T090000Z", "20260112T110000Z", "20260118T000000Z", "20260127", "20260203",
            ])
    }

    @Test func `show what touches the window`() throws {
        let long = event("DTSTART:20251231T220000Z\nDTEND:20260101T020000Z\nRRULE:FREQ=YEARLY")
        #expect(try starts(long) == ["20251231T220000Z", "20261231T220000Z"])
        let point = event("DTSTART:20260101T000000Z\nRRULE:FREQ=YEARLY")
        #expect(try starts(point) == ["20260101T000000Z"])
    }
}
