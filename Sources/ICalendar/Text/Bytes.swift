// SPDX-License-Identifier: Apache-2.0

import Glibc

extension UInt8 {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
    static let semicolon = UInt8(ascii: ";")
    static let colon = UInt8(ascii: ":")
    static let equals = UInt8(ascii: "=")
    static let backslash = UInt8(ascii: "\\")

    var asciiUppercased: UInt8 { self >= 0x61 && self <= 0x7A ? self & 0xDF : self }
    /// The value of a decimal digit.
    var digit: Int? { self >= 0x30 && self <= 0x39 ? Int(self) - 0x30 : nil }
    /// The value of a hexadecimal digit.
    var hexDigit: UInt8? {
        switch asciiUppercased {
        case 0x30...0x39: self & 15
        case 0x41...0x46: (self & 15) + 9
        default: nil
        }
    }
    /// A control character that no text carries; a tab may stand in one.
    var isControl: Bool { self < 0x20 && self != .tab }
    var isNameCharacter: Bool {
        digit != nil || (asciiUppercased >= 0x41 && asciiUppercased <= 0x5A) || self == UInt8(ascii: "-")
            || self == UInt8(ascii: "_") || self == UInt8(ascii: ".")
    }
}

extension [UInt8] {
    /// The first place of `byte` in the range.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= count else { return nil }
        return withUnsafeBytes { buffer in
            let from = buffer.baseAddress.unsafelyUnwrapped
            guard let hit = memchr(from + range.lowerBound, Int32(byte), range.count) else { return nil }
            return UnsafeRawPointer(hit) - from
        }
    }

    /// Compares without regard to ASCII case.
    func matches(_ text: StaticString, at range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { wanted in
            for (offset, index) in range.enumerated()
            where self[index].asciiUppercased != wanted[offset].asciiUppercased { return false }
            return true
        }
    }

    /// The range without spaces and tabs at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start] == .space || self[start] == .tab { start += 1 }
        while end > start, self[end - 1] == .space || self[end - 1] == .tab { end -= 1 }
        return start..<end
    }

    /// A decimal number with optional sign; `nil` for anything else, and on overflow.
    func integer(_ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        guard index < range.upperBound else { return nil }
        let isNegative = self[index] == UInt8(ascii: "-")
        if isNegative || self[index] == UInt8(ascii: "+") { index += 1 }
        guard index < range.upperBound else { return nil }
        var result = 0
        while index < range.upperBound {
            guard let digit = self[index].digit else { return nil }
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            result = sum
            index += 1
        }
        return isNegative ? -result : result
    }

    /// How often `byte` stands in the range.
    func count(of byte: UInt8, in range: Range<Int>) -> Int {
        var (result, start) = (0, range.lowerBound)
        while let hit = firstIndex(of: byte, in: start..<range.upperBound) {
            result += 1
            start = hit + 1
        }
        return result
    }

    /// The pieces between the separators, empty ones included.
    func pieces(of range: Range<Int>, separatedBy separator: UInt8) -> Pieces {
        Pieces(bytes: self, separator: separator, skip: nil, start: range.lowerBound, end: range.upperBound)
    }

    /// The pieces between commas, but not at those that a backslash escapes.
    func items(of range: Range<Int>) -> Pieces {
        Pieces(bytes: self, separator: .comma, skip: .backslash, start: range.lowerBound, end: range.upperBound)
    }
}

/// Pieces of a text one after the other: a line may hold millions of them.
struct Pieces: Sequence, IteratorProtocol {
    fileprivate let bytes: [UInt8]
    fileprivate let separator: UInt8
    /// The byte after this one never separates.
    fileprivate let skip: UInt8?
    /// `nil` after the last one.
    fileprivate var start: Int?
    fileprivate let end: Int

    mutating func next() -> Range<Int>? {
        guard let start else { return nil }
        let hit = skip.map { separatorIndex(from: start, skip: $0) } ?? bytes.firstIndex(of: separator, in: start..<end)
        self.start = hit.map { $0 + 1 }
        return start..<(hit ?? end)
    }

    private func separatorIndex(from start: Int, skip: UInt8) -> Int? {
        var index = start
        while index < end {
            if bytes[index] == separator { return index }
            index += bytes[index] == skip ? 2 : 1
        }
        return nil
    }
}
