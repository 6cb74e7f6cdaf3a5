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

@Suite struct `Hostile rules` {
    @Test(arguments: [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1, false), ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", 1, false),
        ("FREQ=MONTHLY;BYDAY=1TH;BYSETPOS=2", 1, false), ("FREQ=DAILY;COUNT=1000000000", 365, false),
        ("FREQ=DAILY;INTERVAL=99999999999999999999999", 1, false),
        ("FREQ=YEARLY;INTERVAL=9223372036854775807", 1, false),
        ("FREQ=MONTHLY;INTERVAL=4000000;COUNT=5", 1, false), ("FREQ=DAILY;UNTIL=99991231T235959Z", 365, false),
        ("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23", 5000, true),
    ])
    func `end in bounded time`(_ rule: String, _ count: Int, _ isCutOff: Bool) throws {
        let derived = try object(event("DTSTART:20260101T000000Z\nRRULE:\(rule)"))
        #expect(derived.occurrences.count == count)
        #expect(derived.isCutOff == isCutOff)
    }

    @Test func `stop after a hundred thousand iterations, and say so`() throws {
        let old = try object(event("DTSTART:00010101T000000Z\nRRULE:FREQ=DAILY;BYMONTH=1,2;COUNT=1000000000"))
        #expect(old.isCutOff)
        let list = (0..<60).map(String.init).joined(separator: ",")
        let hours = (0..<24).map(String.init).joined(separator: ",")
        let dense = try object(
            event(
                "DTSTART:20260101T000000Z\nRRULE:FREQ=YEARLY;BYDAY=MO;BYHOUR=\(hours);BYMINUTE=\(list);BYSECOND=\(list)"
            ))
        #expect(dense.isCutOff)
    }

    @Test func `far from DTSTART start near the window`() throws {
        let body = event("DTSTART:00010101T100000Z\nRRULE:FREQ=DAILY")
        let derived = try object(body, window("9999-12-30", "9999-12-31"))
        #expect(derived.occurrences.map { written($0.start) } == ["99991230T100000Z"])
        #expect(!derived.isCutOff)
    }

    @Test func `hold no arithmetic that overflows`() throws {
        for line in [
            "DURATION:P99999999999999999999W", "DURATION:P3652500DT99999999H", "DURATION:PT315576000000S",
            "DTEND:99991231T235959Z", "DURATION:-P3652500D", "RDATE;VALUE=PERIOD:99991231T000000Z/P3652500D",
        ] {
            for start in ["00010101T000000Z", "99991231T235959Z", "20260101T000000"] {
                let derived = try object(event("DTSTART:\(start)\nRRULE:FREQ=DAILY\n\(line)"))
                #expect(derived.events[0].end.seconds <= seconds("9999-12-31 23:59:59"))
            }
        }
        let widest = DeriveWindow(range: TimeRange(start: .min, end: .max))
        #expect(try object(event("DTSTART;TZID=Etc/GMT+12:99991231T235959\nRRULE:FREQ=YEARLY"), widest).isRecurring)
    }
}
