// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning
import RemoteCalendars

/// What an answer to a PUT or DELETE means, and what to do when there was none.
struct Settlement {
    let sync: CalendarSync
    let run: RunID
    let log: Logger

    /// - Returns: whether another round is wanted.
    func decide(_ answer: WriteOutcome, _ row: OutboxRow, into outcome: inout CalendarOutcome) async throws -> Bool {
        switch answer {
        case .done(let etag, let scheduleTag):
            try await confirm(row, etag: etag, scheduleTag: scheduleTag)
            if row.operation != .delete { try await sync.account.learn { $0.etagOnPut = etag != nil } }
            outcome.pushed += 1
            return true
        case .preconditionFailed, .notFound:
            // Refused, so it is not what stands there; an earlier PUT of ours may be.
            if row.operation == .create { try await forgetSent(row) }
            let base = try await sync.effects.read { try $0.syncRow(of: row.object, in: row.calendar)?.baseETag }
            return try await settle(
                row, refusedETag: base, isRefused: answer == .preconditionFailed, into: &outcome)
        case .doneElsewhere(let name):
            try await confirm(row, etag: nil, scheduleTag: nil)
            try await takeOver(name, for: row)
            outcome.pushed += 1
            return true
        case .uidConflict(let name):
            if let found = try await twin(of: row, named: name) {
                return try await meet(found, row, into: &outcome)
            }
            let place = name.map { " at \(sync.server.shown($0.href))" } ?? ", or in its trash"
            try await park(row, "another item with the same UID stands in this account\(place)")
        case .readOnly:
            try await park(row, "the server lets nobody but others write to this calendar")
            try await learnReadOnly()
        case .refused(let reason): try await park(row, reason)
        case .locked(let after): try await postpone(row, after: after, reason: "it is locked on the server")
        case .busy(let after, let reason): try await postpone(row, after: after, reason: reason)
        }
        return false
    }

    private func learnReadOnly() async throws {
        try await sync.account.commit { [id = sync.id] tx in
            guard var record = try tx.calendar(id), record.isWritable else { return }
            record.isWritable = false
            try tx.save(record)
            try tx.feed(.calendar, calendar: id, event: nil, range: nil)
        }
    }

    /// Looks at what stands on the server, and lets it meet the object like any other remote change.
    ///
    /// - Parameters:
    ///   - refusedETag: the etag that was just refused with 412. If it still stands there, nobody was faster: the server
    ///     refuses the text itself (Radicale, Xandikos).
    ///   - isRefused: 412 was the answer; to a create of what is not there it can only mean the text.
    func settle(
        _ row: OutboxRow, refusedETag: ETag?, isRefused: Bool = false, into outcome: inout CalendarOutcome
    ) async throws -> Bool {
        let found: FetchedObject.Outcome
        do {
            found = try await sync.server.get(row.name)
        } catch let error as RemoteError where error.scope != .account {
            try await postpone(row, after: nil, reason: error.message, keepSent: true)
            return false
        }
        switch found {
        case .failed(let reason):
            try await postpone(row, after: nil, reason: reason, keepSent: true)
            return false
        case .notFound where isRefused && row.operation == .create:
            try await park(row, "the server refuses this item (412) though nothing stands in its place")
            return false
        case .notFound: return try await settleAbsence(row, into: &outcome)
        case .found(_, let etag?, _) where refusedETag?.isSameVersion(as: etag) == true && row.operation != .create:
            try await park(row, "the server refuses this version of the item (412) though nobody else changed it")
            return false
        case .found: return try await meet(FetchedObject(key: row.name.key, outcome: found), row, into: &outcome)
        }
    }

