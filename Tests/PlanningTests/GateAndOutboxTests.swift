// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Planning
import Testing

@Suite struct `The deletion budget` {
    @Test(arguments: [
        (1, 1, true), (2, 2, true), (3, 3, false), (10, 20, true), (11, 20, false), (11, 100, true), (20, 100, true),
        (21, 100, false), (0, 0, true), (3, 4, true),
    ]) func `holds more than ten, a fifth, or everything from three on`(_ deletions: Int, _ total: Int, _ allowed: Bool)
    {
        #expect(DeletionBudget().allows(deletions, of: total) == allowed)
    }

    @Test func `does not count approved rows or rows with a local edit`() {
        var debts = DebtCounts()
        (debts.withBase, debts.gone, debts.goneApproved, debts.goneDirty) = (20, 10, 10, 10)
        #expect(planGate(debts, budget: DeletionBudget()) == .open)
        debts.gone = 11
        #expect(planGate(debts, budget: DeletionBudget()) == .held(11))
    }
}

@Suite struct `Choosing what leaves` {
    private let now = Instant(seconds: 1000)

    private func edit(
        _ id: String, _ operation: OutboxRow.Operation = .update, _ state: OutboxRow.State = .queued, at: Int64 = 0,
        next: Int64? = nil, approved: Bool = false
    ) -> OutboxRow {
        OutboxRow(
            object: ObjectID(id), calendar: CalendarID("a/b"), operation: operation,
            name: RemoteName(href: Href("/\(id)"), key: HrefKey("/\(id)")),
            nextAttempt: next.map { Instant(seconds: $0) },
            state: state, isApproved: approved, queuedAt: Instant(seconds: at))
    }

    private func chosen(_ rows: [OutboxRow], pull: [String: PullState] = [:], withBase: Int = 100) -> [String] {
        let pull = Dictionary(uniqueKeysWithValues: pull.map { (ObjectID($0.key), $0.value) })
        return planOutbox(rows, pull: pull, now: now, budget: DeletionBudget(), withBase: withBase)
            .map { "\($0.row.object) \($0.step)" }
    }

    @Test func `goes by age, oldest first`() {
        #expect(chosen([edit("b", at: 2), edit("a", at: 1)]) == ["a send", "b send"])
    }

    @Test func `leaves out what waits for its time or for a person`() {
        #expect(chosen([edit("a", next: 1001), edit("b", next: 1000), edit("c", .update, .parked)]) == ["b send"])
    }

    @Test func `looks before it repeats a request whose answer was lost`() {
        #expect(chosen([edit("a", .create, .sent)]) == ["a settle"])
    }

    @Test(arguments: [PullState.owed, .gone, .quarantined]) func `pulls an object before it pushes it`(
        _ state: PullState
    ) {
        #expect(chosen([edit("a")], pull: ["a": state]) == [])
    }

    @Test func `holds too many deletions, and lets approved ones and other edits go`() {
        let deletions = (0..<11).map { edit("d\($0 + 10)", .delete) }
        let steps = chosen(
            deletions + [edit("u", at: 1), edit("x", .delete, .queued, at: 2, approved: true)], withBase: 20)
        #expect(steps.filter { $0.contains("hold(") }.count == 11)
        #expect(steps.suffix(2) == ["u send", "x send"])
    }

    @Test func `sends what both sides ask for now`() {
        #expect(neededOperation(local: BodyID(1), base: nil) == .create)
        #expect(neededOperation(local: BodyID(2), base: BodyID(1)) == .update)
        #expect(neededOperation(local: nil, base: BodyID(1)) == .delete)
        #expect(neededOperation(local: BodyID(1), base: BodyID(1)) == nil)
        #expect(neededOperation(local: nil, base: nil) == nil)
    }
}

