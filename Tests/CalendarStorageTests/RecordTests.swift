// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `The journal` {
    @Test func `is read newest first, by any condition`() throws {
        try inStore { test in
            let objects = [ObjectID("o1"), ObjectID("o2")]
            for index in 0..<6 {
                try test.write(at: TestStore.now + .seconds(Int64(index))) { transaction in
                    try transaction.journal(
                        index == 5 ? .refused : .confirmed, object: objects[index % 2],
                        calendar: index < 3 ? test.team : test.home,
                        cause: Cause(origin: .local, run: index < 4 ? RunID("r") : nil, words: "push \(index)"),
                        before: nil, after: nil, title: "T")
                }
            }
            func words(_ query: JournalQuery) throws -> [String] {
                try test.read { try $0.journal(query) }.map { String($0.cause.words.suffix(1)) }
            }
            #expect(try words(JournalQuery()) == ["5", "4", "3", "2", "1", "0"])
            #expect(try words(JournalQuery(since: TestStore.now + .seconds(4))) == ["5", "4"])
            #expect(try words(JournalQuery(calendar: test.team)) == ["2", "1", "0"])
            #expect(try words(JournalQuery(run: RunID("r"), object: objects[0])) == ["2", "0"])
            let page = try test.read { try $0.journal(JournalQuery(limit: 2)) }
            #expect(try words(JournalQuery(before: page.last?.id, limit: 2)) == ["3", "2"])
            #expect(page.first?.kind == .refused && page.first?.cause.origin == .local)
        }
    }
}

@Suite struct `Conflicts` {
    @Test func `stay open until a person is done with them`() throws {
        try inStore { test in
            let body = try test.write { try $0.insertBody([1, 2, 0, 255]) }.value
            let record = ConflictRecord(
                object: ObjectID("o"), calendar: test.team, title: nil, base: nil, local: body, remote: body,
                decision: "kept both", rule: "keep-both")
            let ids = try test.write { try [$0.recordConflict(record), $0.recordConflict(record)] }.value
            try test.write(at: TestStore.now + .seconds(9)) { try $0.settleConflict(ids[0]) }
            #expect(try test.read { try $0.conflicts(open: true) }.map(\.id) == [ids[1]])
            #expect(try test.read { try $0.conflicts(open: false) }.map(\.id) == [ids[0]])
            #expect(try test.read { try $0.conflicts(open: nil) }.count == 2)
            let settled = try test.read { try $0.conflict(ids[0]) }
            #expect(settled?.settledAt == TestStore.now + .seconds(9) && settled?.record == record)
            #expect(try test.read { try $0.body(body) } == [1, 2, 0, 255])
        }
    }
}

@Suite struct `Sweeping` {
    @Test func `lets go of what retention no longer covers, and of nothing that is referred to`() throws {
        try inStore { test in
            let kept = try test.put("uid=1\ntitle=Kept\nstart=0").value
            let gone = try test.put("uid=2\ntitle=Gone\nstart=0").value
            try test.delete(gone.id)
            let tombstone = try test.put("uid=3\ntitle=Waits\nstart=0").value
            try test.delete(tombstone.id)
            try test.write { transaction in
                try transaction.save(
                    OutboxRow(
                        object: tombstone.id, calendar: test.team, operation: .delete, name: TestStore.name("c"),
                        queuedAt: TestStore.now))
                try transaction.record(PerformanceSample(operation: "pull", duration: .milliseconds(3)))
            }
            try test.put("uid=1\ntitle=Kept anew\nstart=0", as: kept.id)

            #expect(try test.write { try $0.sweep(before: TestStore.now - .seconds(86_400)) }.value == 0)
            #expect(try test.count("bodies") == 4)
            let later = TestStore.now + .seconds(86_400)
            var rounds = 0
            while try test.write(at: later, { try $0.sweep(before: later, limit: 2) }).value > 0 { rounds += 1 }
            #expect(rounds > 1)
            #expect(try test.texts("SELECT id FROM objects ORDER BY id") == [kept.id.rawValue, tombstone.id.rawValue])
            #expect(try test.count("bodies") == 1)
            for table in ["journal", "cache_invalidation", "performance_metrics"] {
                #expect(try test.count(table) == 0)
            }
            let next = try test.write { try $0.insertBody([]) }.value
            #expect(next.rawValue == 5)
        }
    }
}

@Suite struct `Metrics` {
    @Test func `are rolled up by the hour`() throws {
        try inStore { test in
            for (seconds, milliseconds) in [(0, 5), (10, 3), (3600, 7)] {
                try test.write(at: TestStore.now + .seconds(seconds)) { transaction in
                    try transaction.record(
                        PerformanceSample(
                            operation: "pull", duration: .milliseconds(milliseconds), items: 2,
                            failed: milliseconds == 3))
                }
            }
            let metrics = try test.read { try $0.metrics(of: "pull", since: Instant(seconds: 0)) }
            #expect(metrics.map(\.count) == [2, 1] && metrics.map(\.items) == [4, 2])
            #expect(metrics[0].shortest == .milliseconds(3) && metrics[0].longest == .milliseconds(5))
            #expect(metrics[0].total == .milliseconds(8) && metrics[0].failures == 1)
            #expect(try test.read { try $0.metrics(of: "push", since: Instant(seconds: 0)) } == [])
        }
    }
}
