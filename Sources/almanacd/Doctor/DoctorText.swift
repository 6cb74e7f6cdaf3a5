// SPDX-License-Identifier: Apache-2.0

import Glibc
import Systemd

/// The findings for people: a line each, what it means and what to do indented below it.
struct DoctorText {
    /// Colours and signs, on a terminal only; words elsewhere.
    var isColoured: Bool

    /// As `almanac` decides it: a terminal that is not dumb, and no `NO_COLOR` (no-color.org).
    static func forTerminal(_ descriptor: Int32, _ variable: (String) -> String?) -> DoctorText {
        let isWanted = (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
        return DoctorText(isColoured: isWanted && isatty(descriptor) == 1)
    }

    func text(of finding: Finding) -> String {
        let place = finding.account.map { "\(safeText($0)): " } ?? ""
        let head = "\(mark(finding.outcome)) \(place)\(safeText(finding.title)): \(safeText(finding.seen))\n"
        let below = ([finding.meaning].compactMap { $0 } + finding.remedy).map { "    \(safeText($0))\n" }
        return head + below.joined()
    }

    /// The last line.
    func summary(of report: DoctorReport) -> String {
        let (failures, warnings) = (report.count(.failure), report.count(.warning))
        let skipped = report.count(.skipped)
        var words = [counted(failures, "failure"), counted(warnings, "warning")].compactMap { $0 }.joined(
            separator: ", ")
        if words.isEmpty { words = "Nothing is wrong" }
        return "\n\(words)\(skipped > 0 ? "; \(skipped) not looked at" : "").\n"
    }

    private func counted(_ count: Int, _ what: String) -> String? {
        count == 0 ? nil : "\(count) \(what)\(count == 1 ? "" : "s")"
    }

    private func mark(_ outcome: Finding.Outcome) -> String {
        switch outcome {
        case .ok: isColoured ? coloured("✓", "32") : "ok:     "
        case .skipped: isColoured ? coloured("-", "2") : "skipped:"
        case .warning: isColoured ? coloured("!", "33") : "warning:"
        case .failure: isColoured ? coloured("✗", "31") : "failure:"
        }
    }

    private func coloured(_ text: String, _ code: String) -> String { "\u{1B}[\(code)m\(text)\u{1B}[0m" }
}
