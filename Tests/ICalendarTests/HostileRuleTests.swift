// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import ICalendar

@Suite struct `Hostile rules` {
    private static let everyTime =
        "BYHOUR=\(list(0..<24));BYMINUTE=\(list(0..<60));BYSECOND=\(list(0..<60))"
    private static let everyOrdinal = (1...53).flatMap { number in
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].flatMap { ["\(number)\($0)", "-\(number)\($0)"] }
    }.joined(separator: ",")

    private static func list(_ numbers: Range<Int>) -> String { numbers.map(String.init).joined(separator: ",") }

    /// Rules that hang other programs, that can never happen, and that happen all the time.
    private static let rules: [String] = [
        "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=SECONDLY;INTERVAL=99999999999999999999",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=1TH;BYSETPOS=2",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", "FREQ=YEARLY;BYYEARDAY=366;BYWEEKNO=1;BYDAY=MO,SU",
        "FREQ=SECONDLY;BYSETPOS=2", "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1", "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=31",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=3", "FREQ=DAILY;INTERVAL=7;BYDAY=\(evenDays)",
        "FREQ=SECONDLY;INTERVAL=604800;BYDAY=\(evenDays)", "FREQ=SECONDLY;INTERVAL=86399;BYSECOND=5",
        "FREQ=HOURLY;INTERVAL=5;BYHOUR=3;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;INTERVAL=2;BYYEARDAY=366",
        "FREQ=SECONDLY;BYHOUR=3;BYMINUTE=4;BYSECOND=5;BYMONTH=12;BYMONTHDAY=31;BYDAY=FR",
        "FREQ=YEARLY;\(everyTime)", "FREQ=YEARLY;BYDAY=MO;\(everyTime)", "FREQ=MONTHLY;\(everyTime);BYSETPOS=-1,366",
        "FREQ=WEEKLY;\(everyTime);BYSETPOS=366", "FREQ=DAILY;\(everyTime)", "FREQ=SECONDLY;INTERVAL=7;\(everyTime)",
        "FREQ=YEARLY;BYDAY=\(everyOrdinal)", "FREQ=YEARLY;BYDAY=\(everyOrdinal);BYYEARDAY=1,-366;BYWEEKNO=53",
    ]
    /// Without the day of any DTSTART below.
    private static let evenDays = "TU,WE,SU"

    @Test func `cost a bounded number of iterations, whatever the window and the start`() throws {
        let windows = [
            window("2025-01-01", "2028-01-01"), window("9990-01-01", "9999-12-31"),
            DeriveWindow(range: TimeRange(start: .min, end: .max)),
        ]
        var slowest: [(Duration, String)] = []
        for rule in Self.rules {
            for end in ["", ";COUNT=1000000000", ";UNTIL=99991231T235959Z"] {
                for start in ["00010101T000000", "19700102T000000", "20260101T000000"] {
                    let line = "\(start) \(rule.prefix(60))\(end)"
                    let (rule, time) = try expanded(rule + end, start)
                    for window in windows {
                        let range = window.range.start.inCalendar...window.range.end.inCalendar
                        var budget = ExpansionBudget()
                        var found: [Int64] = []
                        let cost = ContinuousClock().measure {
                            found = RuleExpander(rule, start: time).instances(
                                within: range, budget: &budget, limit: 5001)
                        }
                        #expect(budget.spent <= ExpansionBudget.iterationsPerRule, "\(line)")
                        #expect(found.count <= 5001 && found == found.sorted(), "\(line)")
                        slowest.append((cost, line))
                    }
                }
            }
        }
        slowest.sort { $0.0 > $1.0 }
        print("slowest of \(slowest.count) hostile rules: \(slowest.prefix(5))")
    }

    private func expanded(_ rule: String, _ start: String) throws -> (RecurrenceRule, EventTime) {
        let (rule, start) = (Array(rule.utf8), Array(start.utf8))
        let digits = try #require(DateDigits(start, 0..<start.count))
        return (try RecurrenceRule(rule, 0..<rule.count), EventTime(wall: digits.wall, form: .utc))
    }

    @Test(arguments: [
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=1TH;BYSETPOS=2",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", "FREQ=SECONDLY;BYSETPOS=2", "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1",
        "FREQ=SECONDLY;INTERVAL=604800;BYDAY=TU", "FREQ=DAILY;INTERVAL=7;BYDAY=TU,WE,TH,FR,SA,SU",
        "FREQ=WEEKLY;BYMONTH=4;BYMONTHDAY=31", "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=31",
    ])
    func `that can never happen are over, not cut off`(_ rule: String) throws {
        for end in ["", ";COUNT=1000000000"] {
            // A Monday.
            let derived = try object(
                event("DTSTART:00010101T000000Z\nRRULE:\(rule)\(end)"), window("0001-01-01", "9999-01-01"))
            #expect(derived.occurrences.count == 1 && !derived.isCutOff, "\(end)")
        }
    }

    @Test(arguments: [
        ("FREQ=SECONDLY", 86400), ("FREQ=SECONDLY;COUNT=2000000000", 0),
        ("FREQ=MINUTELY;COUNT=2000000000", 1440),
        ("FREQ=HOURLY;BYMINUTE=0,30;COUNT=1000000000", 48), ("FREQ=DAILY;COUNT=1000000000", 1),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=1000000000", 1), ("FREQ=SECONDLY;BYSECOND=7", 1440),
        ("FREQ=SECONDLY;COUNT=100000000000", 5000), ("FREQ=DAILY;COUNT=739700", 0),
    ])
    func `are counted to the window without being walked through`(_ rule: String, _ count: Int) throws {
        let derived = try object(event("DTSTART:00010101T000000Z\nRRULE:\(rule)"), window("2026-07-01", "2026-07-02"))
        #expect(derived.occurrences.count == min(count, 5000))
        #expect(derived.isCutOff == (derived.occurrences.count == 5000))
    }

    @Test func `with lists of exceptions and dates of any length take time in proportion`() throws {
        let days = (0..<10_000).map { number in
            written(CalendarTime(.utc, seconds: seconds("2000-01-01") + Int64(number) * 86_400))
        }
        let dates = days.joined(separator: ",")
        let rules = [String](repeating: "RRULE:FREQ=DAILY", count: 10_000).joined(separator: "\n")
        let derived = try object(event("DTSTART:20000101T000000Z\n\(rules)\nEXDATE:\(dates)\nRDATE:\(dates)"))
        // 10,000 days end in May 2027.
        #expect(derived.occurrences == [] && derived.isRecurring)
    }

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
