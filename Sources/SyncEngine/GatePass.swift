// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning
import RemoteCalendars

/// The one place where a deletion on the server becomes one here.
struct GatePass {
    let sync: CalendarSync
    let run: RunID
    let log: Logger

    private static let width = 200

    /// - Returns: how many deletions are held.
    func pass(into outcome: inout CalendarOutcome) async throws -> Int {
        let debts = try await sync.effects.read { [id = sync.id] in try $0.debts(of: id) }
        guard debts.gone + debts.goneApproved + debts.goneDirty > 0 else { return 0 }
        let decision = planGate(debts, budget: sync.account.policy.budget)
        let context = try await sync.observationContext(run)
        var (cursor, isLast) = (HrefKey?.none, false)
        while !isLast {
            let after = cursor
            let (page, deleted, parked) = try await sync.account.commit { [id = sync.id, server = sync.server] tx in
                let rows = try tx.goneRows(in: id, after: after, limit: Self.width)
                var (deleted, parked): (Int, [OutboxRow]) = (0, [])
                for row in rows where try tx.passes(row, decision) {
                    let place = server.shown(row.name.href)
                    deleted += try tx.applyGone(row, at: place, context, parked: &parked)
                }
                return (rows.map(\.name.key), deleted, parked)
            }
            outcome.deleted += deleted
            let settlement = Settlement(sync: sync, run: run, log: log)
            for edit in parked { settlement.tellRefused(edit, edit.lastError ?? "") }
            (cursor, isLast) = (page.last, page.count < Self.width)
        }
        guard case .held(let count) = decision else { return 0 }
        sync.tellHeld(count, of: debts.withBase, log)
        return count
    }
}

extension WriteTransaction {
    fileprivate func passes(_ row: SyncRow, _ decision: GateDecision) throws -> Bool {
        if decision == .open || row.isApproved { return true }
        return try isDirty(row)
    }

    private func isDirty(_ row: SyncRow) throws -> Bool {
        guard let id = row.object, let object = try object(id) else { return true }
        return object.localBody(in: row.calendar) != row.baseBody
    }

    private func isFollowed(_ calendar: CalendarID) throws -> Bool {
        try self.calendar(calendar).map { !$0.isDetached && $0.hiddenSince == nil } ?? false
    }

    /// - Parameter place: as people may see it.
    /// - Returns: 1 if an object went, 0 if a local edit kept it.
    fileprivate func applyGone(
        _ row: SyncRow, at place: String, _ context: ObservationContext, parked: inout [OutboxRow]
    ) throws -> Int {
        try remove(row.calendar, row.name.key)
        guard let id = row.object, let object = try object(id) else { return 0 }
        let local = object.localBody(in: row.calendar)
        // What never arrived was not deleted there. A calendar that is not followed says nothing about it.
        let isArriving =
            try local != nil
            && outbox(of: id).contains {
                try $0.calendar != row.calendar && $0.state != .parked && isFollowed($0.calendar)
            }
        guard !isArriving, local == nil || local == row.baseBody else {
            let edit = try recreate(object, was: row, route: isArriving ? .anew : nil, context)
            if edit.state == .parked { parked.append(edit) }
            return 0
        }
        // Our own deletion, of which somebody may want to hear.
        if local == nil, try outbox(id, in: row.calendar) != nil {
            try feed(.confirmed, calendar: row.calendar, event: EventID(object: id, recurrenceID: nil))
        }
        try removeOutbox(id, in: row.calendar)
        guard local != nil else { return 0 }
        _ = try put(
            id, in: row.calendar, body: nil, derived: nil,
            cause: context.cause("deleted on the server: \(place)"),
            remote: nil)
        return 1
    }

    /// Edited here, deleted there: the edit is kept, announced, and sent as a new object; one with attendees only when it is edited
    /// again, since a new object would invite them all once more.
    private func recreate(
        _ object: ObjectRow, was row: SyncRow, route: OutboxRow.Route?, _ context: ObservationContext
    ) throws -> OutboxRow {
        _ = try recordConflict(
            ConflictRecord(
                object: object.id, calendar: row.calendar,
                title: try event(EventID(object: object.id, recurrenceID: nil))?.title, base: row.baseBody,
                local: object.localBody, remote: nil, decision: "local edit kept over remote deletion",
                rule: context.policy.rawValue))
        let edit = try outbox(object.id, in: row.calendar)
        let hasGuests = try hasAttendees(object.id)
        try save(
            SyncRow(calendar: row.calendar, name: context.renamed(for: object.id), object: object.id, state: .clean))
        let anew = OutboxRow(
            object: object.id, calendar: row.calendar, operation: .create, name: context.renamed(for: object.id),
            state: hasGuests ? .parked : .queued,
            lastError: hasGuests ? "deleted on the server while edited here; sent again, it would invite anew" : nil,
            queuedAt: edit?.queuedAt ?? context.now, route: route)
        try save(anew)
        return anew
    }
}
