// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

@Suite struct `Recurrence rules` {
    /// Starts at 10:00 UTC; the expected days are month and day.
    @Test(arguments: [
        ("20260101", "FREQ=DAILY;COUNT=3", "0101 0102 0103"),
        ("20260101", "FREQ=DAILY;INTERVAL=10;UNTIL=20260131T100000Z", "0101 0111 0121 0131"),
        ("20260101", "FREQ=DAILY;INTERVAL=10;UNTIL=20260131T095959Z", "0101 0111 0121"),
        ("20260130", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=-1,1;COUNT=3", "0130 0201 0228"),
        ("20260105", "FREQ=WEEKLY;COUNT=3", "0105 0112 0119"),
        ("20260106", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;COUNT=4", "0106 0111 0120 0125"),
        ("20260106", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=4", "0106 0118 0120 0201"),
        ("20260105", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1;COUNT=3", "0105 0109 0116"),
        ("20260131", "FREQ=MONTHLY;COUNT=4", "0131 0331 0531 0731"),
        ("20260131", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4", "0131 0228 0331 0430"),
        ("20260105", "FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "0105 0202 0302"),
        ("20260130", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "0130 0227 0327"),
        ("20260130", "FREQ=MONTHLY;BYDAY=5FR;COUNT=3", "0130 0529 0731"),
        ("20260113", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "0113 0213 0313"),
        ("20260130", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", "0130 0227 0331"),
        ("20260107", "FREQ=MONTHLY;BYDAY=SA,1WE;COUNT=4", "0107 0110 0117 0124"),
        ("20260115", "FREQ=MONTHLY;BYMONTH=1,6;BYMONTHDAY=15,20", "0115 0120 0615 0620"),
        ("20260704", "FREQ=YEARLY;COUNT=1", "0704"),
        ("20260104", "FREQ=YEARLY;BYMONTH=3,11;BYDAY=2SU,1SU", "0104 0301 0308 1101 1108"),
        ("20260517", "FREQ=YEARLY;BYDAY=20SU", "0517"),
        ("20251231", "FREQ=YEARLY;BYDAY=-1TH", "1231"),
        ("20260213", "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=13", "0213 0313 1113"),
        ("20240229", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "0228"),
        ("20200101", "FREQ=DAILY;INTERVAL=100", "0109 0419 0728 1105"),
        ("20200106", "FREQ=WEEKLY;INTERVAL=13", "0330 0629 0928 1228"),
        ("20200131", "FREQ=MONTHLY;INTERVAL=6", "0131 0731"),
        ("19000704", "FREQ=YEARLY", "0704"),
        ("20260101", "freq=daily;count=2;", "0101 0102"),
        ("20260511", "FREQ=YEARLY;BYWEEKNO=20", "0511"),
        ("20260511", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO,WE", "0511 0513"),
        ("20260511", "FREQ=YEARLY;BYWEEKNO=20,21;BYMONTH=5;BYMONTHDAY=15,18", "0511 0515 0518"),
        ("20251231", "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=WE,FR", "1230"),
        ("20251231", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU,MO", "0104"),
        ("20251231", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU,MO;WKST=SU", "0104 0105"),
        ("20260410", "FREQ=YEARLY;BYYEARDAY=100,-1,366", "0410 1231"),
        ("20260410", "FREQ=YEARLY;BYYEARDAY=100,101;BYMONTH=4;BYDAY=SA", "0410 0411"),
        ("20260101", "FREQ=MONTHLY;BYYEARDAY=1,40,200", "0101 0209 0719"),
        ("20260101", "FREQ=WEEKLY;BYYEARDAY=1,40,200", "0101 0209 0719"),
        ("20260101", "FREQ=DAILY;BYWEEKNO=20;BYDAY=TU", "0101 0512"),
        ("20260101", "FREQ=HOURLY;INTERVAL=24;COUNT=3", "0101 0102 0103"),
        ("20260101", "FREQ=MINUTELY;BYHOUR=10;BYMINUTE=0;BYMONTHDAY=-1;COUNT=3", "0101 0131 0228"),
        ("20260101", "FREQ=SECONDLY;INTERVAL=432000;BYDAY=TU;COUNT=3", "0101 0106 0210"),
        ("20260101", "FREQ=DAILY;COUNT=5;UNTIL=20260102T235959Z", "0101 0102"),
    ])
    func `give the days that RFC 5545 says`(_ start: String, _ rule: String, _ days: String) throws {
        let found = try starts(event("DTSTART:\(start)T100000Z\nRRULE:\(rule)"))
        #expect(found == days.split(separator: " ").map { "2026\($0)T100000Z" }.filter { $0 < "2027" })
    }

    @Test(arguments: [
        ("a date, timed", "DTSTART;TZID=America/Los_Angeles:20260101T200000", "20260103", 3),
        ("UTC, timed", "DTSTART;TZID=America/Los_Angeles:20260101T200000", "20260104T040000Z", 3),
        ("UTC a second early", "DTSTART;TZID=America/Los_Angeles:20260101T200000", "20260104T035959Z", 2),
        ("floating, timed", "DTSTART;TZID=America/Los_Angeles:20260101T200000", "20260103T200000", 3),
        ("a date, all day", "DTSTART;VALUE=DATE:20260101", "20260103", 3),
        ("UTC, all day", "DTSTART;VALUE=DATE:20260101", "20260103T000000Z", 3),
        ("floating", "DTSTART:20260101T200000", "20260103T200000", 3),
        ("UTC, floating", "DTSTART:20260101T200000", "20260103T195959Z", 2),
        ("before the start", "DTSTART:20260101T200000Z", "20250101T000000Z", 1),
        ("the end of time", "DTSTART:20261230T200000Z", "99991231T235959Z", 2),
    ])
    func `end with UNTIL of each type`(_ name: String, _ start: String, _ until: String, _ count: Int) throws {
        #expect(try starts(event("\(start)\nRRULE:FREQ=DAILY;UNTIL=\(until)")).count == count)
    }

    @Test func `keep wall time across both changes of the clock`() throws {
        let auckland = event("DTSTART;TZID=Pacific/Auckland:20260404T023000\nRRULE:FREQ=DAILY;COUNT=3")
        #expect(try starts(auckland) == ["20260403T133000Z", "20260404T133000Z", "20260405T143000Z"])
        let spring = event("DTSTART;TZID=Pacific/Auckland:20260926T023000\nRRULE:FREQ=DAILY;COUNT=3")
        #expect(try starts(spring) == ["20260925T143000Z", "20260926T143000Z", "20260927T133000Z"])
        let angeles = event("DTSTART;TZID=America/Los_Angeles:20260307T023000\nRRULE:FREQ=DAILY;COUNT=3")
        #expect(try starts(angeles) == ["20260307T103000Z", "20260308T103000Z", "20260309T093000Z"])
        let autumn = event("DTSTART;TZID=America/Los_Angeles:20261031T013000\nRRULE:FREQ=DAILY;COUNT=3")
        #expect(try starts(autumn) == ["20261031T083000Z", "20261101T083000Z", "20261102T093000Z"])
    }

    @Test(arguments: [
        // Each wall time once: the hour that comes twice is passed over, the one that is missing falls on the next.
        (
            "DTSTART;TZID=Europe/Berlin:20261025T010000\nRRULE:FREQ=HOURLY;COUNT=4",
            "20261024T230000Z 20261025T000000Z 20261025T020000Z 20261025T030000Z"
        ),
        (
            "DTSTART;TZID=Europe/Berlin:20260329T010000\nRRULE:FREQ=HOURLY;COUNT=4",
            "20260329T000000Z 20260329T010000Z 20260329T020000Z"
        ),
        (
            "DTSTART;TZID=Australia/Lord_Howe:20261004T013000\nRRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=5",
            "20261003T150000Z 20261003T151500Z 20261003T153000Z 20261003T154500Z"
        ),
        ("DTSTART:20260105T100000Z\nRRULE:FREQ=MINUTELY;BYSECOND=60;COUNT=2", "20260105T100000Z 20260105T100059Z"),
        ("DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=DAILY;BYHOUR=8,9;BYMINUTE=30;COUNT=3", "20260105 20260106 20260107"),
        ("DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=HOURLY;INTERVAL=12;COUNT=3", "20260105 20260106 20260107"),
        (
            "DTSTART:20260105T100000Z\nRRULE:FREQ=HOURLY;UNTIL=20260105T120000Z",
            "20260105T100000Z 20260105T110000Z 20260105T120000Z"
        ),
        (
            "DTSTART:20260105T103015Z\nRRULE:FREQ=HOURLY;INTERVAL=5;BYHOUR=0,5,10;BYMINUTE=0,45;COUNT=5",
            "20260105T103015Z 20260105T104515Z 20260110T000015Z 20260110T004515Z 20260110T050015Z"
        ),
        (
            "DTSTART:20260105T100000Z\nRRULE:FREQ=HOURLY;BYMINUTE=0,20,40;BYSETPOS=-1;COUNT=3",
            "20260105T100000Z 20260105T104000Z 20260105T114000Z"
        ),
        (
            "DTSTART:20260105T100000Z\nRRULE:FREQ=DAILY;BYHOUR=8,10,12;BYSETPOS=1,-1;COUNT=3",
            "20260105T100000Z 20260105T120000Z 20260106T080000Z"
        ),
        (
            "DTSTART:20260105T100000Z\nRDATE:20260107T100000Z,20260106T100000Z",
            "20260105T100000Z 20260106T100000Z 20260107T100000Z"
        ),
        (
            "DTSTART;TZID=America/Los_Angeles:20260105T200000\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260106",
            "20260106T040000Z 20260108T040000Z"
        ),
        (
            "DTSTART:20260105T100000Z\nRRULE:FREQ=HOURLY;COUNT=4\nEXRULE:FREQ=HOURLY;INTERVAL=2",
            "20260105T110000Z 20260105T130000Z"
        ),
    ])
    func `give the times that RFC 5545 says`(_ lines: String, _ times: String) throws {
        #expect(try starts(event(lines)) == times.split(separator: " ").map(String.init))
    }

    @Test func `show the first instances of the window when there are too many`() throws {
        let derived = try object(
            event("DTSTART:20200101T000000Z\nRRULE:FREQ=SECONDLY"), window("2026-07-01", "2026-08-01"))
        #expect(derived.occurrences.map(\.start.seconds) == (0..<5000).map { seconds("2026-07-01") + $0 })
        #expect(derived.isCutOff)
    }

    @Test func `count DTSTART also where it does not match`() throws {
        let body = event("DTSTART:20260101T100000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3")
        #expect(try starts(body) == ["20260101T100000Z", "20260105T100000Z", "20260112T100000Z"])
    }

    @Test func `may be several, and repeat no instance`() throws {
        let rules = "RRULE:FREQ=WEEKLY;COUNT=2\nRRULE:FREQ=DAILY;INTERVAL=7;COUNT=3"
        #expect(try starts(event("DTSTART:20260105T100000Z\n\(rules)")).count == 3)
    }

    @Test(arguments: [
        ("RSCALE=CHINESE;FREQ=YEARLY;SKIP=OMIT", "RSCALE is not expanded: only the first instance is shown"),
        ("FREQ=YEARLY;BYMONTH=13;RSCALE=ETHIOPIC", "RSCALE is not expanded: only the first instance is shown"),
        ("FREQ=MONTHLY;SKIP=BACKWARD", "SKIP is not expanded: only the first instance is shown"),
    ])
    func `that are not expanded are said, and stay editable`(_ rule: String, _ note: String) throws {
        let derived = try object(event("DTSTART:20260101T100000Z\nRRULE:\(rule)"))
        #expect(derived.occurrences.count == 1 && derived.isRecurring)
        #expect(derived.notes == [note] && derived.uneditable == nil)
        #expect(derived.events[0].recurrenceRule == rule)
    }

    @Test(arguments: [
        "X", "FREQ=", "FREQ=SOMETIMES", "INTERVAL=2", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=13", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=99999999999999999999MO", "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=YEARLY;BYWEEKNO=54", "FREQ=YEARLY;BYWEEKNO=0", "FREQ=YEARLY;BYYEARDAY=367", "FREQ=YEARLY;BYYEARDAY=-0",
        "FREQ=HOURLY;BYHOUR=24", "FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;SOMETHING=1", "FREQ=DAILY;BYDAY",
        "FREQ=WEEKLY;WKST=1",
    ])
    func `that are none show the first instance, and the text is never edited`(_ rule: String) throws {
        let derived = try object(event("DTSTART:20260101T100000Z\nRRULE:\(rule)"))
        #expect(derived.occurrences.count == 1)
        #expect(derived.uneditable?.hasPrefix("a recurrence rule cannot be read: ") == true)
        #expect(isValidRecurrenceRule(rule) != nil)
    }

    @Test func `that are empty are none`() throws {
        let derived = try object(event("DTSTART:20260101T100000Z\nRRULE: "))
        #expect(!derived.isRecurring && derived.uneditable == nil && derived.occurrences[0].recurrenceID == nil)
        #expect(isValidRecurrenceRule("") == "it has no FREQ")
    }

    @Test func `are checked before they are written`() {
        for rule in [
            "FREQ=DAILY", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=HOURLY",
            "FREQ=MINUTELY;BYYEARDAY=-1", "FREQ=SECONDLY;BYMINUTE=5;BYSETPOS=1", "FREQ=YEARLY;BYWEEKNO=-53;BYDAY=MO",
            "FREQ=YEARLY;BYYEARDAY=366",
        ] {
            #expect(isValidRecurrenceRule(rule) == nil)
        }
        for rule in [
            "FREQ=DAILY;COUNT=1;UNTIL=20260101", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=WEEKLY;BYMONTHDAY=1",
            "FREQ=DAILY;BYSETPOS=1", "FREQ=MONTHLY;BYWEEKNO=20", "FREQ=DAILY;BYWEEKNO=20", "FREQ=DAILY;BYYEARDAY=20",
            "FREQ=WEEKLY;BYYEARDAY=20", "FREQ=MONTHLY;BYYEARDAY=20", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO",
            "FREQ=HOURLY;BYDAY=1MO", "RSCALE=GREGORIAN;FREQ=YEARLY", "FREQ=YEARLY;SKIP=OMIT", "FREQ=DAILY\r\nX:1",
            "FREQ=DAILY; COUNT=1", "FREQ=DAILY:1",
        ] {
            #expect(isValidRecurrenceRule(rule) != nil, "\(rule)")
        }
    }
}

@Suite struct `A series that begins in a gap` {
    @Test func `has nothing before its first instance`() throws {
        // 2:30 is 3:30 on that day, so that 3:00 would come before it.
        let body = event(
            "DTSTART;TZID=America/New_York:19790429T023000\nRRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=4\nSUMMARY:x")
        let day = window("1979-04-28", "1979-04-30")
        #expect(try starts(body, day) == ["19790429T073000Z", "19790429T074500Z"])
    }
}
