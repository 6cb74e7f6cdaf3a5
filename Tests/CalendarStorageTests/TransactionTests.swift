// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `Transactions` {
    @Test func `run one writer at a time, and readers beside it`() async throws {
        let test = try TestStore()
        let (store, team) = (test.store, test.team)
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await store.write(at: TestStore.now) { transaction in
                        try transaction.feed(.calendar, calendar: team)
                        try transaction.feed(.calendar, calendar: team)
                        return 0
                    }.feed.reduce(0) { $1.position.number - $0 }
                }
                group.addTask {
                    try await store.read { try Int64($0.changes(since: nil, limit: 100).entries.count % 2) }
                }
            }
            var results: [Int64: Int] = [:]
            for try await result in group { results[result, default: 0] += 1 }
            // Two entries of one transaction are neighbours, and no reader sees one without the other.
            #expect(results == [1: 20, 0: 20])
        }
        try test.store.close()
    }

    @Test func `leave nothing behind when they are cancelled`() async throws {
        let test = try TestStore()
        let (store, team) = (test.store, test.team)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await store.write(at: TestStore.now) { try $0.feed(.calendar, calendar: team) }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try test.count("cache_invalidation") == 0)
        try test.put("title=x\nstart=0")
        try test.store.close()
    }

    @Test func `cannot be written by a reader`() throws {
        try inStore { test in
            let error = #expect(throws: StorageError.self) {
                try test.read { try $0.connection.execute("DELETE FROM journal") }
            }
            #expect(error?.kind == .io)
        }
    }

    @Test func `fail after the store was closed`() throws {
        try inStore { test in
            try test.store.close()
            #expect(throws: StorageError.self) { try test.read { try $0.accounts() } }
            #expect(throws: StorageError.self) { try test.write { try $0.feed(.calendar, calendar: test.team) } }
            try test.reopenClosed()
        }
    }
}
