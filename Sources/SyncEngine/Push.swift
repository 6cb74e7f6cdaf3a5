// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning
import RemoteCalendars

/// Sends local edits, one at a time, each under the etag of the version that was edited.
struct Push {
    let sync: CalendarSync
    let run: RunID
    let log: Logger

    /// What leaves: computed from the object as it stands when it leaves.
    private struct Parcel: Sendable {
        var row: OutboxRow
        var body: [UInt8]
        var etag: ETag?
        /// The server moves it from there.
        var source: SyncRow?
    }

    /// - Returns: whether another round has to read something back or try again.
    func push(into outcome: inout CalendarOutcome) async throws -> Bool {
        let due = try await due()
        var (wantsRound, canMove) = (false, true)
        for (index, edit) in due.enumerated() {
            sync.effects.report(.sending(sync.id, done: index, total: due.count))
            switch edit.step {
            case .hold: try await hold(edit.row)
            case .settle:
                wantsRound =
                    try await Settlement(sync: sync, run: run, log: log)
                    .settle(edit.row, refusedETag: nil, into: &outcome) || wantsRound
            case .send: wantsRound = try await send(edit.row, &canMove, into: &outcome) || wantsRound
            }
        }
        return wantsRound
    }

    private func due() async throws -> [DueEdit] {
        let (now, budget) = (try await sync.effects.now().wall, sync.account.policy.budget)
        return try await sync.effects.read { [id = sync.id] reader in
            let rows = try reader.outbox(in: id)
            guard !rows.isEmpty else { return [] }
            var pull: [ObjectID: PullState] = [:]
            var moves: [ObjectID: MoveStage] = [:]
            for row in rows {
                pull[row.object] = try reader.syncRow(of: row.object, in: id)?.state
                moves[row.object] = try reader.moveStage(of: row)
            }
            return planOutbox(
                rows, pull: pull, now: now, budget: budget, withBase: try reader.debts(of: id).withBase,
                moves: moves)
        }
    }

    private func hold(_ row: OutboxRow) async throws {
        log.warning("deletion held", metadata: ["approve": "almanac sync --approve-deletions \(sync.id)"])
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar) else { return }
            current.state = .held
            current.lastError = "too many deletions at once"
            try tx.save(current)
        }
    }

    /// - Parameter canMove: whether the server moves items; learnt from the first that it refuses to.
    private func send(
        _ row: OutboxRow, _ canMove: inout Bool, into outcome: inout CalendarOutcome
    ) async throws -> Bool {
        guard let parcel = try await pack(row, canMove: canMove) else { return false }
        let settlement = Settlement(sync: sync, run: run, log: log)
        do {
            let answer = try await deliver(parcel)
            guard let source = parcel.source else {
                if try await Moving(settlement).makeRoom(after: answer, parcel.row) { return true }
                return try await settlement.decide(answer, parcel.row, into: &outcome)
            }
            switch try await Moving(settlement).decide(answer, parcel.row, from: source, into: &outcome) {
            case .settled(let wantsRound): return wantsRound
            case .sendAnew: canMove = false
            }
        } catch let error as RemoteError {
            try await failed(parcel.row, error)
            if error.scope == .account { throw error }
            return false
        }
        return try await send(row, &canMove, into: &outcome)
    }

    /// Written down before the request leaves: from here on a lost answer is looked for, never guessed.
    private func pack(_ row: OutboxRow, canMove: Bool) async throws -> Parcel? {
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar), let object = try tx.object(row.object)
            else { return nil }
            let known = try tx.syncRow(of: row.object, in: row.calendar)
            guard let operation = neededOperation(local: object.localBody(in: row.calendar), base: known?.baseBody)
            else {
                try tx.removeOutbox(row.object, in: row.calendar)
                // Made here, never seen there, and deleted here again.
                if let known, known.baseBody == nil { try tx.remove(row.calendar, known.name.key) }
                return nil
            }
            if operation != .create, known?.baseETag == nil {
                current.state = .parked
                current.lastError = "the server gives no ETag for this item, so that it cannot be changed safely"
                try tx.save(current)
                return nil
            }
            if let stage = try tx.moveStage(of: row), stage != .left { return nil }
            let passage = operation == .create ? try tx.passage(of: current, canMove: canMove) : .send
            if let reason = passage.refusal {
                (current.state, current.lastError) = (.parked, reason)
                try tx.save(current)
                return nil
            }
            current.operation = operation
            current.name = known?.name ?? current.name
            let (local, source) = (object.localBody(in: row.calendar), passage.source)
            (current.sentBody, current.sentRevision) = (source?.baseBody ?? local, object.revision)
            (current.state, current.attempts) = (.sent, current.attempts + 1)
            try tx.save(current)
            let body = try source == nil ? local.flatMap { try tx.body($0) } ?? [] : []
            return Parcel(row: current, body: body, etag: source?.baseETag ?? known?.baseETag, source: source)
        }
    }

    private func deliver(_ parcel: Parcel) async throws -> WriteOutcome {
        let name = parcel.row.name
        if let source = parcel.source, let etag = parcel.etag {
            return try await sync.server.move(source.name, to: name, etag: etag)
        }
        switch (parcel.row.operation, parcel.etag) {
        case (.create, _): return try await sync.server.put(name, body: parcel.body, precondition: .absent)
        case (.update, let etag?):
            return try await sync.server.put(name, body: parcel.body, precondition: .matches(etag))
        case (.delete, let etag?): return try await sync.server.delete(name, etag: etag)
        case (.update, nil), (.delete, nil): return .refused("no ETag is known")
        }
    }

    private func failed(_ row: OutboxRow, _ error: RemoteError) async throws {
        let (now, random) = (try await sync.effects.now().wall, try await sync.effects.random())
        log.warning("edit not sent", metadata: ["href": "\(row.name.href)", "reason": "\(error.message)"])
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar) else { return }
            current.lastError = error.message
            // An unknown outcome stays `sent`: the next thing is a GET.
            if !error.isOutcomeUnknown { current.state = .queued }
            var retryAfter: Duration?
            if case .later(let after) = error.retry { retryAfter = after }
            current.nextAttempt =
                now + Backoff().delay(failures: current.attempts, retryAfter: retryAfter, random: random)
            try tx.save(current)
        }
    }
}
