// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `The change feed` {
    @Test func `returns what a transaction wrote, in order, once it is committed`() throws {
        try inStore { test in
            let (_, feed) = try test.write { transaction in
                try transaction.feed(.calendar, calendar: test.team)
                try transaction.feed(.confirmed, calendar: test.home, event: EventID("e"))
            }
            #expect(feed.map(\.kind) == [.calendar, .confirmed])
            #expect(try test.read { try $0.changes(since: nil, limit: 10) }.entries == feed)
            #expect(try test.read { try $0.feedPosition() } == feed.last?.position)
        }
    }

    @Test func `is read page by page`() throws {
        try inStore { test in
            try test.write { transaction in
                for _ in 0..<5 { try transaction.feed(.calendar, calendar: test.team) }
            }
            var position: FeedPosition?
            var numbers: [[Int64]] = []
            while true {
                let page = try test.read { try $0.changes(since: position, limit: 2) }
                numbers.append(page.entries.map(\.position.number))
                position = page.next
                if !page.hasMore { break }
            }
            #expect(numbers == [[1, 2], [3, 4], [5]])
            let rest = try test.read { try $0.changes(since: position, limit: 2) }
            #expect(rest.entries == [] && rest.next == position && !rest.reset)
        }
    }

    @Test func `tells a reader of another epoch, of the future or of pruned times to begin anew`() throws {
        try inStore { test in
            let first = try test.write { try $0.feed(.calendar, calendar: test.team) }.feed[0].position
            try test.write(at: TestStore.now + .seconds(100)) { try $0.feed(.calendar, calendar: test.team) }
            func resets(_ position: FeedPosition) throws -> Bool {
                try test.read { try $0.changes(since: position, limit: 10) }.reset
            }
            #expect(try !resets(first))
            #expect(try resets(FeedPosition(epoch: "other", number: 1)))
            #expect(try resets(FeedPosition(epoch: first.epoch, number: 3)))
            try test.write { try $0.sweep(before: TestStore.now + .seconds(50)) }
            #expect(try resets(FeedPosition(epoch: first.epoch, number: 0)))
            #expect(try !resets(first))
            let restored = try test.write { transaction in
                try transaction.connection.setMeta(.feedEpoch, "restored")
                try transaction.feed(.calendar, calendar: test.team)
            }.feed[0].position
            #expect(restored.epoch == "restored" && restored.number == 3)
            #expect(try resets(first))
        }
    }

    @Test func `never gives a number twice, not even after everything was swept`() throws {
        try inStore { test in
            try test.write { try $0.feed(.calendar, calendar: test.team) }
            try test.write { try $0.sweep(before: TestStore.now + .seconds(1)) }
            #expect(try test.count("cache_invalidation") == 0)
            let next = try test.write { try $0.feed(.calendar, calendar: test.team) }
            #expect(next.feed.map(\.position.number) == [2])
        }
    }
}
