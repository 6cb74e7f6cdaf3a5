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
        var precondition: Precondition
        var etag: ETag?
    }

    /// - Returns: whether another round has to read something back or try again.
    func push(into outcome: inout CalendarOutcome) async throws -> Bool {
        let due = try await due()
        var wantsRound = false
        for (index, edit) in due.enumerated() {
            sync.effects.report(.sending(sync.id, done: index, total: due.count))
            switch edit.step {
            case .hold: try await hold(edit.row)
            case .settle:
                wantsRound =
                    try await Settlement(sync: sync, run: run, log: log)
                    .settle(edit.row, refusedETag: nil, into: &outcome) || wantsRound
            case .send:
                let sent = try await send(edit.row, into: &outcome)
                wantsRound = sent.wantsRound || wantsRound
                if sent.isBusy { return wantsRound }
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
            for row in rows { pull[row.object] = try reader.syncRow(of: row.object, in: id)?.state }
            return planOutbox(
                rows, pull: pull, now: now, budget: budget, withBase: try reader.debts(of: id).withBase)
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

    private func send(
        _ row: OutboxRow, into outcome: inout CalendarOutcome
    ) async throws -> (wantsRound: Bool, isBusy: Bool) {
        let settlement = Settlement(sync: sync, run: run, log: log)
        if try await looksForETag(row) {
            return (try await settlement.settle(row, refusedETag: nil, into: &outcome), false)
        }
        guard let parcel = try await pack(row) else { return (false, false) }
        do {
            let answer = try await deliver(parcel)
            let wantsRound = try await settlement.decide(answer, parcel.row, into: &outcome)
            if case .busy = answer { return (wantsRound, true) }
            return (wantsRound, false)
        } catch let error as RemoteError {
            try await failed(parcel.row, error)
            if error.scope == .account { throw error }
            return (false, false)
        }
    }

    /// What stands on the server without a known ETag is looked at by GET, once, which may give one.
    private func looksForETag(_ row: OutboxRow) async throws -> Bool {
        let isMissing = try await sync.effects.read { reader in
            guard row.attempts == 0, let known = try reader.syncRow(of: row.object, in: row.calendar) else {
                return false
            }
            return known.baseBody != nil && known.baseETag == nil
        }
        guard isMissing else { return false }
        return try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar) else { return false }
            current.attempts += 1
            try tx.save(current)
            return true
        }
    }

    /// Written down before the request leaves: from here on a lost answer is looked for, never guessed.
    private func pack(_ row: OutboxRow) async throws -> Parcel? {
        let capabilities = try await sync.account.capabilities()
        let limit = sync.situation.remote.maxResourceSize
        return try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar), let object = try tx.object(row.object)
            else { return nil }
            let known = try tx.syncRow(of: row.object, in: row.calendar)
            guard let operation = neededOperation(local: object.localBody, base: known?.baseBody) else {
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
            let body = try object.localBody.flatMap { try tx.body($0) } ?? []
            if let limit, limit > 0, body.count > limit {
                current.state = .parked
                current.lastError = "it is larger than the server takes: \(body.count) bytes of \(limit)"
                try tx.save(current)
                return nil
            }
            current.operation = operation
            current.name = known?.name ?? current.name
            (current.sentBody, current.sentRevision) = (object.localBody, object.revision)
            (current.state, current.attempts) = (.sent, current.attempts + 1)
            try tx.save(current)
            return Parcel(
                row: current, body: body,
                precondition: precondition(
                    operation, etag: known?.baseETag, scheduleTag: known?.scheduleTag,
                    schedules: capabilities.scheduling == true),
                etag: known?.baseETag)
        }
    }

    private func deliver(_ parcel: Parcel) async throws -> WriteOutcome {
        let name = parcel.row.name
        guard parcel.row.operation == .delete else {
            return try await sync.server.put(name, body: parcel.body, precondition: parcel.precondition)
        }
        guard let etag = parcel.etag else { return .refused("no ETag is known") }
        return try await sync.server.delete(name, etag: etag)
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

/// Only one of the two headers. A schedule tag is given to items with attendees, by servers that send the invitations: with
/// it an attendee's reply in between is no mismatch (RFC 6638 §3.2.10).
private func precondition(
    _ operation: OutboxRow.Operation, etag: ETag?, scheduleTag: String?, schedules: Bool
) -> Precondition {
    guard operation != .create, let etag else { return .absent }
    if schedules, let scheduleTag { return .schedule(scheduleTag) }
    return .matches(etag)
}
