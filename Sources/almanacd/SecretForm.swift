// SPDX-License-Identifier: Apache-2.0

/// A secret as it may stand in a text: each of its characters in any of the spellings that protocols and pages have for
/// it, in any mixture.
struct SecretForm: Sendable {
    /// How exactly it must be there.
    enum Strictness { case anyCase, sameCase }

    private struct Spelling: Sendable {
        let bytes: [UInt8]
        let low: [UInt8]
        /// The character itself, whose case may count.
        let isPlain: Bool

        init(_ bytes: [UInt8], isPlain: Bool) { (self.bytes, low, self.isPlain) = (bytes, bytes.map(lowered), isPlain) }
    }
    private let characters: [[Spelling]]
    /// In bytes, where it is spelled plainly.
    let length: Int

    /// A password: as it is; percent-encoded, whatever is (RFC 3986 §2.1, and `+` of forms); escaped as in JSON (RFC 8259
    /// §7) or a quoted string (RFC 9110 §5.6.4); with the entities of XML and HTML.
    init(_ password: String) {
        characters = password.unicodeScalars.map(Self.spellings)
        length = password.utf8.count
    }

    /// Base64 of bytes with `shift` unknown ones before them, in either alphabet (RFC 4648 §4, §5): the characters that
    /// these bytes alone decide.
    init(base64 bytes: [UInt8], shiftedBy shift: Int = 0) {
        let text = almanacd.base64(bytes, shiftedBy: shift)
        characters = text.map { byte in
            let other: [UInt8: UInt8] = [UInt8(ascii: "+"): UInt8(ascii: "-"), UInt8(ascii: "/"): UInt8(ascii: "_")]
            let spellings = Self.spellings(Unicode.Scalar(byte)).filter { !$0.isPlain }
            return spellings + [byte, other[byte]].compactMap { $0 }.map { Spelling([$0], isPlain: false) }
        }
        length = text.count
    }

    /// What it may begin with, in lower case.
    var firsts: [UInt8] { characters.first?.compactMap(\.low.first) ?? [] }

    /// - Parameter low: `bytes` in lower case.
    /// - Returns: where it ends that begins at `start`; `nil`: it does not begin there.
    func end(in bytes: [UInt8], _ low: [UInt8], at start: Int, _ strictness: Strictness) -> Int? {
        var ends: Set<Int> = [start]
        for spellings in characters {
            var next: Set<Int> = []
            for end in ends {
                for spelling in spellings {
                    let isThere =
                        spelling.isPlain && strictness == .sameCase
                        ? bytes[end...].starts(with: spelling.bytes) : low[end...].starts(with: spelling.low)
                    if isThere { next.insert(end + spelling.bytes.count) }
                }
            }
            guard !next.isEmpty else { return nil }
            ends = next
        }
        return ends.max().flatMap { $0 > start ? $0 : nil }
    }

    private static func spellings(_ scalar: Unicode.Scalar) -> [Spelling] {
        let plain = Array(String(scalar).utf8)
        let hex = String(scalar.value, radix: 16)
        var encoded = [
            plain.map { "%" + padded(String($0, radix: 16), to: 2) }.joined(),
            String(scalar).utf16.map { "\\u" + padded(String($0, radix: 16), to: 4) }.joined(),
            "&#\(scalar.value);", "&#0\(scalar.value);", "&#x\(hex);", "&#x0\(hex);", "&#x\(padded(hex, to: 4));",
        ]
        encoded += escapes[scalar] ?? []
        if (0x21..<0x7f).contains(scalar.value), !scalar.properties.isAlphabetic { encoded.append("\\\(scalar)") }
        return [Spelling(plain, isPlain: true)] + encoded.map { Spelling(Array($0.utf8), isPlain: false) }
    }

    private static let escapes: [Unicode.Scalar: [String]] = [
        "&": ["&amp;"], "<": ["&lt;"], ">": ["&gt;"], "\"": ["&quot;"], "'": ["&apos;"], " ": ["+", "&nbsp;"],
        "\u{A0}": ["&nbsp;"],
    ]
}

func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }

private func padded(_ digits: String, to count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.count)) + digits
}

private func base64(_ bytes: [UInt8], shiftedBy shift: Int) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let known = shift * 8..<(shift + bytes.count) * 8
    let padded = [UInt8](repeating: 0, count: shift) + bytes
    func bit(_ index: Int) -> Int { Int(padded[index / 8] >> UInt8(7 - index % 8)) & 1 }
    return stride(from: (known.lowerBound + 5) / 6 * 6, through: known.upperBound - 6, by: 6).map { start in
        alphabet[(start..<start + 6).reduce(0) { $0 << 1 | bit($1) }]
    }
}
