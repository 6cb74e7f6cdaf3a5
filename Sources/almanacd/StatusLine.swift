// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel

/// One line for `systemctl status`: the stalest calendar, what waits, what is wrong.
func statusLine(_ overview: Overview, now: Instant) -> String {
    var parts: [String] = []
    let shown = overview.calendars.filter { $0.state.isShown }
    if overview.accounts.isEmpty && shown.isEmpty { parts.append("no accounts") }
    if let stalest = shown.min(by: { age($0, now) > age($1, now) }) {
        let what = stalest.freshness.asOf.map { "\(spoken(now - $0)) ago" } ?? "never"
        parts.append("\(shown.count) calendars, stalest \(stalest.record.id) complete \(what)")
    }
    if !overview.waiting.isEmpty { parts.append("\(overview.waiting.count) edits wait") }
    if overview.freshness.heldDeletions > 0 { parts.append("\(overview.freshness.heldDeletions) deletions held") }
    if overview.freshness.quarantined > 0 { parts.append("\(overview.freshness.quarantined) items set aside") }
    for account in overview.accounts {
        if let problem = account.problem { parts.append("\(account.name): \(problem)") }
    }
    return parts.joined(separator: "; ")
}

private func age(_ calendar: CalendarOverview, _ now: Instant) -> Duration {
    calendar.freshness.asOf.map { now - $0 } ?? .seconds(Int64.max / 2)
}

private func spoken(_ duration: Duration) -> String {
    let seconds = max(0, duration.components.seconds)
    switch seconds {
    case ..<120: return "\(seconds) s"
    case ..<7200: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3600) h"
    default: return "\(seconds / 86_400) days"
    }
}
