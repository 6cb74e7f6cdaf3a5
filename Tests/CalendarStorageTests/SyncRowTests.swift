// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `Rows of the sync state` {
    private func row(
        _ item: String, _ state: PullState, near: Bool = false, attempts: Int = 0, next: Int64? = nil,
        object: ObjectID? = nil, base: BodyID? = nil
    ) -> SyncRow {
        SyncRow(
            calendar: CalendarID("work/team"), name: TestStore.name(item), object: object,
            baseETag: base.map { _ in ETag("1") }, scheduleTag: "s", baseBody: base, seenETag: ETag("2"),
            state: state, isNear: near, attempts: attempts,
            nextAttempt: next.map { TestStore.now + .seconds($0) }, lastError: attempts > 0 ? "timeout" : nil)
    }

    private func keys(_ rows: [SyncRow]) -> [String] {
        rows.map { String($0.name.key.rawValue.dropFirst("/team/".count).dropLast(".ics".count)) }
    }

    @Test func `come back as they were saved`() throws {
        try inStore { test in
            let object = try test.put("title=x\nstart=0").value
            let full = row(
                "a", .unverified, near: true, attempts: 3, next: 60, object: object.id, base: object.localBody)
            let bare = row("b", .owed)
            try test.write { transaction in
                try transaction.save(bare)
                try transaction.save(bare)
                try transaction.save(full)
            }
            #expect(try test.read { try $0.syncRow(test.team, full.name.key) } == full)
            #expect(try test.read { try $0.syncRow(of: object.id, in: test.team) } == full)
            let found = try test.read {
                try $0.syncRows(in: test.team, keys: [bare.name.key, HrefKey("/nothing")])
            }
            #expect(found == [bare.name.key: bare])
            #expect(try test.read { keys(try $0.syncRows(in: test.team, after: nil, limit: 1)) } == ["a"])
            #expect(try test.read { keys(try $0.syncRows(in: test.team, after: full.name.key, limit: 9)) } == ["b"])
            try test.write { try $0.remove(test.team, bare.name.key) }
            #expect(try test.read { try $0.syncRow(test.team, bare.name.key) } == nil)
        }
    }

    @Test func `go to another host with their calendar, as the server wrote their paths`() throws {
        try inStore { test in
            let written = "/team/A%20b.ics"
            let name = RemoteName(href: Href(written), key: TestStore.name("a").key)
            let stamp = RemoteStamp(name: name, etag: ETag("1"), agreedAt: TestStore.now)
            let object = try test.put("title=x\nstart=0", remote: stamp).value
            try test.write { transaction in
                var sync = row("a", .clean, object: object.id, base: object.localBody)
                sync.name = name
                try transaction.save(sync)
                try transaction.save(
                    OutboxRow(
                        object: object.id, calendar: test.team, operation: .update, name: name, queuedAt: TestStore.now)
                )
            }
            func hrefs() throws -> [String] {
                try ["href FROM sync_metadata", "href FROM outbox", "api_event_id FROM events"].flatMap {
                    try test.texts("SELECT \($0) WHERE calendar_id = 'work/team'")
                }
            }
            for prefix in ["https://p1.example.org:8443", "http://b", "", ""] {
                try test.write { try $0.rebaseHrefs(of: test.team, to: prefix) }
                #expect(try hrefs() == Array(repeating: prefix + written, count: 3))
            }
            try test.write { try $0.rebaseHrefs(of: test.home, to: "https://elsewhere") }
            #expect(try hrefs() == Array(repeating: written, count: 3))
        }
    }

    @Test func `are paid near ones first, and those that failed before last`() throws {
        try inStore { test in
            try test.write { transaction in
                for row in [
                    row("a", .owed), row("b", .unverified), row("c", .owed, near: true), row("d", .clean),
                    row("e", .owed, near: true, attempts: 1), row("f", .owed, attempts: 2, next: -1),
                    row("g", .owed, attempts: 1, next: 1), row("h", .gone), row("i", .quarantined), row("j", .owed),
                ] { try transaction.save(row) }
                try transaction.markNear(in: test.team, keys: [TestStore.name("j").key, TestStore.name("d").key])
            }
            func payable(_ limit: Int, excluding: [String] = [], after seconds: Int64 = 0) throws -> [String] {
                let keys = Set(excluding.map { TestStore.name($0).key })
                return try test.read {
                    self.keys(
                        try $0.payable(
                            in: test.team, now: TestStore.now + .seconds(seconds), limit: limit, excluding: keys))
                }
            }
            #expect(try payable(20) == ["c", "j", "a", "b", "e", "f"])
            #expect(try payable(20, after: 1) == ["c", "j", "a", "b", "e", "f", "g"])
            #expect(try payable(2, excluding: ["c", "a"]) == ["j", "b"])
            #expect(try payable(0) == [])
            #expect(try test.read { try $0.syncRow(test.team, TestStore.name("d").key)?.isNear } == false)
        }
    }

    @Test func `are counted, and edited objects apart from the others`() throws {
        try inStore { test in
            let edited = try test.put("uid=e\ntitle=x\nstart=0").value
            let plain = try test.put("uid=p\ntitle=x\nstart=0").value
            let other = BodyID(try #require(edited.localBody).rawValue + 1)
            try test.write { transaction in
                for row in [
                    row("a", .owed), row("b", .owed, attempts: 1, next: 99), row("c", .unverified),
                    row("d", .quarantined, attempts: 5, next: 0), row("e", .gone, object: edited.id, base: other),
                    row("f", .gone, object: plain.id, base: plain.localBody), row("g", .gone),
                    row("h", .clean, object: plain.id, base: plain.localBody),
                ] { try transaction.save(row) }
            }
            func debts() throws -> DebtCounts { try test.read { try $0.debts(of: test.team) } }
            var expected = DebtCounts()
            (expected.owed, expected.unverified, expected.quarantined) = (2, 1, 1)
            (expected.gone, expected.goneDirty, expected.withBase) = (2, 1, 3)
            #expect(try debts() == expected)
            #expect(try test.read { keys(try $0.goneRows(in: test.team, limit: 2)) } == ["e", "f"])
            #expect(
                try test.read { keys(try $0.retryable(in: test.team, now: TestStore.now, limit: 9)) } == ["d"])

            #expect(try test.write { try $0.approveDeletions(in: test.team) }.value == 3)
            #expect(try test.write { try $0.approveDeletions(in: test.team) }.value == 0)
            (expected.gone, expected.goneApproved) = (0, 2)
            #expect(try debts() == expected)
            // A base comes, a base goes, a row goes.
            try test.write { transaction in
                try transaction.save(row("a", .clean, object: plain.id, base: plain.localBody))
                try transaction.save(row("f", .owed))
                try transaction.remove(test.team, TestStore.name("h").key)
            }
            #expect(try debts().withBase == 2)
            #expect(try test.read { try $0.debts(of: test.home) } == DebtCounts())
        }
    }
}