@Suite struct `Waiting after a failure` {
    @Test(arguments: 0..<100) func `doubles up to an hour, jittered, and never comes before Retry-After`(_ seed: UInt64)
    {
        let random = seed &* 0x9E37_79B9_7F4A_7C15
        for failures in 1...40 {
            let most = Duration.seconds(min(3600, 30 << min(failures - 1, 10)))
            let delay = Backoff().delay(failures: failures, random: random)
            #expect(delay <= most && delay >= most / 2, "seed \(seed), failure \(failures): \(delay)")
            #expect(Backoff().delay(failures: failures, retryAfter: .seconds(5000), random: random) == .seconds(5000))
        }
        #expect(Backoff().delay(failures: 1, retryAfter: .seconds(1_000_000_000), random: random) == .seconds(7200))
    }

    @Test func `sets an item aside after five failed fetches`() {
        var row = SyncRow(
            calendar: CalendarID("a/b"), name: RemoteName(href: Href("/x"), key: HrefKey("/x")), state: .owed)
        for attempt in 1...5 {
            row = planFailedFetch(row, reason: "500", now: Instant(seconds: 0), random: 1)
            #expect(row.state == (attempt < 5 ? .owed : .quarantined))
        }
        #expect(row.nextAttempt == Instant(seconds: 86_400))
    }

    @Test func `halves a batch on failure and grows it to a hundred, within four mebibytes`() {
        var size = BatchSize()
        #expect(size.count == 50)
        size.succeeded(count: 50, bytes: 50_000)
        #expect(size.count == 100)
        for expected in [50, 25, 12, 6, 3, 1, 1] {
            size.failed(count: size.count)
            #expect(size.count == expected)
        }
        size.succeeded(count: 1, bytes: 3 << 20)
        #expect(size.count == 1)
        var fewer = BatchSize()
        fewer.failed(count: 10)
        #expect(fewer.count == 5)
    }

    @Test
    func `learns the server's limit from a refusal, or from failing twice at one size, but not from one bad item`() {
        var refused = BatchSize()
        refused.failed(count: 50, isTooMuch: true)
        refused.succeeded(count: 25, bytes: 25)
        #expect(refused.count == 25 && refused.learntLimit == 25)
        var twice = BatchSize()
        for _ in 0..<2 {
            twice.failed(count: twice.count)
            twice.succeeded(count: 25, bytes: 25)
        }
        #expect(twice.count == 25 && twice.learntLimit == 25)
        #expect(BatchSize(limit: 25).count == 25)
        var single = BatchSize()
        for _ in 0..<12 { single.failed(count: single.count, isTooMuch: true) }
        for _ in 0..<8 { single.succeeded(count: single.count, bytes: 1) }
        #expect(single.count == 100 && single.learntLimit == nil)
    }
}

@Suite struct `Choosing how to list a calendar` {
    struct Row: Sendable {
        var stored: PolledVersion, polled: PolledVersion, method: ListMethod
    }
    private static func version(_ token: String?, _ ctag: String?) -> PolledVersion {
        PolledVersion(token: token.map { SyncToken($0) }, ctag: ctag)
    }
    static let rows: [Row] = [
        Row(stored: version(nil, nil), polled: version("t1", "c1"), method: .listing),
        Row(stored: version("t1", "c1"), polled: version("t1", "c2"), method: .none),
        Row(stored: version("t1", "c1"), polled: version("t2", "c1"), method: .changes(since: SyncToken("t1"))),
        Row(stored: version("t1", "c1"), polled: version(nil, "c1"), method: .listing),
        Row(stored: version(nil, "c1"), polled: version(nil, "c1"), method: .none),
        Row(stored: version(nil, "c1"), polled: version(nil, "c2"), method: .listing),
        Row(stored: version(nil, "c1"), polled: version("t1", "c1"), method: .listing),
        Row(stored: version(nil, nil), polled: version(nil, nil), method: .listing),
    ]
    @Test(arguments: rows) func `trusts a token, then a ctag, then only a listing`(_ row: Row) {
        #expect(planList(stored: row.stored, polled: row.polled) == row.method)
    }

    @Test(arguments: [
        ("*", true), ("team", true), ("te*", true), ("*m", true), ("t??m", true), ("Team *", true), ("work", false),
        ("t*x", false), ("", false),
    ]) func `matches patterns on short name or display name`(_ pattern: String, _ expected: Bool) {
        #expect(matches([pattern], shortName: "team", displayName: "Team calendar") == expected)
    }
}
