// SPDX-License-Identifier: Apache-2.0

/// What a stranger wrote, fit for a terminal: no control characters, no escape sequences, no bidirectional overrides.
///
/// - Parameter keepingLines: line ends stay; otherwise they become spaces.
func plain(_ text: String, keepingLines: Bool = false) -> String {
    var output = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
        switch scalar.value {
        case 0x1B: rest = afterEscape(rest)
        case 0x9B: rest = afterControlSequence(rest)
        case 0x90, 0x98, 0x9D, 0x9E, 0x9F: rest = afterControlString(rest)
        case 0x0A: output.append(keepingLines ? "\n" : " ")
        case 0x09, 0x2028, 0x2029: output.append(" ")
        case 0..<0x20, 0x7F..<0xA0: continue
        case _ where isInvisibleControl(scalar.value): continue
        default: output.append(scalar)
        }
    }
    return String(output)
}

/// Marks and overrides of direction, and the byte order mark. Joiners stay: scripts and emoji need them.
private func isInvisibleControl(_ value: UInt32) -> Bool {
    switch value {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
}

/// What follows an ESC and its sequence (ECMA-48).
private func afterEscape(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
    guard let next = text.first else { return text }
    switch next {
    case "[": return afterControlSequence(text.dropFirst())
    case "]", "P", "X", "^", "_": return afterControlString(text.dropFirst())
    case " "..."/": return text.drop { (" "..."/").contains($0) }.dropFirst()
    case "0"..."~": return text.dropFirst()
    default: return text
    }
}

private func afterControlSequence(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
    let rest = text.drop { (" "..."?").contains($0) }
    guard let final = rest.first, ("@"..."~").contains(final) else { return rest }
    return rest.dropFirst()
}

/// Without an end only the introducer goes, so that nothing readable is swallowed.
private func afterControlString(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
    guard let end = text.firstIndex(where: { [0x07, 0x1B, 0x9C].contains($0.value) }) else { return text }
    let rest = text[text.index(after: end)...]
    return text[end].value == 0x1B && rest.first == "\\" ? rest.dropFirst() : rest
}
