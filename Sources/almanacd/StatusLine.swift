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
        parts.append("\(counted(shown.count, "calendar")), stalest \(stalest.record.id) complete \(what)")
    }
    for (count, what, state) in [
        (overview.waiting.count, "edit", "not confirmed"), (overview.freshness.heldDeletions, "deletion", "held"),
        (overview.freshness.quarantined, "item", "set aside"),
    ] where count > 0 {
        parts.append("\(counted(count, what)) \(state)")
    }
    for account in overview.accounts {
        if let problem = account.problem { parts.append("\(account.name): \(problem)") }
    }
    return parts.joined(separator: "; ")
}

private func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }

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
