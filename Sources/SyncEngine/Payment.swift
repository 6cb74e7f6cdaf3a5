// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar
import Logging
import Planning
import RemoteCalendars

/// Pays what is owed: texts in batches, near dates first, at most two batches in memory, one short transaction each.
struct Payment {
    let sync: CalendarSync
    let run: RunID
    let log: Logger

    /// A list that leaves more than this asks which of its rows are near today.
    private static let nearThreshold = 200
    private static let inFlight = 2
    /// Then it is the calendar that fails, and not its items.
    private static let mostFailuresInARow = 12
    /// 7 days back, 31 ahead.
    private static let nearDays = (back: Int64(7), ahead: Int64(31))

    private enum Arrival: Sendable {
        case batch([SyncRow], [FetchedObject])
        case failed([SyncRow], RemoteError)
        case near([HrefKey])
    }

    private struct Progress {
        let total: Int
        var outcome: CalendarOutcome
        var batch: BatchSize
        var done = 0
        /// Batches under way, and what they asked for.
        var requests = 0
        var flying: Set<HrefKey> = []
        var failures = 0
    }

    func pay(newlyOwed: Int, into outcome: inout CalendarOutcome) async throws {
        let total = try await total()
        guard total > 0 else { return }
        let limit = try await sync.account.capabilities().multigetLimit
        var progress = Progress(total: total, outcome: outcome, batch: BatchSize(limit: limit))
        try await withThrowingTaskGroup(of: Arrival.self) { group in
            if newlyOwed > Self.nearThreshold {
                let now = try await sync.effects.now().wall
                group.addTask { try await .near(self.near(now)) }
            }
            try await refill(&progress, &group)
            while let arrival = try await group.next() {
                try await take(arrival, &progress)
                sync.effects.report(.fetching(sync.id, done: progress.done, total: max(total, progress.done)))
                try await refill(&progress, &group)
            }
        }
        outcome = progress.outcome
        if let limit = progress.batch.learntLimit { try await sync.account.learn { $0.multigetLimit = limit } }
    }

    private func refill(_ progress: inout Progress, _ group: inout ThrowingTaskGroup<Arrival, any Error>) async throws {
        while progress.requests < Self.inFlight {
            let rows = try await next(progress.batch.count, excluding: progress.flying)
            if rows.isEmpty { return }
            progress.requests += 1
            progress.flying.formUnion(rows.map(\.name.key))
            group.addTask { try await self.fetch(rows) }
        }
    }

    private func take(_ arrival: Arrival, _ progress: inout Progress) async throws {
        switch arrival {
        case .near(let keys):
            try await sync.account.commit { [id = sync.id] tx in try tx.markNear(in: id, keys: keys) }
        case .batch(let rows, let objects):
            try await apply(objects, to: rows, into: &progress.outcome)
            progress.batch.succeeded(count: rows.count, bytes: objects.reduce(0) { $0 + $1.size })
            (progress.done, progress.failures) = (progress.done + rows.count, 0)
            land(rows, &progress)
        case .failed(let rows, let error):
            progress.batch.failed(count: rows.count, isTooMuch: error.saysTooMuch)
            progress.failures += 1
            if progress.failures > Self.mostFailuresInARow { throw error }
            if rows.count == 1 { try await fail(rows, because: error) }
            land(rows, &progress)
        }
    }

    private func land(_ rows: [SyncRow], _ progress: inout Progress) {
        progress.requests -= 1
        progress.flying.subtract(rows.map(\.name.key))
    }

    private func total() async throws -> Int {
        let now = sync.situation.now
        return try await sync.account.commit { [id = sync.id] tx in
            for var row in try tx.retryable(in: id, now: now, limit: Self.nearThreshold) {
                (row.state, row.nextAttempt) = (.owed, nil)
                row.attempts = fetchAttemptsBeforeQuarantine - 1
                try tx.save(row)
            }
            let debts = try tx.debts(of: id)
            return debts.owed + debts.unverified
        }
    }

    private func next(_ count: Int, excluding flying: Set<HrefKey>) async throws -> [SyncRow] {
        let now = try await sync.effects.now().wall
        return try await sync.effects.read { [id = sync.id] in
            try $0.payable(in: id, now: now, limit: count, excluding: flying)
        }
    }

