// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// A time zone file (RFC 9636), versions 1 to 4. Files with leap seconds are refused: their clock is not UTC.
struct TZif {
    private let bytes: [UInt8]
    private var counts = Counts()
    /// Where the data block begins.
    private var position = 0
    /// Bytes of one transition time.
    private var width = 4

    private struct Counts {
        var utcFlags = 0, standardFlags = 0, leaps = 0, transitions = 0, types = 0, characters = 0
        /// Bytes of the data block with transition times of `width` bytes.
        func size(width: Int) -> Int {
            transitions * (width + 1) + types * 6 + characters + leaps * (width + 4) + standardFlags + utcFlags
        }
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func rules(named name: String, _ bytes: [UInt8]) -> TimeZoneRules? {
        var file = TZif(bytes)
        guard let version = file.header() else { return nil }
        guard version > 0 else { return file.rules(named: name) }
        file.position += file.counts.size(width: 4)
        guard file.header() != nil else { return nil }
        file.width = 8
        return file.rules(named: name)
    }

    /// Reads one header; returns the version.
    private mutating func header() -> UInt8? {
        let start = position
        guard start <= bytes.count - 44, bytes[start...].starts(with: "TZif".utf8) else { return nil }
        let numbers = (0..<6).map { Int(integer(at: start + 20 + 4 * $0, width: 4)) }
        guard numbers.allSatisfy({ $0 >= 0 && $0 <= 100_000 }) else { return nil }
        counts = Counts(
            utcFlags: numbers[0], standardFlags: numbers[1], leaps: numbers[2], transitions: numbers[3],
            types: numbers[4], characters: numbers[5])
        position = start + 44
        return bytes[start + 4]
    }

    private func rules(named name: String) -> TimeZoneRules? {
        guard counts.leaps == 0, counts.types > 0, counts.types <= 256,
            position <= bytes.count - counts.size(width: width)
        else { return nil }
        let indices = position + counts.transitions * width
        let types = (0..<counts.types).map { observance(at: typesStart + 6 * $0) }
        var transitions: [TimeZoneRules.Transition] = []
        for index in 0..<counts.transitions {
            let moment = integer(at: position + index * width, width: width)
            let type = Int(bytes[indices + index])
            guard type < types.count, let observance = types[type], moment > transitions.last?.at ?? Int64.min else {
                return nil
            }
            transitions.append(TimeZoneRules.Transition(at: moment, to: observance))
        }
        guard let first = types[0] else { return nil }
        return TimeZoneRules(
            name: name, first: first, transitions: transitions,
            rule: width == 8 ? footer(at: position + counts.size(width: width)) : nil)
    }

    private var typesStart: Int { position + counts.transitions * (width + 1) }

    private func observance(at place: Int) -> TimeZoneRules.Observance? {
        let offset = integer(at: place, width: 4)
        let names = typesStart + counts.types * 6
        let (start, end) = (names + Int(bytes[place + 5]), names + counts.characters)
        guard abs(offset) <= 93_600, start < end else { return nil }
        let name = bytes[start..<end].prefix { $0 != 0 }
        return TimeZoneRules.Observance(
            offset: Int(offset), isDaylight: bytes[place + 4] != 0,
            abbreviation: String(decoding: name, as: UTF8.self))
    }

    /// The TZ string between two line feeds.
    private func footer(at place: Int) -> PosixRule? {
        guard place < bytes.count, bytes[place] == .lineFeed else { return nil }
        return PosixRule(bytes[(place + 1)...].prefix { $0 != .lineFeed })
    }

    /// Big-endian, signed.
    private func integer(at place: Int, width: Int) -> Int64 {
        var value: UInt64 = 0
        for index in place..<place + width { value = value << 8 | UInt64(bytes[index]) }
        return width == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
