// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning

/// What waits for a person is logged at each poll, and told once a day by the daemon's log handler.
extension CalendarSync {
    func tellHeld(_ deletions: Int, of total: Int, _ log: Logger) {
        log.warning(
            "deletions held",
            metadata: [
                "count": "\(deletions)", "of": "\(total)", "approve": "almanac sync --approve-deletions \(id)",
            ])
    }

    /// - Parameter mark: of the outbox row, which ``OutboxRow/heldMark(_:_:)`` made.
    func tellHeld(_ mark: String, _ log: Logger) {
        let parts = mark.split(separator: OutboxRow.approveWith, maxSplits: 1)
        log.warning(
            "edit held", metadata: ["reason": "\(parts.first ?? "")", "approve": "\(parts.dropFirst().first ?? "")"])
    }

    /// Where there was nothing to do in this poll.
    func tellAtRest(held: Int) {
        if held > 0 { tellHeld(held, of: situation.debts.withBase, log) }
        for mark in Set(situation.edits.compactMap(\.heldMark)).sorted() { tellHeld(mark, log) }
        tellAllIsWell(held: held, situation.debts, situation.edits, log)
    }

    func tellAllIsWell(held: Int, _ debts: DebtCounts, _ edits: [OutboxRow], _ log: Logger) {
        if held == 0 { log.notice("no deletions held any more") }
        if edits.allSatisfy({ $0.heldMark == nil }) { log.notice("no edits held any more") }
        if debts.quarantined == 0 { log.notice("no items set aside any more") }
    }
}

extension OutboxRow {
    fileprivate static let approveWith = "; approve with: "

    static func heldMark(_ reason: String, _ command: String) -> String { reason + approveWith + command }

    /// Why it waits for a person, and what to type.
    fileprivate var heldMark: String? { state == .held && !isApproved ? lastError ?? "" : nil }
}
