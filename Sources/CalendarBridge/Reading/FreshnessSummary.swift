// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage

/// How far an answer can be trusted.
package struct FreshnessSummary: Sendable, Equatable {
    /// The oldest of the calendars shown; `nil` while one was never complete.
    package var asOf: Instant?
    /// Each was seen in full once, and owes nothing now.
    package var isComplete: Bool
    package var quarantined = 0
    /// Edits that the server has not confirmed, and deletions that wait for a person.
    package var pending = 0
    /// Of those edits that go by themselves: neither held nor refused.
    package var oldestPending: Instant?
    /// Deletions that wait for a person.
    package var heldDeletions = 0
    /// Edits that wait for a person, because the server would mail many people.
    package var heldEdits = 0
    /// Edits that the server refused for good; they wait until either side changes.
    package var refusedEdits = 0

    /// Edits that go to the server by themselves.
    package var queue: Int { max(0, pending - heldDeletions - heldEdits - refusedEdits) }

    init(asOf: Instant?, isComplete: Bool) {
        self.asOf = asOf
        self.isComplete = isComplete
    }

    /// Of all these calendars together.
    init(_ parts: [FreshnessSummary]) {
        let times = parts.map(\.asOf)
        asOf = times.contains(nil) ? nil : times.compactMap { $0 }.min()
        isComplete = !parts.isEmpty && parts.allSatisfy(\.isComplete)
        quarantined = parts.reduce(0) { $0 + $1.quarantined }
        pending = parts.reduce(0) { $0 + $1.pending }
        oldestPending = parts.compactMap(\.oldestPending).min()
        heldDeletions = parts.reduce(0) { $0 + $1.heldDeletions }
        heldEdits = parts.reduce(0) { $0 + $1.heldEdits }
        refusedEdits = parts.reduce(0) { $0 + $1.refusedEdits }
    }
}

extension StoreReading {
    func freshness(of calendar: CalendarRecord) throws -> FreshnessSummary {
        let debts = try debts(of: calendar.id)
        let owes = debts.owed + debts.unverified + debts.goneApproved + debts.goneDirty
        var summary = FreshnessSummary(
            asOf: calendar.completeAt, isComplete: calendar.completeAt != nil && owes == 0)
        summary.quarantined = debts.quarantined
        summary.heldDeletions = debts.gone
        let edits = try outboxCount(in: calendar.id)
        summary.heldEdits = edits[.held] ?? 0
        summary.refusedEdits = edits[.parked] ?? 0
        summary.pending = edits.values.reduce(debts.gone, +)
        summary.oldestPending = try oldestQueued(in: calendar.id)
        if let wish = calendar.wish, wish.isWaiting {
            summary.pending += 1
            summary.oldestPending = min(summary.oldestPending ?? wish.queuedAt, wish.queuedAt)
        }
        return summary
    }

    func freshness(of calendars: [CalendarRecord]) throws -> FreshnessSummary {
        try FreshnessSummary(calendars.map { try freshness(of: $0) })
    }

    /// The calendars whose events are shown, among those named if any are.
    func shownCalendars(named names: [String] = []) throws -> [CalendarRecord] {
        let all = try calendars(of: nil)
        let accounts = Dictionary(uniqueKeysWithValues: try accounts().map { ($0.name, $0) })
        let shown = all.filter { CalendarState($0, account: accounts[$0.id.account]).isShown }
        guard !names.isEmpty else { return shown }
        return try names.map { name in
            let wanted = try all.named(name)
            guard shown.contains(where: { $0.id == wanted.id }) else {
                throw BridgeError(.unavailable, "The calendar \(wanted.id) is not shown.", hint: "almanac status")
            }
            return wanted
        }
    }
}
