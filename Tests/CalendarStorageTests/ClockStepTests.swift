// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Testing

@Suite struct `A clock that was years wrong` {
    private static let decade = Duration.seconds(10 * 365 * 86_400)

    @Test func `takes nothing of the history along that was not seasoned`() throws {
        try inStore { test in
            let event = try test.put("uid=1\ntitle=First\nstart=0").value
            try test.put("uid=1\ntitle=Second\nstart=0", as: event.id)
            let early = try test.read { try $0.newestHistory() }
            try test.put("uid=1\ntitle=Third\nstart=0", as: event.id)
            try test.delete(event.id)
            let all = try (test.count("journal"), test.count("bodies"), test.count("cache_invalidation"))

            let wrong = TestStore.now + Self.decade
            let before = wrong - .seconds(90 * 86_400)
            let unseasoned = LivedHistory(mark: early)
            #expect(try test.write(at: wrong) { try $0.sweep(before: before, upTo: unseasoned.seasoned) }.value == 0)
            #expect(try (test.count("journal"), test.count("bodies"), test.count("cache_invalidation")) == all)

            while try test.write(at: wrong, { try $0.sweep(before: before, upTo: early) }).value > 0 {}
            #expect(try test.count("journal") == 2)
            #expect(try test.read { try $0.newestHistory() }.journal == 4)
            #expect(try test.texts("SELECT min(id) FROM journal") == ["3"])
        }
    }

    @Test func `does not keep the feed for ever with entries from a time to come`() throws {
        try inStore { test in
            func feed(_ ahead: Duration) throws {
                try test.write(at: TestStore.now + ahead) { try $0.feed(.calendar, calendar: test.team) }
            }
            let day = Duration.seconds(86_400)
            for ahead in [.zero, Self.decade, .seconds(60), day * 50] { try feed(ahead) }
            func sweep(_ days: Int) throws {
                try test.write(at: TestStore.now + day * days) {
                    try $0.sweep(before: TestStore.now + day * (days - 90))
                }
            }
            try sweep(80)
            #expect(try test.count("cache_invalidation") == 4)
            try sweep(100)
            #expect(try test.texts("SELECT number FROM cache_invalidation") == ["4"])
            try feed(Self.decade)
            try sweep(200)
            #expect(try test.texts("SELECT number FROM cache_invalidation") == ["5"], "a reader may still go on there")
        }
    }

    @Test func `remembers what was lived through`() throws {
        try inStore { test in
            #expect(try test.read { try $0.livedHistory() } == nil)
            let history = LivedHistory(
                seasoned: HistoryPosition(journal: 1, feed: 2), mark: HistoryPosition(journal: 3, feed: 4),
                lived: .seconds(5))
            try test.write { try $0.save(history) }
            #expect(try test.read { try $0.livedHistory() } == history)
        }
    }

    @Test func `has series derived for its own window and then for the right one again`() throws {
        try inStore { test in
            let series = try test.put("uid=y\ntitle=Yoga\nstart=1789984800\nend=1789988400\ncount=9").value
            let (right, wrong) = (TestStore.window, DeriveWindow(around: TestStore.now + Self.decade))
            let rows = try test.count("occurrences")
            try test.write(at: TestStore.now + Self.decade) { try $0.rederive(series.id, window: wrong) }
            #expect(try test.read { try $0.objectsDerived(otherThanFor: wrong, limit: 10) } == [])
            #expect(try test.read { try $0.objectsDerived(otherThanFor: right, limit: 10) } == [series.id])
            try test.write { try $0.rederive(series.id, window: right) }
            #expect(try test.count("occurrences") == rows)
        }
    }

    @Test func `tries a series whose text cannot be read any more once for each window`() throws {
        try inStore { test in
            let text = "unreadable\nuid=y\ntitle=Yoga\nstart=1789984800\nend=1789988400\ncount=9"
            let series = try test.put(text).value
            let (next, rows) = (DeriveWindow(around: TestStore.now + Self.decade), try test.count("occurrences"))
            #expect(try test.write { try $0.rederive(series.id, window: next) }.value == false)
            #expect(try test.read { try $0.objectsDerived(otherThanFor: next, limit: 10) } == [])
            #expect(try test.count("occurrences") == rows)
        }
    }

    @Test func `holds up no retry for years`() throws {
        try inStore { test in
            let day = Duration.seconds(86_400)
            let waits: [(String, Duration?, Bool)] = [
                ("a", nil, true), ("b", .seconds(3600), false), ("c", day, false), ("d", Self.decade, true),
            ]
            for (name, ahead, _) in waits {
                try test.write { tx in
                    try tx.save(
                        SyncRow(
                            calendar: test.team, name: TestStore.name(name), object: nil, state: .owed,
                            nextAttempt: ahead.map { TestStore.now + $0 }))
                }
            }
            let due = try test.read {
                try $0.payable(in: test.team, now: TestStore.now, limit: 9, excluding: []).map(\.name)
            }
            #expect(due == waits.filter(\.2).map { TestStore.name($0.0) })
            let next = try test.read { try $0.nextAttempt(of: test.team.account, after: TestStore.now) }
            #expect(next == TestStore.now + .seconds(3600))
        }
    }
}
