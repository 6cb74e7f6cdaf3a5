// SPDX-License-Identifier: Apache-2.0

extension CalendarText {
    var isUTF8: Bool {
        // Most texts are plain ASCII, which takes a pass without a decoder.
        var bits: UInt8 = 0
        for byte in text { bits |= byte }
        return bits < 0x80 || String(validating: text, as: UTF8.self) != nil
    }

    /// The bytes as they are: strict UTF-8, else Windows-1252. Control characters are left out.
    func string(_ range: Range<Int>) -> String { decode(text, range) }

    /// The text that a property says.
    func textValue(of line: ContentLine) -> String {
        guard line.isQuotedPrintable else { return unescaped(line.valueRange) }
        let value = quotedPrintable(text, line.valueRange)
        return ICalendar.unescaped(value, 0..<value.count)
    }

    /// A text value with its escapes resolved (RFC 5545 §3.3.11); an unknown `\c` means `c`.
    func unescaped(_ range: Range<Int>) -> String { ICalendar.unescaped(text, range) }

    /// A parameter's value: unquoted, `^n`, `^'` and `^^` resolved (RFC 6868).
    func parameterText(_ range: Range<Int>) -> String {
        let range = text.unquoted(range)
        let caret = UInt8(ascii: "^")
        guard text.firstIndex(of: caret, in: range) != nil else { return decode(text, range) }
        var result: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let next = index + 1 < range.upperBound ? text[index + 1] : 0
            switch (text[index], next) {
            case (caret, UInt8(ascii: "n")): result.append(.lineFeed)
            case (caret, UInt8(ascii: "'")): result.append(.quote)
            case (caret, caret): result.append(caret)
            default:
                result.append(text[index])
                index -= 1
            }
            index += 2
        }
        return decode(result, 0..<result.count)
    }
}

func unescaped(_ text: [UInt8], _ range: Range<Int>) -> String {
    guard text.firstIndex(of: .backslash, in: range) != nil else { return decode(text, range) }
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
        var byte = text[index]
        if byte == .backslash, index + 1 < range.upperBound {
            index += 1
            byte = text[index]
            if byte.asciiUppercased == UInt8(ascii: "N") { byte = .lineFeed }
        }
        result.append(byte)
        index += 1
    }
    return decode(result, 0..<result.count)
}

/// The bytes that a quoted-printable value stands for (vCalendar 1.0; RFC 2045 §6.7), soft line breaks already taken out.
private func quotedPrintable(_ text: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
        if text[index] == .equals, index + 2 < range.upperBound, let high = text[index + 1].hexDigit,
            let low = text[index + 2].hexDigit
        {
            result.append(high << 4 | low)
            index += 3
        } else {
            result.append(text[index])
            index += 1
        }
    }
    return result
}

/// Strict UTF-8, else Windows-1252, which gives every byte a character; without control characters but tab and line feed.
func decode(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    guard !range.isEmpty else { return "" }
    if bytes[range].contains(where: { $0.isControl && $0 != .lineFeed }) {
        let clean = bytes[range].filter { !$0.isControl || $0 == .lineFeed }
        return decode(clean, 0..<clean.count)
    }
    if let text = String(validating: bytes[range], as: UTF8.self) { return text }
    var text = ""
    for byte in bytes[range] {
        let isExtra = byte >= 0x80 && byte <= 0x9F
        text.unicodeScalars.append(
            isExtra ? windows1252[Int(byte) - 0x80] : Unicode.Scalar(byte))
    }
    return text
}

/// 0x80 to 0x9F; the five bytes without a character become U+FFFD.
private let windows1252: [Unicode.Scalar] = [
    "€", "\u{FFFD}", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\u{FFFD}", "Ž", "\u{FFFD}",
    "\u{FFFD}", "‘", "’", "“", "”", "•", "–", "—", "\u{2DC}", "™", "š", "›", "œ", "\u{FFFD}", "ž", "Ÿ",
]

/// A text as it stands in a value: escaped (RFC 5545 §3.3.11), without control characters, its line ends `\n`.
func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 8)
    var previous: UInt8 = 0
    for byte in text.utf8 {
        switch byte {
        case .lineFeed where previous == .carriageReturn: break
        case .lineFeed, .carriageReturn: bytes.append(contentsOf: [.backslash, UInt8(ascii: "n")])
        case .backslash, .comma, .semicolon: bytes.append(contentsOf: [.backslash, byte])
        case 0x7F: break
        default: if !byte.isControl { bytes.append(byte) }
        }
        previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
}
