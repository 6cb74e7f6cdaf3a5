// SPDX-License-Identifier: Apache-2.0

/// A calendar of `count` objects of which none is kept: each text is made when it is asked for, always the same.
package struct GeneratedCalendar: Sendable, Equatable {
    package let count: Int
    /// Around this day the events lie. The same anchor gives the same calendar, byte for byte.
    package let anchor: CivilDay

    package init(count: Int, anchor: CivilDay) {
        self.count = count
        self.anchor = anchor
    }

    /// Looks like a random UUID, as clients name their objects, but ends with the index.
    package func name(of index: Int) -> String { Self.identifier(of: index) + ".ics" }

    /// `nil` when no object was generated under this name.
    package func index(of name: some StringProtocol) -> Int? {
        guard name.utf8.count == 40, let index = Int(name.dropLast(4).suffix(12), radix: 16),
            (0..<count).contains(index), self.name(of: index) == name
        else { return nil }
        return index
    }

    package func text(of index: Int, edits: Int = 0) -> [UInt8] {
        EventSketch(index: index, anchor: anchor).text(uid: Self.identifier(of: index), edits: edits)
    }

    /// As `text`, but a single event in UTC with a title and a place: 350 bytes.
    package func simpleText(of index: Int) -> [UInt8] {
        EventSketch(index: index, anchor: anchor).simpleText(uid: Self.identifier(of: index))
    }

    /// Objects with an instance in the range, in seconds since 1970.
    package func indices(touching range: Range<Int>) -> [Int] {
        (0..<count).filter { EventSketch(index: $0, anchor: anchor).touches(range) }
    }

    private static func identifier(of index: Int) -> String {
        var random = SplitMix(seed: UInt64(index))
        let bits = random.next()
        return hexadecimal(bits & 0xffff_ffff, 8) + "-" + hexadecimal(bits >> 32 & 0xffff, 4) + "-4"
            + hexadecimal(bits >> 48 & 0xfff, 3) + "-a" + hexadecimal(bits >> 52, 3) + "-"
            + hexadecimal(UInt64(index), 12)
    }

    private static func hexadecimal(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits.suffix(width)
    }
}
