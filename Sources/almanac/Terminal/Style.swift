// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Colours, on a terminal only.
struct Style: Sendable {
    var isEnabled: Bool

    static let plain = Style(isEnabled: false)

    /// Off without a terminal, with `NO_COLOR` set (no-color.org) and on a dumb terminal.
    static func forTerminal(_ descriptor: Int32, environment: (String) -> String?) -> Style {
        let isWanted = (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
        return Style(isEnabled: isWanted && isatty(descriptor) == 1)
    }

    func bold(_ text: String) -> String { wrapped(text, "1") }
    func dim(_ text: String) -> String { wrapped(text, "2") }
    func good(_ text: String) -> String { wrapped(text, "32") }
    func bad(_ text: String) -> String { wrapped(text, "31") }
    func warning(_ text: String) -> String { wrapped(text, "33") }

    private func wrapped(_ text: String, _ code: String) -> String {
        isEnabled && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// Where text goes, by descriptor.
enum Output: Int32 {
    case standard = 1
    case error = 2
}

/// Writes text as it is; whoever made it has cleaned it.
func write(_ text: String, to output: Output) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(output.rawValue, $0.baseAddress, $0.count) }
        if count < 0 && errno != EINTR { return }
        rest = rest.dropFirst(max(0, count))
    }
}
