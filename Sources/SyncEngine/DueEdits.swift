// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Planning

extension StoreReading {
    /// What the calendar's outbox asks for now, within the limits of the settings.
    func dueEdits(in id: CalendarID, policy: SyncPolicy, now: Instant) throws -> [DueEdit] {
        let rows = try outbox(in: id)
        guard !rows.isEmpty else { return [] }
        var pull: [ObjectID: PullState] = [:]
        var moves: [ObjectID: MoveStage] = [:]
        for row in rows {
            pull[row.object] = try syncRow(of: row.object, in: id)?.state
            moves[row.object] = try moveStage(of: row)
        }
        return planOutbox(
            rows, pull: pull, now: now, budget: policy.budget, withBase: try debts(of: id).withBase,
            mail: try mailGuard(of: id.account, for: id, limit: policy.mailGuard), moves: moves)
    }

    /// Whether an edit was held that the limits, which may be others since, let go.
    func hasFreedEdits(_ rows: [OutboxRow], in id: CalendarID, policy: SyncPolicy, now: Instant) throws -> Bool {
        guard rows.contains(where: { $0.state == .held && !$0.isApproved }) else { return false }
        return try dueEdits(in: id, policy: policy, now: now).contains { $0.row.state == .held }
    }
}
