// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// How many deletions one calendar takes before a person has to approve them.
package struct DeletionBudget: Hashable, Sendable {
    package var count: Int
    /// Of the rows with a base; 0…1.
    package var share: Double
    package init(count: Int = 10, share: Double = 0.2) {
        self.count = count
        self.share = share
    }

    /// More than `max(count, share)`, or all of it when that is three or more, is too much.
    package func allows(_ deletions: Int, of total: Int) -> Bool {
        if deletions >= 3, deletions >= total { return false }
        return deletions <= max(count, Int(Double(total) * share))
    }
}

/// What the one delete gate lets through.
package enum GateDecision: Hashable, Sendable {
    /// Every waiting row.
    case open
    /// Only rows that a person has approved, and rows with a local edit; the others wait and are shown.
    case held(Int)
}

/// Decides over all waiting `gone` rows of a calendar, also those of earlier runs, before the first is applied.
package func planGate(_ debts: DebtCounts, budget: DeletionBudget) -> GateDecision {
    budget.allows(debts.gone, of: debts.withBase) ? .open : .held(debts.gone)
}
