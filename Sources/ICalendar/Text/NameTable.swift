// SPDX-License-Identifier: Apache-2.0

/// Finds a name of up to 16 bytes without making a `String`: open addressing over the name packed into two words.
struct NameTable<Name: RawRepresentable<String> & CaseIterable & Sendable>: Sendable {
    private struct Slot {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var name: Name?
    }
    private var slots = [Slot](repeating: Slot(), count: 256)

    init() {
        for name in Name.allCases {
            let bytes = Array(name.rawValue.utf8)
            let (low, high) = Self.packed(bytes, 0..<bytes.count)
            var place = Self.place(low, high)
            while slots[place].name != nil { place = (place + 1) & 255 }
            slots[place] = Slot(low: low, high: high, name: name)
        }
    }

    /// In any case.
    func find(_ bytes: [UInt8], _ range: Range<Int>) -> Name? {
        guard range.count <= 16 else { return nil }
        let (low, high) = Self.packed(bytes, range)
        var place = Self.place(low, high)
        while let name = slots[place].name {
            if slots[place].low == low, slots[place].high == high { return name }
            place = (place + 1) & 255
        }
        return nil
    }

    private static func packed(_ bytes: [UInt8], _ range: Range<Int>) -> (UInt64, UInt64) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for index in range {
            high = high << 8 | low >> 56
            low = low << 8 | UInt64(bytes[index].asciiUppercased)
        }
        return (low, high)
    }

    private static func place(_ low: UInt64, _ high: UInt64) -> Int {
        Int(truncatingIfNeeded: ((low ^ high &* 0x9E37_79B9) &* 0x9E37_79B9_7F4A_7C15) >> 56)
    }
}
