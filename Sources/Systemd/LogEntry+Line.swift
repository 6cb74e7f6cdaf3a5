// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging

extension LogEntry {
    /// `2026-11-22T10:15:00+0100 warning: message key=value key="two words"`, with its line end.
    func line(time: String?) -> String { "\(time.map { "\($0) " } ?? "")\(level): \(text)\n" }

    /// `message: reason key=value key="two words"`, keys sorted.
    var text: String {
        let reason = metadata["reason"].map { ": \(safeText($0.description))" } ?? ""
        let pairs = metadata.filter { $0.key != "reason" }.sorted { $0.key < $1.key }
            .map { "\(safeText($0.key))=\(quotingForLine($0.value.description))" }
        return ([safeText(message) + reason] + pairs).joined(separator: " ")
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

/// By scalars, for a quotation mark with an accent over it is one character, and another one.
private func quotingForLine(_ value: String) -> String {
    let scalars = value.unicodeScalars
    guard scalars.isEmpty || scalars.contains(where: { " =\"'\\".unicodeScalars.contains($0) }) else {
        return safeText(value)
    }
    let quoted = scalars.reduce(into: "") { quoted, scalar in
        if scalar == "\\" || scalar == "\"" { quoted += "\\" }
        quoted.unicodeScalars.append(scalar)
    }
    return "\"\(safeText(quoted))\""
}
