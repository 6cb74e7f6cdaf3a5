// SPDX-License-Identifier: Apache-2.0

/// Offsets from UTC in seconds, in the spellings that are met.
enum UTCOffset {
    private static let day = 86_400
    /// Nobody's clock is further away; of a name that says more something else is meant.
    private static let furthestName = 18 * 3600

    /// TZOFFSETFROM and TZOFFSETTO: `±HHMM[SS]` (RFC 5545 §3.3.14), also with colons, without a sign, `±HMM` and `±HH`; less
    /// than a day. Synology writes `+5730` for `+005730`: what cannot be hours is minutes and seconds, if there are any.
    static func value(_ text: [UInt8], _ range: Range<Int>) -> Int? {
        let range = text.trimmed(range)
        let bytes = text[range]
        let isSigned = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
        let digits = bytes.dropFirst(isSigned ? 1 : 0)
        guard let seconds = seconds(digits, repairing: true), seconds < day else { return nil }
        return bytes.first == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// What a zone's name says of itself: `GMT+0200`, `UTC-3:30`, `+02:00`, `(GMT-05.00) anything`. Only with a sign: `(UTC)
    /// London` has summer time, and is not UTC.
    static func named(_ name: String) -> Int? {
        var rest = Substring(name.uppercased()).utf8.drop { $0 == .space }
        let isBracketed = rest.first == UInt8(ascii: "(")
        if isBracketed { rest = rest.dropFirst() }
        if rest.starts(with: "UTC".utf8) || rest.starts(with: "GMT".utf8) {
            rest = rest.dropFirst(3).drop { $0 == .space }
        }
        guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let number = rest.dropFirst().prefix { $0.digit != nil || $0 == .colon || $0 == UInt8(ascii: ".") }
        rest = rest.dropFirst(1 + number.count)
        let isWhole = isBracketed ? rest.first == UInt8(ascii: ")") : rest.allSatisfy { $0 == .space }
        guard isWhole, let seconds = seconds(ArraySlice(number), repairing: false), seconds <= furthestName else {
            return nil
        }
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// `HH`, `HHMM`, `HHMMSS`, or `HH:MM:SS`; a leading zero may be missing.
    private static func seconds(_ digits: ArraySlice<UInt8>, repairing: Bool) -> Int? {
        guard (1...8).contains(digits.count) else { return nil }
        var parts: [Int] = []
        let pieces = digits.split(omittingEmptySubsequences: false) { $0 == .colon || $0 == UInt8(ascii: ".") }
        for piece in pieces {
            guard (1...(pieces.count == 1 ? 6 : 2)).contains(piece.count) else { return nil }
            var number = 0
            for byte in piece {
                guard let digit = byte.digit else { return nil }
                number = number * 10 + digit
            }
            parts.append(number)
        }
        if pieces.count == 1, digits.count > 2 {
            let number = parts[0]
            parts =
                digits.count > 4 ? [number / 10_000, number / 100 % 100, number % 100] : [number / 100, number % 100]
            if repairing, parts.count == 2, parts[0] >= 24, parts[1] > 0 { parts.insert(0, at: 0) }
        }
        guard parts.count <= 3, parts.dropFirst().allSatisfy({ $0 < 60 }), parts[0] < 24 else { return nil }
        return parts.enumerated().reduce(0) { $0 + $1.element * [3600, 60, 1][$1.offset] }
    }
}
