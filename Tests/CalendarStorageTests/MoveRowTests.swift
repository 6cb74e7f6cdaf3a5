// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `Rows of a move` {
    /// A row of the outbox in each calendar, as a move leaves them.
    private func move(_ test: TestStore, _ object: ObjectRow, from old: CalendarID, to new: CalendarID) throws {
        try test.write { transaction in
            let body = try #require(object.localBody)
            let text = String(decoding: try #require(try transaction.body(body)), as: UTF8.self)
            _ = try transaction.put(
                object.id, in: new, body: body, derived: SampleText(text).object(in: TestStore.window),
                cause: Cause(origin: .local, run: nil, words: "moved"))
            try transaction.save(
                SyncRow(
                    calendar: old, name: TestStore.name("old"), object: object.id, baseETag: ETag("1"), baseBody: body,
                    state: .clean))
            try transaction.save(
                SyncRow(calendar: new, name: TestStore.name("new"), object: object.id, state: .clean))
            for (calendar, operation, route) in [
                (old, OutboxRow.Operation.delete, OutboxRow.Route?.none), (new, .create, .afterDeletion),
            ] {
                try transaction.save(
                    OutboxRow(
                        object: object.id, calendar: calendar, operation: operation, name: TestStore.name("new"),
                        queuedAt: TestStore.now, route: route))
            }
        }
    }

    @Test func `come back as they were saved, of all calendars together`() throws {
        try inStore { test in
            let object = try test.put("uid=1\ntitle=x\nstart=0").value
            try move(test, object, from: test.team, to: test.home)
            let rows = try test.read { try $0.outbox(of: object.id) }
            #expect(rows.map(\.calendar) == [test.home, test.team])
            #expect(rows.map(\.route) == [.afterDeletion, nil])
            #expect(try test.read { try $0.object(object.id)?.revision } == 2)
            let entry = try #require(try test.read { try $0.journal(JournalQuery(object: object.id)) }.first)
            #expect((entry.from, entry.calendar, entry.before) == (test.team, test.home, entry.after))
        }
    }

    @Test func `say what waits elsewhere for an object to arrive, unless nobody asks there`() throws {
        try inStore { test in
            let object = try test.put("uid=1\ntitle=x\nstart=0").value
            try move(test, object, from: test.team, to: test.club)
            func departures() throws -> [CalendarID] {
                try test.read { try $0.departures(to: test.club).map(\.calendar) }
            }
            #expect(try departures() == [test.team])
            #expect(try test.read { try $0.departures(to: test.team) } == [])
            try test.write { try $0.setDetached(test.team, true) }
            #expect(try departures() == [])
            try test.write { try $0.setDetached(test.team, false) }
            try test.write {
                _ = try $0.put(object.id, in: test.club, body: nil, derived: nil, cause: test.cause)
            }
            #expect(try departures() == [])
        }
    }

    @Test func `are no deletion that counts when the old calendar reports them gone`() throws {
        try inStore { test in
            let object = try test.put("uid=1\ntitle=x\nstart=0").value
            try move(test, object, from: test.team, to: test.home)
            try test.write { transaction in
                var row = try #require(try transaction.syncRow(test.team, TestStore.name("old").key))
                row.state = .gone
                try transaction.save(row)
            }
            let debts = try test.read { try $0.debts(of: test.team) }
            #expect((debts.gone, debts.goneDirty) == (0, 1))
        }
    }

    @Test func `leave the object where it is now when the old account is forgotten`() throws {
        try inStore { test in
            let object = try test.put("uid=1\ntitle=x\nstart=0").value
            try move(test, object, from: test.team, to: test.club)
            let cause = Cause(origin: .local, run: nil, words: "forget by uid 1000")
            let refusal = #expect(throws: StorageError.self) {
                try test.write { try $0.forget(AccountName("work"), discardEdits: false, cause: cause) }
            }
            #expect(refusal?.kind == .editsWaiting(count: 1))
            try test.write { try $0.forget(AccountName("work"), discardEdits: true, cause: cause) }
            #expect(try test.read { try $0.object(object.id)?.calendar } == test.club)
            #expect(try test.read { try $0.outbox(of: object.id) }.map(\.calendar) == [test.club])
        }
    }
}
