// SPDX-License-Identifier: Apache-2.0

extension TOMLReader {
    /// A string of any of the four forms.
    mutating func string() throws(SettingsProblem) -> String {
        let start = line
        guard let quote = next else { return "" }
        let isLong = follows("\"\"\"") || follows("'''")
        position += isLong ? 3 : 1
        if isLong { _ = takeNewline() }
        var text: [UInt8] = []
        while true {
            guard let byte = next else {
                throw problem("this string has no end", at: start, suggestion: "close it with its quote")
            }
            if byte == quote {
                if endString(quote, isLong: isLong, &text) { break }
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(isLong: isLong, &text)
            } else if byte == 0x0a || follows("\r\n") {
                guard isLong else {
                    throw problem("this string has no end on its line", suggestion: "close it with its quote")
                }
                text += takeNewline()
            } else {
                guard !isControl(byte) else { throw problem("a control character in a string") }
                text.append(byte)
                position += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What was taken; nothing when no line ends here.
    private mutating func takeNewline() -> [UInt8] {
        let isLong = take("\r\n")
        guard isLong || take("\n") else { return [] }
        line += 1
        return isLong ? [0x0d, 0x0a] : [0x0a]
    }

    /// At a quote. Of a long string it takes three in a row; up to two more before them belong to the string.
    private mutating func endString(_ quote: UInt8, isLong: Bool, _ text: inout [UInt8]) -> Bool {
        guard isLong else {
            position += 1
            return true
        }
        let count = bytes[position...].prefix(5).prefix { $0 == quote }.count
        position += count
        text += Array(repeating: quote, count: count >= 3 ? count - 3 : count)
        return count >= 3
    }

    /// At a backslash.
    private mutating func escape(isLong: Bool, _ text: inout [UInt8]) throws(SettingsProblem) {
        position += 1
        let simple: [UInt8: UInt8] = [
            UInt8(ascii: "b"): 0x08, UInt8(ascii: "t"): 0x09, UInt8(ascii: "n"): 0x0a, UInt8(ascii: "f"): 0x0c,
            UInt8(ascii: "r"): 0x0d, UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5c,
        ]
        if let byte = next, let meant = simple[byte] {
            text.append(meant)
            position += 1
        } else if take("u") {
            text += try scalar(digits: 4)
        } else if take("U") {
            text += try scalar(digits: 8)
        } else {
            guard isLong, skipToNextWord() else {
                let suggestion = "a backslash is written \\\\, or in 'single quotes'"
                throw problem("an unknown escape in a string", suggestion: suggestion)
            }
        }
    }

    /// After a backslash at the end of a line, all space up to the next character goes.
    private mutating func skipToNextWord() -> Bool {
        skipSpace()
        guard !takeNewline().isEmpty else { return false }
        repeat { skipSpace() } while !takeNewline().isEmpty
        return true
    }

    private mutating func scalar(digits: Int) throws(SettingsProblem) -> [UInt8] {
        let hex = bytes[position...].prefix(digits)
        guard hex.count == digits, hex.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let number = UInt32(String(decoding: hex, as: UTF8.self), radix: 16), let scalar = Unicode.Scalar(number),
            number != 0
        else { throw problem("a string names a character that there is not") }
        position += digits
        return Array(String(scalar).utf8)
    }
}
