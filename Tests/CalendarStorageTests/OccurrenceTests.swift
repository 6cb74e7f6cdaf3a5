// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `Occurrences in a range` {
    private let midnight = TestStore.midnight
    private let hour: Int64 = 3600

    /// The day of `TestStore.midnight` as a reader sees it whose zone is `hours` east of UTC.
    private func day(east hours: Int64, limit: Int = 100) -> OccurrenceQuery {
        let wall = TimeRange(start: midnight, end: midnight + 24 * hour)
        return OccurrenceQuery(
            utc: TimeRange(start: wall.start - hours * hour, end: wall.end - hours * hour), wall: wall, limit: limit)
    }

    private func titles(_ test: TestStore, _ query: OccurrenceQuery) throws -> [String] {
        try test.read { try $0.occurrences(query) }.map(\.title)
    }

    private func put(_ test: TestStore, _ title: String, _ kind: String, _ start: Int64, _ end: Int64) throws {
        try test.put("uid=\(title)\ntitle=\(title)\nkind=\(kind)\nstart=\(midnight + start)\nend=\(midnight + end)")
    }

    @Test(arguments: [
        // zone, what is seen on the day
        (0, ["holiday", "utc 00:30", "floating 23:00", "utc 23:30"]),
        (12, ["utc 13:00 before", "holiday", "utc 00:30", "floating 23:00"]),
        (-8, ["holiday", "floating 23:00", "utc 23:30", "utc 07:00 after"]),
    ])
    func `compare each kind of time in its own terms`(east: Int, expected: [String]) throws {
        try inStore { test in
            try put(test, "holiday", "date", 0, 24 * hour)
            try put(test, "day before", "date", -24 * hour, 0)
            try put(test, "floating 23:00", "floating", 23 * hour, 24 * hour)
            try put(test, "floating midnight", "floating", 24 * hour, 25 * hour)
            try put(test, "utc 00:30", "utc", hour / 2, hour)
            try put(test, "utc 23:30", "utc", 47 * hour / 2, 24 * hour)
            try put(test, "utc 13:00 before", "utc", -11 * hour, -10 * hour)
            try put(test, "utc 07:00 after", "utc", 31 * hour, 31 * hour + 60)
            #expect(try titles(test, day(east: Int64(east))).sorted() == expected.sorted())
        }
    }

    /// Start and end against a day of 24 hours, in hours: is it seen?
    private static let overlaps: [(Int64, Int64, Bool)] = [
        (0, 24, true), (-1, 0, false), (-1, 1, true), (23, 25, true), (24, 25, false), (0, 0, true), (24, 24, false),
        (12, 12, true), (-1, -1, false), (-1000, 1000, true), (-720, 1, true), (-960, 0, false), (-960, 1, true),
        (-21_600, 21_600, true),
    ]

    @Test(arguments: overlaps)
    func `overlap half-open, whatever their length`(start: Int64, end: Int64, seen: Bool) throws {
        try inStore { test in
            for kind in ["utc", "floating", "date"] { try put(test, kind, kind, start * hour, end * hour) }
            #expect(try titles(test, day(east: 0)).count == (seen ? 3 : 0))
        }
    }

    @Test func `are found at a single moment`() throws {
        try inStore { test in
            try put(test, "now", "utc", 0, hour)
            try put(test, "over", "utc", -hour, 0)
            try put(test, "point", "utc", 0, 0)
            let moment = TimeRange(start: midnight, end: midnight)
            #expect(try titles(test, OccurrenceQuery(utc: moment, wall: moment)).sorted() == ["now", "point"])
        }
    }

    @Test func `come in pages that neither repeat nor leave out, across kinds and lengths`() throws {
        try inStore { test in
            for index in 0..<7 {
                try put(test, "utc \(index)", "utc", Int64(index % 3) * hour, Int64(index) * 30 * hour)
                try put(test, "wall \(index)", "floating", Int64(index % 3) * hour, Int64(index) * hour)
            }
            try test.put(
                "uid=s\ntitle=series\nstart=\(midnight)\nend=\(midnight + hour)\nevery=7200\ncount=8")
            let all = try test.read { try $0.occurrences(day(east: 2)) }
            #expect(all.count == 22)
            #expect(all.map(\.cursor) == all.map(\.cursor).sorted())
            for limit in [1, 3, 21, 22] {
                var query = day(east: 2, limit: limit)
                var paged: [OccurrenceRow] = []
                while true {
                    let page = try test.read { try $0.occurrences(query) }
                    guard let last = page.last else { break }
                    paged += page
                    query.after = last.cursor
                }
                #expect(paged == all)
            }
        }
    }

    @Test func `carry what is needed to show them`() throws {
        try inStore { test in
            let row = try test.put(
                "uid=u\ntitle=Yoga\nlocation=Gym\nstart=\(midnight)\nend=\(midnight + hour)\ncount=2"
            ).value
            try test.write { transaction in
                try transaction.save(
                    OutboxRow(
                        object: row.id, calendar: test.team, operation: .create, name: TestStore.name("a"),
                        queuedAt: TestStore.now))
            }
            let seen = try #require(try test.read { try $0.occurrences(day(east: 0)) }.first)
            #expect(seen.event == EventID(row.id.rawValue) && seen.calendar == test.team && seen.uid == "u")
            #expect(seen.location == "Gym" && seen.timeZone == "UTC" && seen.recurrenceID == "R\(midnight)")
            #expect(seen.isPending && seen.isRecurring && !seen.isAllDay)
            #expect(seen.end == CalendarTime(.utc, seconds: midnight + hour))
        }
    }

    @Test func `leave out hidden and detached calendars unless asked for`() throws {
        try inStore { test in
            for (uid, calendar) in [("a", test.team), ("b", test.home), ("c", test.club)] {
                try test.put("uid=\(uid)\ntitle=\(uid)\nstart=\(midnight)\ncount=1", in: calendar)
            }
            func shown(_ calendars: [CalendarID]? = nil, includesHidden: Bool = false) throws -> [String] {
                var query = day(east: 0)
                query.calendars = calendars
                query.includesHidden = includesHidden
                return try titles(test, query)
            }
            #expect(try shown() == ["a", "b", "c"])
            #expect(try shown([test.home, test.club]) == ["b", "c"])
            #expect(try shown([]) == [])
            try test.write { transaction in
                try transaction.setDetached(AccountName("club"), true)
                var home = TestStore.calendar(AccountName("work"), "home")
                home.hiddenSince = TestStore.now
                try transaction.save(home)
            }
            #expect(try shown() == ["a"])
            #expect(try shown([test.home, test.club]) == [])
            #expect(try shown([test.home, test.club], includesHidden: true) == ["b", "c"])
            #expect(try test.read { try $0.search(SearchQuery(text: "c")) } == [])
            #expect(try test.read { try $0.recurringObjects(in: nil) }.map(\.calendar) == [test.team])
            let back = try test.write { try $0.setDetached(AccountName("club"), false) }
            #expect(back.feed.map(\.calendar) == [test.club] && back.feed.map(\.kind) == [.calendar])
            #expect(try shown() == ["a", "c"])
        }
    }

    @Test func `cost a day, not the calendar`() throws {
        try inStore { test in
            let plan = try test.read { transaction in
                try transaction.connection.rows(
                    """
                    EXPLAIN QUERY PLAN SELECT * FROM occurrences o CROSS JOIN events e ON e.number = o.event
                    WHERE o.kind = 0 AND o.class = 0 AND o.start >= 1 AND o.start < 2
                    """
                ) { $0.text(3) }
            }
            #expect(plan.first?.contains("idx_occurrences_start (kind=? AND class=? AND start>? AND start<?)") == true)
            #expect(plan.last?.contains("(number=?)") == true)
        }
    }
}
