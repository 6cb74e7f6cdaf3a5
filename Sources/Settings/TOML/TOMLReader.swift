// SPDX-License-Identifier: Apache-2.0

/// Reads TOML 1.0 into values that know their lines. Our own, because a settings file is read by a daemon that must not
/// stop for a bad one: toml++ 3.4 under TOMLKit 0.6 aborts the process at `[é]` and `[1,,]`, cuts strings at a NUL, and
/// puts what it met into its messages, which here may be a password. No message of ours quotes the file.
struct TOMLReader {
    /// Of tables, arrays and dotted keys; nobody's settings come near.
    static let deepest = 32

    let bytes: [UInt8]
    var position = 0
    var line = 1
    /// Of values around the one that is being read.
    var depth = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    static func document(_ text: String) throws(SettingsProblem) -> [String: ConfigNode] {
        var reader = TOMLReader(text)
        return try reader.document()
    }

    private mutating func document() throws(SettingsProblem) -> [String: ConfigNode] {
        _ = take("\u{feff}")
        let root = TableBuilder(.header, line: 1, section: 0)
        var (table, section) = (root, 0)
        while true {
            try skipBlank()
            guard let byte = next else { return root.finished }
            if byte == UInt8(ascii: "[") {
                section += 1
                table = try header(root, section: section)
            } else {
                try pair(in: table, section: section)
            }
            try endOfLine()
        }
    }

    /// `[table]` or `[[array of tables]]`; gives the table for what follows.
    private mutating func header(_ root: TableBuilder, section: Int) throws(SettingsProblem) -> TableBuilder {
        let start = line
        let isArray = take("[[")
        if !isArray { _ = take("[") }
        skipSpace()
        let parts = try key()
        guard take(isArray ? "]]" : "]") else { throw problem("a table's name ends with \(isArray ? "]]" : "]")") }
        var table = root
        for part in parts.dropLast() {
            table = try found(table.descend(part, line: start), part: "a table above")
        }
        let opened =
            isArray
            ? table.append(parts[parts.count - 1], line: start, section: section)
            : table.open(parts[parts.count - 1], line: start, section: section)
        guard let opened else { throw problem("this table is there already", at: start) }
        return opened
    }

    /// `key = value`, the key perhaps dotted.
    mutating func pair(in table: TableBuilder, section: Int) throws(SettingsProblem) {
        let start = line
        let parts = try key()
        guard take("=") else { throw problem("after a key comes =") }
        skipSpace()
        var table = table
        for part in parts.dropLast() {
            table = try found(table.descendDotted(part, line: start, section: section), part: "this key's table")
        }
        let node = try value()
        guard table.set(parts[parts.count - 1], ConfigNode(line: start, value: node.value)) else {
            throw problem("this key is there already", at: start)
        }
    }

    private func found(_ table: TableBuilder?, part: String) throws(SettingsProblem) -> TableBuilder {
        guard let table else { throw problem("\(part) is something else already, or was closed") }
        return table
    }

    /// Its parts; leaves the space after it behind.
    private mutating func key() throws(SettingsProblem) -> [String] {
        var parts: [String] = []
        repeat {
            skipSpace()
            parts.append(try keyPart())
            skipSpace()
            guard parts.count <= Self.deepest else { throw problem("this key has too many dots") }
        } while take(".")
        return parts
    }

    private mutating func keyPart() throws(SettingsProblem) -> String {
        switch next {
        case UInt8(ascii: "\"")?, UInt8(ascii: "'")?:
            guard !follows("\"\"\""), !follows("'''") else { throw problem("a key stands on one line") }
            return try string()
        default:
            let start = position
            while let byte = next, isBareKeyByte(byte) { position += 1 }
            guard position > start else {
                throw problem("a key is made of letters (A-Z, a-z), digits, - and _, else it stands in quotes")
            }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
    }

    func problem(_ message: String, at line: Int? = nil, suggestion: String? = nil) -> SettingsProblem {
        SettingsProblem(line: line ?? self.line, key: "", message: "not TOML: \(message)", suggestion: suggestion)
    }
}

private func isBareKeyByte(_ byte: UInt8) -> Bool {
    isASCIILetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
}
