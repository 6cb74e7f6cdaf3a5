// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// One line on the way: `work: fetching team 120/400`.
func progressLine(_ sync: SyncDocument) -> String {
    let running = sync.accounts.filter { $0.phase != "finished" && $0.phase != "waiting" }
    let parts = running.map { account in
        let calendar = account.calendar.map { " \(plain($0))" } ?? ""
        let count = account.total.map { " \(account.done ?? 0)/\($0)" } ?? ""
        return "\(plain(account.account)): \(plain(account.phase))\(calendar)\(count)"
    }
    return parts.isEmpty ? "waiting" : parts.joined(separator: "; ")
}

/// What a sync came to.
func syncText(_ sync: SyncDocument, style: Style) -> String {
    var lines: [String] = []
    for account in sync.accounts {
        if let problem = account.problem { lines.append("\(plain(account.account)): \(style.bad(plain(problem)))") }
        lines += account.calendars.map { "\(plain($0.calendar)): \(outcome(of: $0, style: style))" }
    }
    if sync.finished { lines.append(sync.inStep ? style.good("In step.") : style.warning("Not in step.")) }
    return lines.joined(separator: "\n") + "\n"
}

private func outcome(of calendar: CalendarSyncDocument, style: Style) -> String {
    let counts = [
        (calendar.created, "new"), (calendar.changed, "changed"), (calendar.deleted, "deleted"),
        (calendar.pushed, "sent"), (calendar.conflicts, "in conflict"), (calendar.quarantined, "kept aside"),
        (calendar.pending, "waiting"),
    ]
    var parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if calendar.heldDeletions > 0 {
        let hint = "almanac sync --approve-deletions \(plain(calendar.calendar))"
        parts.append(style.warning("\(When.count(calendar.heldDeletions, "deletion")) held (approve: \(hint))"))
    }
    if let problem = calendar.problem { parts.append(style.bad(plain(problem))) }
    if !calendar.complete && calendar.problem == nil { parts.append("not complete") }
    return parts.isEmpty ? "nothing new" : parts.joined(separator: ", ")
}
