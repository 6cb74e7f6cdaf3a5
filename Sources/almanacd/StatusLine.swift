// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel

/// One line for `systemctl status`, what is worst first: accounts that fail or wait, what is held for a person, the queue,
/// the stalest calendar.
func statusLine(_ overview: Overview, now: Instant) -> String {
    let shown = overview.calendars.filter { $0.state.isShown }
    let parts =
        problems(overview.accounts) + held(overview.freshness) + queue(overview.freshness, now) + ages(shown, now)
    return parts.isEmpty ? "no accounts" : parts.joined(separator: "; ")
}

/// The first one in words, which say what it fails at or waits for.
private func problems(_ accounts: [AccountRecord]) -> [String] {
    let failing = accounts.filter { $0.problem != nil && $0.state != .detached }
    guard let first = failing.first, let problem = first.problem else { return [] }
    let others = failing.count - 1
    return ["\(first.name): \(shortened(problem))"]
        + (others > 0 ? ["\(counted(others, "more account")) with problems"] : [])
}

private func held(_ freshness: FreshnessSummary) -> [String] {
    [
        (freshness.heldDeletions, "deletion", "held"), (freshness.heldEdits, "edit", "held"),
        (freshness.quarantined, "item", "set aside"),
    ].filter { $0.0 > 0 }.map { "\(counted($0.0, $0.1)) \($0.2)" }
}

private func queue(_ freshness: FreshnessSummary, _ now: Instant) -> [String] {
    let count = freshness.pending - freshness.heldDeletions - freshness.heldEdits
    guard count > 0 else { return [] }
    let oldest = freshness.oldestPending.map { ", the oldest for \(spoken(now - $0))" } ?? ""
    return ["\(counted(count, "edit")) not confirmed\(oldest)"]
}

private func ages(_ shown: [CalendarOverview], _ now: Instant) -> [String] {
    guard let stalest = shown.min(by: { age($0, now) > age($1, now) }) else { return [] }
    let what = stalest.freshness.asOf.map { "\(spoken(now - $0)) ago" } ?? "never"
    return ["\(counted(shown.count, "calendar")), stalest \(stalest.record.id) complete \(what)"]
}

private func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }

/// Of a text that may quote a server.
private func shortened(_ text: String) -> String { text.count <= 120 ? text : "\(text.prefix(119))…" }

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
