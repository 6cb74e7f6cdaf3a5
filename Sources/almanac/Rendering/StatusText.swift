// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// `almanac status`: what is in step, what waits, what is wrong, and the next command for each.
struct StatusText {
    var status: Fresh<StatusDocument>
    /// Seconds since 1970.
    var now: Int64
    var style: Style

    func text() -> String {
        let document = status.document
        var lines =
            document.accounts.isEmpty
            ? ["No account is configured. Add one to almanac.toml, then: almanac reload"] : [summary]
        lines += document.problems.map { style.bad(plain($0)) }
        for account in document.accounts { lines += [""] + self.lines(of: account) }
        lines += section("Edits that wait for the server", document.waiting.map(line))
        lines += section("Deletions on the server that wait for you", document.heldDeletions.map(line))
        lines += section("Kept aside, since they cannot be read", document.kept.map(line))
        if document.openConflicts > 0 {
            lines += [
                "", "\(When.count(document.openConflicts, "open conflict")): almanac conflicts list",
                "  Once seen: almanac conflicts settle --all",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var summary: String {
        let state =
            status.document.inStep
            ? style.good("In step with the server.") : style.warning("Not in step with the server.")
        let calendars = status.document.calendars.filter { $0.document.isShown }
        let stalest = calendars.count < 2 ? nil : calendars.min(by: Fresh.isStaler)
        let held = heldWords(calendars.map(\.document))
        let line = freshnessLine(status.freshness, now: now, stalest: stalest?.document.id, held: held)
        return "\(state) \(line) \(style.dim(plain(status.document.activity)))"
    }

    private func lines(of account: AccountDocument) -> [String] {
        let state = account.state == "active" ? "" : " (\(account.state))"
        var lines = ["\(style.bold(plain(account.name)))\(state)  \(style.dim(plain(account.url)))"]
        if let problem = account.problem {
            lines.append("  \(style.bad(plain(problem)))\(since(account.problemSince))")
        }
        for calendar in status.document.calendars where calendar.document.account == account.name {
            lines.append(line(calendar))
        }
        return lines
    }

    private func line(_ calendar: Fresh<CalendarDocument>) -> String {
        let document = calendar.document
        var line = "  \(plain(document.name).padding(to: 16)) "
        line += document.state == "active" ? freshnessLine(calendar.freshness, now: now) : document.state
        for words in heldWords([document]) { line += " " + style.warning("\(words).") }
        if !document.waiting.isEmpty {
            line += "\n    \(style.warning("Not on the server yet: its \(propertyWords(document.waiting))"))"
            if let reason = document.waitingReason { line += " (\(plain(reason)))" }
        }
        if let refused = document.refused {
            line += "\n    \(style.bad("The server refused \(plain(refused))"))"
        }
        if let problem = document.problem {
            line += "\n    \(style.bad(plain(problem)))\(since(document.problemSince))"
        }
        return line
    }

    private func since(_ time: Timestamp?) -> String {
        time.map { style.dim(" (for \(When.age(now - $0.instant)))") } ?? ""
    }

    private func section(_ heading: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", "\(style.bold(heading)):"] + lines.map { "  \($0)" }
    }

    private func line(_ edit: WaitingEditDocument) -> String {
        let reason = edit.reason.map { ": \(plain($0))" } ?? ""
        let title = edit.title.map { " \"\(plain($0))\"" } ?? ""
        let age = When.age(now - edit.since.instant)
        let place = edit.from.map { " from \(plain($0))" } ?? edit.to.map { ", moved to \(plain($0))" } ?? ""
        return "\(plain(edit.calendar))  \(edit.operation)\(title)\(place), \(edit.state) for \(age)\(reason)"
    }

    private func line(_ deletion: HeldDeletionDocument) -> String {
        "\(plain(deletion.calendar))  \(deletion.title.map(plainTitle) ?? "(no title)")  \(style.dim(plain(deletion.hint)))"
    }

    private func line(_ item: QuarantinedDocument) -> String {
        let start = item.start.map { " (\(plain($0.description)))" } ?? ""
        let title = item.title.map(plainTitle) ?? plain(item.href)
        return "\(plain(item.calendar))  \(title)\(start): \(plain(item.reason))  \(style.dim(plain(item.hint)))"
    }

    private func plainTitle(_ title: String) -> String { "\"\(plain(title))\"" }
}
