// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning
import RemoteCalendars

/// What an answer to a MOVE means, and what to do where the server cannot do it.
struct Moving {
    let settlement: Settlement
    private var sync: CalendarSync { settlement.sync }

    enum Decision {
        case settled(wantsRound: Bool)
        /// To be sent anew, at once.
        case sendAnew
    }

    /// After so many the server is taken not to move the item.
    private static let mostAttempts = 3

    init(_ settlement: Settlement) { self.settlement = settlement }

    func decide(
        _ answer: WriteOutcome, _ row: OutboxRow, from source: SyncRow, into outcome: inout CalendarOutcome
    ) async throws -> Decision {
        switch answer {
        case .done(let etag, let scheduleTag):
            try await confirm(row, from: source, etag: etag, scheduleTag: scheduleTag)
            outcome.pushed += 1
            return .settled(wantsRound: true)
        case .preconditionFailed, .notFound: return try await look(row, source, into: &outcome)
        // Xandikos finds a conflict with the very item that is moved.
        case .uidConflict, .refused:
            try await reroute(row)
            return .sendAnew
        case .locked, .busy, .readOnly, .doneElsewhere:
            return .settled(wantsRound: try await settlement.decide(answer, row, into: &outcome))
        }
    }

    /// Refused for its UID because it still stands in the old calendar: it is deleted there first.
    ///
    /// - Returns: whether that was the reason.
    func makeRoom(after answer: WriteOutcome, _ row: OutboxRow) async throws -> Bool {
        guard row.operation == .create, case .uidConflict(let twin) = answer else { return false }
        return try await sync.account.commit { tx in
            let sources = try tx.moveSources(of: row.object, to: row.calendar)
            guard var current = try tx.outbox(row.object, in: row.calendar), current.route != .afterDeletion,
                sources.contains(where: { source in
                    source.state != .quarantined && twin.map { source.name.isNamed($0) } ?? true
                }),
                let object = try tx.object(row.object), try !tx.hasAttendees(object.id),
                try tx.objects(uid: object.uid, in: row.calendar).allSatisfy({ $0.id == object.id })
            else { return false }
            (current.route, current.state, current.sentBody, current.sentRevision) = (.afterDeletion, .queued, nil, nil)
            try tx.save(current)
            return true
        }
    }

    /// It is there already, or changed in the old calendar, or gone from it, or the server means something else.
    private func look(
        _ row: OutboxRow, _ source: SyncRow, into outcome: inout CalendarOutcome
    ) async throws -> Decision {
        guard let there = try await get(row.name, for: row) else { return .settled(wantsRound: false) }
        if case .found = there {
            let fetched = FetchedObject(key: row.name.key, outcome: there)
            return .settled(wantsRound: try await settlement.meet(fetched, row, into: &outcome))
        }
        guard let here = try await get(source.name, for: row) else { return .settled(wantsRound: false) }
        if case .found(_, let etag, _) = here, row.attempts <= Self.mostAttempts,
            !(etag.flatMap { source.baseETag?.isSameVersion(as: $0) } ?? false)
        {
            try await owe(source, row)
            return .settled(wantsRound: true)
        }
        try await reroute(row)
        return .sendAnew
    }

    private func get(_ name: RemoteName, for row: OutboxRow) async throws -> FetchedObject.Outcome? {
        do {
            let found = try await sync.server.get(name)
            guard case .failed(let reason) = found else { return found }
            try await settlement.postpone(row, after: nil, reason: reason, keepSent: true)
        } catch let error as RemoteError where error.scope != .account {
            try await settlement.postpone(row, after: nil, reason: error.message, keepSent: true)
        }
        return nil
    }

    private func reroute(_ row: OutboxRow) async throws {
        try await requeue(row) { _, current in current.route = .anew }
    }

    /// What changed in the old calendar is pulled before the item is moved.
    private func owe(_ source: SyncRow, _ row: OutboxRow) async throws {
        try await requeue(row) { tx, _ in
            guard var known = try tx.syncRow(source.calendar, source.name.key) else { return }
            (known.state, known.seenETag, known.attempts, known.nextAttempt) = (.owed, nil, 0, nil)
            try tx.save(known)
        }
    }

    private func requeue(
        _ row: OutboxRow, _ change: @escaping @Sendable (WriteTransaction, inout OutboxRow) throws -> Void
    ) async throws {
        try await sync.account.commit { tx in
            guard var current = try tx.outbox(row.object, in: row.calendar) else { return }
            (current.state, current.sentBody, current.sentRevision) = (.queued, nil, nil)
            try change(tx, &current)
            try tx.save(current)
        }
    }

    /// The new calendar has what the old one had; what was edited since stays dirty there. The old one keeps its row
    /// until a list says that it is gone there, or a DELETE finds it so: there are servers that say yes to anything.
    private func confirm(_ row: OutboxRow, from source: SyncRow, etag: ETag?, scheduleTag: String?) async throws {
        let (run, now) = (settlement.run, try await sync.effects.now().wall)
        try await sync.account.commit { tx in
            guard let object = try tx.object(row.object) else { return }
            let event = EventID(object: object.id, recurrenceID: nil)
            try tx.journal(
                .confirmed, object: object.id, calendar: row.calendar,
                cause: Cause(origin: .local, run: run, words: "sent to the server: move"), before: source.baseBody,
                after: row.sentBody, title: try tx.event(event)?.title, from: source.calendar)
            var agreed = SyncRow(calendar: row.calendar, name: row.name, object: object.id, state: .unverified)
            (agreed.baseBody, agreed.lastSync) = (row.sentBody, now)
            (agreed.baseETag, agreed.seenETag, agreed.scheduleTag) = (etag, etag, scheduleTag)
            try tx.save(agreed)
            if object.calendar == row.calendar {
                try tx.stamp(object.id, remote: RemoteStamp(name: row.name, etag: etag, agreedAt: now))
            }
            try tx.close(row, object: object)
            if object.calendar == source.calendar { try tx.comeBack(object, to: source, now: now) }
            try tx.feed(.confirmed, calendar: row.calendar, event: event, range: nil)
        }
    }
}

extension WriteTransaction {
    /// Moved back meanwhile: nothing stands there any more, so it has to come back on the server as well.
    fileprivate func comeBack(_ object: ObjectRow, to source: SyncRow, now: Instant) throws {
        try remove(source.calendar, source.name.key)
        try removeOutbox(object.id, in: source.calendar)
        guard object.localBody != nil else { return }
        try save(SyncRow(calendar: source.calendar, name: source.name, object: object.id, state: .clean))
        try save(
            OutboxRow(
                object: object.id, calendar: source.calendar, operation: .create, name: source.name, queuedAt: now))
    }
}

extension RemoteName {
    /// By the last part of the path: servers name one item by path or by URL.
    fileprivate func isNamed(_ other: RemoteName) -> Bool {
        key == other.key || key.rawValue.split(separator: "/").last == other.key.rawValue.split(separator: "/").last
    }
}
