// SPDX-License-Identifier: Apache-2.0

import Systemd

extension DiscoveryReport.Hop {
    /// Two lines: what was done and why, and what came of it.
    var text: String {
        let reason = why.map { " (\($0))" } ?? ""
        let result = [status.map(String.init), outcome].compactMap { $0 }.joined(separator: ": ")
        return safeText("\(step) \(target)\(reason)") + "\n    " + safeText(result) + "\n"
    }
}

extension DiscoveryReport {
    /// The verdict, for people.
    var text: String {
        guard found else { return failureText }
        let rows = [
            ("principal", principal.map { [$0] } ?? []), ("addresses", addresses), ("homes", homes),
            ("not read", refusedHomes.map { "\($0) (its host may not be given the password: allowed_hosts)" }),
            ("calendars", calendars.isEmpty ? ["none yet"] : calendars.map(\.text)),
        ]
        var text = "Found at \(safeText(place ?? target)):\n"
        for (title, lines) in rows {
            for (index, line) in lines.enumerated() {
                text += "  \(padded(index == 0 ? title : "", 10)) \(safeText(line))\n"
            }
        }
        return text + adviceText + nextText
    }

    private var failureText: String {
        let next = hint.map { "  Next: \(safeText($0))\n" } ?? ""
        let advice = hint == provider?.advice ? "" : adviceText
        return "almanacd: \(safeText(problem ?? "nothing was found"))\n\(next)\(advice)"
    }

    private var adviceText: String { provider.map { "\n\($0.name): \($0.advice).\n" } ?? "" }

    private var nextText: String {
        if let account { return "\nThe settings have it as the account \"\(account)\".\n" }
        guard let settings else { return "" }
        return
            "\nFor \(safeText(settingsFile)):\n\n\(settings)\nThen put the password where that says, and type: almanac reload\n"
    }
}

extension DiscoveryReport.Calendar {
    fileprivate var text: String { "\(name)  \(url)\(writable == false ? "  (read only)" : "")" }
}

private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