    private func settleAbsence(_ row: OutboxRow, into outcome: inout CalendarOutcome) async throws -> Bool {
        if row.operation == .delete {
            try await confirm(row, etag: nil, scheduleTag: nil)
            outcome.pushed += 1
            return false
        }
        let (now, random) = (try await sync.effects.now().wall, try await sync.effects.random())
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar) else { return }
            if row.operation == .create {
                (current.state, current.sentBody, current.sentRevision) = (.queued, nil, nil)
            } else if var known = try tx.syncRow(of: row.object, in: row.calendar) {
                // No evidence yet: a whole listing and the gate decide, and the edit stays as it is.
                (known.state, known.seenETag, known.nextAttempt) = (.owed, nil, nil)
                try tx.save(known)
                try tx.forgetToken(of: row.calendar)
                current.nextAttempt = now + Backoff().delay(failures: current.attempts, random: random)
            }
            try tx.save(current)
        }
        return true
    }

    private func forgetSent(_ row: OutboxRow) async throws {
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar) else { return }
            (current.sentBody, current.sentRevision) = (nil, nil)
            try tx.save(current)
        }
    }

    func meet(
        _ fetched: FetchedObject, _ row: OutboxRow, into outcome: inout CalendarOutcome
    ) async throws -> Bool {
        let context = try await sync.observationContext(run)
        let seen = Observation(fetched, window: DeriveWindow(around: context.now))
        let counts = try await sync.account.commit { tx in
            var counts = CalendarOutcome()
            try tx.apply(seen, context, counts: &counts)
            return counts
        }
        outcome.conflicts += counts.conflicts
        outcome.changed += counts.changed
        return true
    }

    /// Base becomes what the server took. An edit made meanwhile stays dirty.
    private func confirm(_ row: OutboxRow, etag: ETag?, scheduleTag: String?) async throws {
        let (run, now) = (run, try await sync.effects.now().wall)
        try await sync.account.commit { tx in
            guard let object = try tx.object(row.object) else { return }
            let known = try tx.syncRow(of: row.object, in: row.calendar)
            let event = EventID(object: row.object, recurrenceID: nil)
            try tx.journal(
                .confirmed, object: row.object, calendar: row.calendar,
                cause: Cause(origin: .local, run: run, words: "sent to the server: \(row.operation.rawValue)"),
                before: known?.baseBody, after: row.sentBody, title: try tx.event(event)?.title)
            if row.operation == .delete {
                try tx.remove(row.calendar, row.name.key)
            } else {
                var agreed = known ?? SyncRow(calendar: row.calendar, name: row.name, state: .unverified)
                (agreed.object, agreed.baseBody) = (row.object, row.sentBody)
                (agreed.baseETag, agreed.seenETag, agreed.scheduleTag) = (etag, etag, scheduleTag)
                (agreed.state, agreed.attempts, agreed.nextAttempt, agreed.lastError) = (.unverified, 0, nil, nil)
                agreed.lastSync = now
                try tx.save(agreed)
                if object.calendar == row.calendar {
                    try tx.stamp(row.object, remote: RemoteStamp(name: row.name, etag: etag, agreedAt: now))
                }
            }
            try tx.close(row, object: object)
            try tx.feed(.confirmed, calendar: row.calendar, event: event, range: nil)
        }
    }

    private func park(_ row: OutboxRow, _ reason: String) async throws {
        tellRefused(row, reason)
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar) else { return }
            if let object = try tx.object(row.object), object.revision != row.sentRevision {
                // Changed meanwhile: that version has not been refused.
                let base = try tx.syncRow(of: row.object, in: row.calendar)?.baseBody
                current.operation =
                    neededOperation(local: object.localBody(in: row.calendar), base: base) ?? current.operation
                (current.state, current.sentBody, current.sentRevision) = (.queued, nil, nil)
                (current.attempts, current.nextAttempt, current.lastError) = (0, nil, reason)
                return try tx.save(current)
            }
            (current.state, current.lastError) = (.parked, reason)
            try tx.save(current)
            try tx.feed(
                .refused, calendar: row.calendar, event: EventID(object: row.object, recurrenceID: nil), range: nil)
        }
    }

    func tellRefused(_ row: OutboxRow, _ reason: String) {
        log.warning("edit refused", metadata: ["href": "\(sync.server.shown(row.name.href))", "reason": "\(reason)"])
    }

    func postpone(_ row: OutboxRow, after: Duration?, reason: String, keepSent: Bool = false) async throws {
        let (now, random) = (try await sync.effects.now().wall, try await sync.effects.random())
        log.notice("edit not sent", metadata: ["href": "\(sync.server.shown(row.name.href))", "reason": "\(reason)"])
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar) else { return }
            if !keepSent { current.state = .queued }
            current.lastError = reason
            current.nextAttempt =
                now + Backoff().delay(failures: current.attempts, retryAfter: after, random: random)
            try tx.save(current)
        }
    }
}

extension WriteTransaction {
    /// The outbox row goes if the object is no longer dirty; else it stands for the edit made meanwhile.
    func close(_ row: OutboxRow, object: ObjectRow) throws {
        let base = row.operation == .delete ? nil : row.sentBody
        guard let operation = neededOperation(local: object.localBody(in: row.calendar), base: base) else {
            return try removeOutbox(row.object, in: row.calendar)
        }
        var next = row
        (next.operation, next.state, next.attempts, next.nextAttempt) = (operation, .queued, 0, nil)
        next.isApproved = false
        (next.sentBody, next.sentRevision, next.lastError, next.route) = (nil, nil, nil, nil)
        if row.operation == .delete {
            try save(SyncRow(calendar: row.calendar, name: row.name, object: row.object, state: .clean))
        }
        try save(next)
    }
}
