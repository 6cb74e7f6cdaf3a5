// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel

/// One line for `systemctl status`, what is worst first: accounts that fail or wait, calendars that fail, what waits for a
/// person, open conflicts, the queue, the stalest calendar.
func statusLine(_ overview: Overview, now: Instant) -> String {
    let shown = overview.calendars.filter { $0.state.isShown }
    let parts =
        problems(overview.accounts) + problems(shown) + held(overview.freshness) + conflicts(overview.openConflicts)
        + queue(overview.freshness, now) + ages(shown, now)
    return parts.isEmpty ? "no accounts" : parts.joined(separator: "; ")
}

/// The same as it is now.
func statusLine(_ bridge: CalendarBridge) async -> String {
    do {
        return statusLine(try await bridge.overview(), now: wallTime())
    } catch {
        return statusLine(unreadable: error)
    }
}

/// Where nothing else can be told.
func statusLine(unreadable error: any Error) -> String { "the database cannot be read: \(shortened("\(error)"))" }

private func problems(_ accounts: [AccountRecord]) -> [String] {
    let failing = accounts.filter { $0.state != .detached }
    return problems(failing.compactMap { account in account.problem.map { (account.name.rawValue, $0) } }, "account")
}

private func problems(_ shown: [CalendarOverview]) -> [String] {
    problems(shown.compactMap { one in one.record.problem.map { (one.record.id.rawValue, $0) } }, "calendar")
}

/// The first one in words, which say what it fails at or waits for.
private func problems(_ failing: [(name: String, problem: String)], _ what: String) -> [String] {
    guard let first = failing.first else { return [] }
    let others = failing.count - 1
    return ["\(first.name): \(shortened(first.problem))"]
        + (others > 0 ? ["\(counted(others, "more \(what)")) with problems"] : [])
}

private func held(_ freshness: FreshnessSummary) -> [String] {
    [
        (freshness.heldDeletions, "deletion", "held"), (freshness.heldEdits, "edit", "held"),
        (freshness.refusedEdits, "edit", "refused"), (freshness.quarantined, "item", "set aside"),
    ].filter { $0.0 > 0 }.map { "\(counted($0.0, $0.1)) \($0.2)" }
}

private func conflicts(_ count: Int) -> [String] { count > 0 ? [counted(count, "open conflict")] : [] }

private func queue(_ freshness: FreshnessSummary, _ now: Instant) -> [String] {
    guard freshness.queue > 0 else { return [] }
    let oldest = freshness.oldestPending.map { ", the oldest for \(spoken(now - $0))" } ?? ""
    return ["\(counted(freshness.queue, "edit")) not confirmed\(oldest)"]
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
