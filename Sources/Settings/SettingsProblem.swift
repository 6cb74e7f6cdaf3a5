// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong in the settings, in one line, for people. Never holds a secret.
package struct SettingsProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// From 1; `nil` where the file as a whole is meant.
    package let line: Int?
    /// `sync.interval`, `account.work.url`; empty where the file as a whole is meant.
    package let key: String
    package let message: String
    /// What to write, or to do, instead.
    package let suggestion: String?

    package init(line: Int?, key: String, message: String, suggestion: String? = nil) {
        self.line = line
        self.key = escapingControls(key)
        self.message = escapingControls(message)
        self.suggestion = suggestion.map(escapingControls)
    }

    package var description: String {
        let place = [line.map { "line \($0)" }, key.isEmpty ? nil : key].compactMap { $0 }
        return (place + [message]).joined(separator: ": ") + (suggestion.map { "; \($0)" } ?? "")
    }
}

/// Everything that is wrong with a file, in the order of its lines.
package struct SettingsProblems: Error, Sendable, Equatable, CustomStringConvertible {
    /// `nil` where the text did not come from a file.
    package var path: String?
    package let problems: [SettingsProblem]

    package init(path: String? = nil, _ problems: [SettingsProblem]) {
        self.path = path
        self.problems = problems.enumerated().sorted { a, b in
            (a.element.line ?? 0, a.offset) < (b.element.line ?? 0, b.offset)
        }.map(\.element)
    }

    /// One problem a line.
    package var description: String {
        problems.map { problem in path.map { "\($0): \(problem)" } ?? problem.description }.joined(separator: "\n")
    }
}

/// Keeps what a file says from forging a line of a log, steering a terminal or turning its text around.
func escapingControls(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    return text.unicodeScalars.reduce(into: "") { escaped, scalar in
        if isUnsafe(scalar) {
            escaped += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            escaped.unicodeScalars.append(scalar)
        }
    }
}

/// The same as in lines of the log (`isUnsafe` of `Systemd`, which this module may not import).
private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: scalar.value != 0x200c && scalar.value != 0x200d
    default: false
    }
}
