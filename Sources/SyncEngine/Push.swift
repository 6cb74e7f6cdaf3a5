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
        /// The server moves it from there.
        var source: SyncRow?
    }

    /// - Returns: whether another round has to read something back or try again.
    func push(into outcome: inout CalendarOutcome) async throws -> Bool {
        let due = try await due()
        var (wantsRound, canMove) = (false, try await sync.account.capabilities().move ?? true)
        for (index, (edit, revision)) in due.enumerated() {
            sync.effects.report(.sending(sync.id, done: index, total: due.count))
            switch edit.step {
            case .hold(let reason): try await hold(edit.row, reason)
            case .settle:
                wantsRound =
                    try await Settlement(sync: sync, run: run, log: log)
                    .settle(edit.row, refusedETag: nil, into: &outcome) || wantsRound
            case .send:
                let sent = try await send(edit.row, revision, &canMove, into: &outcome)
                wantsRound = sent.wantsRound || wantsRound
                if sent.isBusy { return wantsRound }
            }
        }
        return wantsRound
    }

    /// With the revision of the object that was decided about.
    private func due() async throws -> [(edit: DueEdit, revision: Int64?)] {
        let (now, policy) = (try await sync.effects.now().wall, sync.account.policy)
        return try await sync.effects.read { [id = sync.id] reader in
            try reader.dueEdits(in: id, policy: policy, now: now).map {
                (edit: $0, revision: try reader.object($0.row.object)?.revision)
            }
        }
    }

    private func hold(_ row: OutboxRow, _ hold: HoldReason) async throws {
        let (reason, command) =
            switch hold {
            case .deletions: ("too many deletions at once", "almanac sync --approve-deletions \(sync.id)")
            case .mail(let people):
                ("the server would mail \(people) people", "almanac sync --approve-mail \(sync.id)")
            }
        let mark = OutboxRow.heldMark(reason, command)
        sync.tellHeld(mark, log)
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar) else { return }
            current.state = .held
            current.lastError = mark
            try tx.save(current)
        }
    }

    /// - Parameter canMove: whether the server moves items; learnt from the first that it takes or refuses to.
    private func send(
        _ row: OutboxRow, _ revision: Int64?, _ canMove: inout Bool, into outcome: inout CalendarOutcome
    ) async throws -> (wantsRound: Bool, isBusy: Bool) {
        let settlement = Settlement(sync: sync, run: run, log: log)
        if try await looksForETag(row) {
            let wantsRound = try await settlement.settle(row, refusedETag: nil, into: &outcome)
            // Without an answer it has not been looked for.
            if !wantsRound { try await forgetAttempts(row) }
            return (wantsRound, false)
        }
        guard let parcel = try await pack(row, revision, canMove: canMove) else { return (false, false) }
        do {
            let answer = try await deliver(parcel)
            let isBusy = if case .busy = answer { true } else { false }
            guard let source = parcel.source else {
                if try await Moving(settlement).makeRoom(after: answer, parcel.row) { return (true, false) }
                return (try await settlement.decide(answer, parcel.row, into: &outcome), isBusy)
            }
            switch try await Moving(settlement).decide(answer, parcel.row, from: source, into: &outcome) {
            case .settled(let wantsRound):
                if case .done = answer { try await sync.account.learn { $0.move = true } }
                return (wantsRound, isBusy)
            case .sendAnew:
                canMove = false
                try await sync.account.learn { $0.move = false }
            }
        } catch let error as RemoteError {
            try await failed(parcel.row, error)
            if error.scope == .account { throw error }
            return (false, false)
        }
        return try await send(row, revision, &canMove, into: &outcome)
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

    private func forgetAttempts(_ row: OutboxRow) async throws {
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar), current.sentBody == nil else { return }
            current.attempts = 0
            try tx.save(current)
        }
    }

    /// Written down before the request leaves: from here on a lost answer is looked for, never guessed.
    private func pack(_ row: OutboxRow, _ revision: Int64?, canMove: Bool) async throws -> Parcel? {
        let capabilities = try await sync.account.capabilities()
        let limit = sync.situation.remote.maxResourceSize
        let (parcel, refusal) = try await sync.account.commit { tx -> (Parcel?, String?) in
            guard var current = try tx.outbox(row.object, in: row.calendar), let object = try tx.object(row.object)
            else { return (nil, nil) }
            // Edited since it was decided whom it would reach: that is decided anew, in the run that the edit asks for.
            if object.revision != revision { return (nil, nil) }
            let known = try tx.syncRow(of: row.object, in: row.calendar)
            guard let operation = neededOperation(local: object.localBody(in: row.calendar), base: known?.baseBody)
            else {
                try tx.removeOutbox(row.object, in: row.calendar)
                // Made here, never seen there, and deleted here again.
                if let known, known.baseBody == nil { try tx.remove(row.calendar, known.name.key) }
                return (nil, nil)
            }
            if operation != .create, known?.baseETag == nil {
                return (
                    nil,
                    try tx.park(current, "the server gives no ETag for this item, so that it cannot be changed safely")
                )
            }
            if let stage = try tx.moveStage(of: row), stage != .left { return (nil, nil) }
            let passage = operation == .create ? try tx.passage(of: current, canMove: canMove) : .send
            let local = object.localBody(in: row.calendar)
            let body = try passage.source == nil ? local.flatMap { try tx.body($0) } ?? [] : []
            if let reason = passage.refusal ?? tooLarge(body, limit) {
                return (nil, try tx.park(current, reason))
            }
            current.operation = operation
            current.name = known?.name ?? current.name
            let source = passage.source
            (current.sentBody, current.sentRevision) = (source?.baseBody ?? local, object.revision)
            (current.state, current.attempts) = (.sent, current.attempts + 1)
            try tx.save(current)
            let parcel = Parcel(
                row: current, body: body,
                precondition: precondition(
                    operation, etag: known?.baseETag, scheduleTag: known?.scheduleTag,
                    schedules: capabilities.scheduling == true),
                etag: source?.baseETag ?? known?.baseETag, source: source)
            return (parcel, nil)
        }
        if let refusal { Settlement(sync: sync, run: run, log: log).tellRefused(row, refusal) }
        return parcel
    }

    private func deliver(_ parcel: Parcel) async throws -> WriteOutcome {
        let name = parcel.row.name
        if let source = parcel.source, let etag = parcel.etag {
            return try await sync.server.move(source.name, to: name, etag: etag)
        }
        guard parcel.row.operation == .delete else {
            return try await sync.server.put(name, body: parcel.body, precondition: parcel.precondition)
        }
        guard let etag = parcel.etag else { return .refused("no ETag is known") }
        return try await sync.server.delete(name, etag: etag)
    }

    private func failed(_ row: OutboxRow, _ error: RemoteError) async throws {
        let (now, random) = (try await sync.effects.now().wall, try await sync.effects.random())
        log.notice(
            "edit not sent", metadata: ["href": "\(sync.server.shown(row.name.href))", "reason": "\(error.message)"])
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

extension WriteTransaction {
    /// - Returns: the reason.
    fileprivate func park(_ row: OutboxRow, _ reason: String) throws -> String {
        var parked = row
        (parked.state, parked.lastError) = (.parked, reason)
        try save(parked)
        return reason
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

private func tooLarge(_ body: [UInt8], _ limit: Int?) -> String? {
    guard let limit, limit > 0, body.count > limit else { return nil }
    return "it is larger than the server takes: \(body.count) bytes of \(limit)"
}
