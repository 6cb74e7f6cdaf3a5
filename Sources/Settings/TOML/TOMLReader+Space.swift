// SPDX-License-Identifier: Apache-2.0

extension TOMLReader {
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func follows(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    /// `false` and unmoved when something else follows.
    mutating func take(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 { position += 1 }
    }

    /// Spaces, line ends and comments.
    mutating func skipBlank() throws(SettingsProblem) {
        while true {
            skipSpace()
            if try !takeLineEnd() { return }
        }
    }

    /// After a value or a header: nothing but a comment.
    mutating func endOfLine() throws(SettingsProblem) {
        skipSpace()
        if next == nil { return }
        guard try takeLineEnd() else {
            throw problem("something follows the end of the value", suggestion: "one key on a line")
        }
    }

    /// A line end, or a comment up to the line end. `false`: there is neither.
    private mutating func takeLineEnd() throws(SettingsProblem) -> Bool {
        if next == UInt8(ascii: "#") {
            while let byte = next, byte != 0x0a, !follows("\r\n") {
                guard !isControl(byte) else { throw problem("a control character in a comment") }
                position += 1
            }
            return true
        }
        guard take("\n") || take("\r\n") else { return false }
        line += 1
        return true
    }

    /// But for the tab, TOML has none in comments and strings.
    func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7f }
}