    private func near(_ now: Instant) async throws -> [HrefKey] {
        let range = TimeRange(
            start: now.seconds - Self.nearDays.back * 86_400, end: now.seconds + Self.nearDays.ahead * 86_400)
        do {
            return try await sync.server.members(of: sync.href, within: range)
        } catch is RemoteError {
            return []
        }
    }

    /// A failed batch is smaller next time; a failed single one counts against its item. Account-wide failures end the run.
    private func fetch(_ rows: [SyncRow]) async throws -> Arrival {
        do {
            return .batch(rows, try await sync.server.fetch(rows.map(\.name), in: sync.href))
        } catch let error as RemoteError where error.scope != .account && error.canBeTheItem {
            return .failed(rows, error)
        }
    }

    private func fail(_ rows: [SyncRow], because error: RemoteError) async throws {
        let (now, random) = (try await sync.effects.now().wall, try await sync.effects.random())
        let setAside = try await sync.account.commit { tx in
            try rows.compactMap { row -> HrefKey? in
                guard let current = try tx.syncRow(row.calendar, row.name.key) else { return nil }
                let failed = planFailedFetch(current, reason: error.message, now: now, random: random)
                try tx.save(failed)
                return failed.state == .quarantined ? failed.name.key : nil
            }
        }
        tellSetAside(setAside)
    }

    private func apply(
        _ objects: [FetchedObject], to rows: [SyncRow], into outcome: inout CalendarOutcome
    ) async throws {
        let context = try await sync.observationContext(run)
        let window = DeriveWindow(around: context.now)
        // What is not found first: an object may have gone on under the name of another of the batch.
        let observed = (objects.filter(\.isMissing) + objects.filter { !$0.isMissing }).map {
            Observation($0, window: window)
        }
        let isFirst = sync.situation.record.completeAt == nil
        let (counts, rewritten) = try await sync.account.commit(isFirst ? .normal : .full) { [id = sync.id] tx in
            var counts = CalendarOutcome()
            let rewritten = try tx.rewritten(observed, in: id)
            for observation in observed { try tx.apply(observation, context, counts: &counts) }
            return (counts, rewritten)
        }
        if let rewritten { try await sync.account.learn { $0.rewritesBodies = rewritten } }
        let kept = outcome
        outcome.add(counts)
        (outcome.isComplete, outcome.problem) = (kept.isComplete, kept.problem)
        tellSetAside(
            observed.compactMap { if case .unreadable(let key, _) = $0.verdict { key } else { nil } })
    }

    /// The reason may quote the text, which the journal must not hold; `almanac status` shows it.
    private func tellSetAside(_ items: [HrefKey]) {
        guard let first = items.first else { return }
        log.warning("items set aside", metadata: ["count": "\(items.count)", "href": "\(first)"])
    }
}

extension WriteTransaction {
    /// Whether one of our own PUTs is read back with other bytes and the same content; `nil` when none is among them.
    fileprivate func rewritten(_ observed: [Observation], in calendar: CalendarID) throws -> Bool? {
        var result: Bool?
        for seen in observed {
            guard case .object(let derived) = seen.verdict, let row = try syncRow(calendar, seen.key),
                row.state == .unverified || row.baseETag == nil, let base = try row.baseBody.flatMap({ try body($0) }),
                let object = try row.object.flatMap({ try object($0) }), object.checksum == derived.checksum
            else { continue }
            result = (result ?? false) || base != seen.body
        }
        return result
    }
}

extension FetchedObject {
    fileprivate var isMissing: Bool { outcome == .notFound }

    fileprivate var size: Int {
        if case .found(let body, _, _) = outcome { body.count } else { 0 }
    }
}

extension RemoteError {
    fileprivate var saysTooMuch: Bool { kind == .tooLarge || kind == .status(507) }

    /// A smaller batch, or this one item left out, may go better.
    fileprivate var canBeTheItem: Bool {
        switch kind {
        // Unreachable, and yet not the whole account: the connection broke off in the middle of an answer.
        case .tooLarge, .badAnswer, .timeout, .status, .unsupported, .forbidden, .unreachable: true
        default: false
        }
    }
}
