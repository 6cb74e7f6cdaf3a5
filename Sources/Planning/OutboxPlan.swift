// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// What to do with one row of the outbox in this round.
package enum OutboxStep: Hashable, Sendable {
    case send
    /// A request left and its answer is not known: look first.
    case settle
    /// Waits for a person.
    case hold(HoldReason)
}

package enum HoldReason: Hashable, Sendable {
    /// Part of too many deletions at once.
    case deletions
    /// Part of a run that would make the server mail so many people.
    case mail(Int)
}

package struct DueEdit: Equatable, Sendable {
    package var row: OutboxRow
    package var step: OutboxStep
    package init(row: OutboxRow, step: OutboxStep) {
        self.row = row
        self.step = step
    }
}

/// Chooses what leaves in this round, oldest first.
///
/// - Parameters:
///   - pull: the state of the pull for each object; only a clean one is pushed: an edit of what the server rewrote would
///     take the rewriting back.
///   - withBase: the calendar's rows with a base, which the deletion budget is a share of.
///   - mail: whom the server would mail; the budget of people is the account's.
///   - moves: the edits that are part of a move. To delete what was moved away loses nothing, so no budget counts it.
package func planOutbox(
    _ rows: [OutboxRow], pull: [ObjectID: PullState], now: Instant, budget: DeletionBudget, withBase: Int,
    mail: MailGuard = .off, moves: [ObjectID: MoveStage] = [:]
) -> [DueEdit] {
    func counts(_ row: OutboxRow) -> Bool { row.operation == .delete && !row.isApproved && moves[row.object] == nil }
    let deletions = rows.filter { counts($0) && $0.state != .parked }
    let holds = !budget.allows(deletions.count, of: withBase)
    let excess = mail.excess(of: rows)
    func holdReason(_ row: OutboxRow) -> HoldReason? {
        if row.isApproved { return nil }
        if holds, counts(row) { return .deletions }
        guard let excess, mail.recipients[row.object]?.isEmpty == false else { return nil }
        return .mail(excess)
    }
    return rows.sorted { ($0.queuedAt, $0.object) < ($1.queuedAt, $1.object) }.compactMap { row in
        guard row.isDue(at: now) else { return nil }
        switch pull[row.object] {
        case .owed, .unverified, .gone, .quarantined: return nil
        case .clean, nil: break
        }
        switch moves[row.object] {
        case .leaving where row.state != .sent, .arriving where row.state != .sent: return nil
        default: break
        }
        switch row.state {
        case .parked: return nil
        case .sent: return DueEdit(row: row, step: .settle)
        case .held: return holdReason(row) == nil ? DueEdit(row: row, step: .send) : nil
        case .queued: return DueEdit(row: row, step: holdReason(row).map { .hold($0) } ?? .send)
        }
    }
}

/// What the object's two sides ask for now, whatever the outbox row said when it was written.
///
/// - Returns: `nil` when nothing is left to send.
package func neededOperation(local: BodyID?, base: BodyID?) -> OutboxRow.Operation? {
    switch (local, base) {
    case (nil, nil): nil
    case (nil, _?): .delete
    case (_?, nil): .create
    case (let local?, let base?): local == base ? nil : .update
    }
}
