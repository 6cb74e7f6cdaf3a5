// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging

extension LogEntry {
    /// `2026-11-22T10:15:00+0100 warning: message key=value key="two words"`, with its line end.
    func line(time: String?) -> String { "\(time.map { "\($0) " } ?? "")\(level): \(text)\n" }

    /// `message: reason key=value key="two words"`, keys sorted.
    var text: String {
        let reason = metadata["reason"].map { ": \(escapingForLine($0.description))" } ?? ""
        let pairs = metadata.filter { $0.key != "reason" && $0.key != "message.id" }.sorted { $0.key < $1.key }
            .map { "\(escapingForLine($0.key))=\(quotingForLine($0.value.description))" }
        return ([escapingForLine(message) + reason] + pairs).joined(separator: " ")
    }
}

/// Now, in local time with its offset.
func timeForLine() -> String {
    var (now, parts) = (time(nil), tm())
    guard localtime_r(&now, &parts) != nil else { return "-" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
        buffer.initialize(repeating: 0)
        strftime(buffer.baseAddress!, buffer.count, "%Y-%m-%dT%H:%M:%S%z", &parts)
        return String(cString: buffer.baseAddress!)
    }
}

private func quotingForLine(_ value: String) -> String {
    guard value.isEmpty || value.contains(where: { " =\"'\\".contains($0) }) else { return escapingForLine(value) }
    let quoted = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escapingForLine(quoted))\""
}

/// What comes from a server must not end a line and so forge the next, nor steer a terminal or turn its text around.
private func escapingForLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    return text.unicodeScalars.reduce(into: "") { escaped, scalar in
        switch scalar {
        case "\n": escaped += "\\n"
        case "\r": escaped += "\\r"
        case "\t": escaped += "\\t"
        case _ where isUnsafe(scalar): escaped += "\\u{\(String(scalar.value, radix: 16))}"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
}

private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0: true  // C0, DEL, C1
    case 0x2028, 0x2029: true  // line and paragraph separators
    case 0x200e, 0x200f, 0x061c, 0x202a...0x202e, 0x2066...0x2069: true  // bidirectional controls (UAX #9)
    default: false
    }
}