@Suite struct `What waits for its time` {
    @Test func `is known per account, and a command brings quarantined items forward`() throws {
        try inStore { test in
            let object = try test.put("uid=1\ntitle=x\nstart=0").value
            func row(_ item: String, _ state: PullState, _ seconds: Int64?) -> SyncRow {
                SyncRow(
                    calendar: test.team, name: TestStore.name(item), state: state, attempts: 1,
                    nextAttempt: seconds.map { TestStore.now + .seconds($0) })
            }
            let work = AccountName("work")
            func next(_ account: AccountName, after seconds: Int64) throws -> Instant? {
                try test.read { try $0.nextAttempt(of: account, after: TestStore.now + .seconds(seconds)) }
            }
            #expect(try next(work, after: 0) == nil)
            try test.write { transaction in
                try transaction.save(row("a", .owed, 50))
                try transaction.save(row("b", .quarantined, 40))
                try transaction.save(row("c", .quarantined, nil))
                try transaction.save(row("d", .gone, 1))
                try transaction.save(row("e", .clean, 2))
                try transaction.save(
                    OutboxRow(
                        object: object.id, calendar: test.team, operation: .update, name: TestStore.name("f"),
                        nextAttempt: TestStore.now + .seconds(30), queuedAt: TestStore.now))
            }
            #expect(try next(work, after: 0) == TestStore.now + .seconds(30))
            #expect(try next(work, after: 30) == TestStore.now + .seconds(40))
            #expect(try next(work, after: 50) == nil)
            #expect(try next(AccountName("club"), after: 0) == nil)
            func retryable() throws -> Int {
                try test.read { try $0.retryable(in: test.team, now: TestStore.now, limit: 9) }.count
            }
            #expect(try retryable() == 0)
            try test.write { try $0.retryNow(in: test.team) }
            #expect(try retryable() == 2)
        }
    }
}

@Suite struct `The outbox` {
    @Test func `keeps edits in the order in which they were made, and counts them`() throws {
        try inStore { test in
            let first = try test.put("uid=1\ntitle=x\nstart=0").value
            let second = try test.put("uid=2\ntitle=x\nstart=0").value
            let late = OutboxRow(
                object: first.id, calendar: test.team, operation: .update, name: TestStore.name("a"),
                sentBody: first.localBody, sentRevision: 1, attempts: 2, nextAttempt: TestStore.now, state: .held,
                lastError: "timeout", isApproved: false, queuedAt: TestStore.now + .seconds(5))
            let early = OutboxRow(
                object: second.id, calendar: test.team, operation: .create, name: TestStore.name("b"),
                queuedAt: TestStore.now)
            try test.write { transaction in
                try transaction.save(late)
                try transaction.save(early)
            }
            #expect(try test.read { try $0.outbox(in: test.team) } == [early, late])
            #expect(try test.read { try $0.outbox(first.id, in: test.team) } == late)
            #expect(try test.read { try $0.outbox(first.id, in: test.home) } == nil)
            #expect(try test.read { try $0.outboxCount(in: test.team) } == [.held: 1, .queued: 1])
            #expect(try test.read { try $0.outboxCount(in: test.home) } == [:])
            #expect(try test.read { try $0.oldestQueued(in: nil) } == TestStore.now)
            #expect(try test.write { try $0.approveDeletions(in: test.team) }.value == 0)
            #expect(try test.write { try $0.approveMail(in: test.team) }.value == 1)
            try test.write { try $0.removeOutbox(second.id, in: test.team) }
            var approved = late
            approved.isApproved = true
            #expect(try test.read { try $0.outbox(in: test.team) } == [approved])
            #expect(try test.read { try $0.oldestQueued(in: test.team) } == nil)
            var sent = approved
            sent.state = .sent
            try test.write { [sent] in try $0.save(sent) }
            #expect(try test.read { try $0.oldestQueued(in: test.team) } == late.queuedAt)
        }
    }
}
