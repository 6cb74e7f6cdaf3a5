// SPDX-License-Identifier: Apache-2.0

/// A line of a log or for a terminal: what comes from a server must not end it and so forge the next, nor steer a
/// terminal, nor turn its text around. journald takes any bytes, and `journalctl -x` puts them into an explanation as they
/// are (seen on 252): so fields are escaped as lines are.
///
/// - Parameter limit: of bytes; what is longer is cut, and says so.
package func safeText(_ text: String, limit: Int = 8 << 10) -> String {
    let start = text.utf8.count > limit ? String(decoding: text.utf8.prefix(limit), as: UTF8.self) : text
    let escaped = start.unicodeScalars.contains(where: isUnsafe) ? escaping(start) : start
    guard text.utf8.count > limit || escaped.utf8.count > limit else { return escaped }
    return String(decoding: escaped.utf8.prefix(limit), as: UTF8.self) + "… (cut: it has \(text.utf8.count) bytes)"
}

private func escaping(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
        switch scalar {
        case "\n": escaped += "\\n"
        case "\r": escaped += "\\r"
        case "\t": escaped += "\\t"
        case _ where isUnsafe(scalar): escaped += "\\u{\(String(scalar.value, radix: 16))}"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
}

/// Controls (C0, DEL, C1), line and paragraph separators, and what is not seen but acts, as bidirectional controls do
/// (UAX #9); not the joiners inside of words and emoji.
func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: scalar.value != 0x200c && scalar.value != 0x200d
    default: false
    }
}
