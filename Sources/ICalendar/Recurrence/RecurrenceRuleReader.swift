// SPDX-License-Identifier: Apache-2.0

extension RecurrenceRule {
    /// - Throws: why the value is not a rule.
    init(_ text: [UInt8], _ range: Range<Int>) throws(ICalendarError) {
        let parts = text.pieces(of: range, separatedBy: .semicolon).map(text.trimmed)
        guard !parts.contains(where: { text.matches("RSCALE=", at: $0.prefix(7)) }) else {
            // Another calendar (RFC 7529): nothing in the rule means what it means here.
            unsupported = ["RSCALE"]
            return
        }
        var seen: Set<String> = []
        for part in parts where !part.isEmpty {
            guard let equals = text.firstIndex(of: .equals, in: part) else {
                throw ICalendarError("\(shortened(text, part)) is not a part of a rule")
            }
            let name = String(decoding: text[part.lowerBound..<equals].map(\.asciiUppercased), as: UTF8.self)
            guard seen.insert(name).inserted else { throw ICalendarError("\(name) stands in it twice") }
            try read(name, text, text.trimmed(equals + 1..<part.upperBound))
        }
        guard seen.contains("FREQ") else { throw ICalendarError("it has no FREQ") }
    }

    private mutating func read(_ name: String, _ text: [UInt8], _ value: Range<Int>) throws(ICalendarError) {
        switch name {
        case "FREQ": frequency = try Self.frequency(text, value)
        case "INTERVAL": interval = try Self.positive(name, text, value)
        case "COUNT": count = try Self.positive(name, text, value)
        case "UNTIL":
            guard let digits = DateDigits(text, value) else {
                throw ICalendarError("\(shortened(text, value)) is not a date")
            }
            until = digits
        case "BYDAY": try readDays(text, value)
        case "BYMONTHDAY":
            for day in try Self.numbers(name, text, value, within: 1...31, orNegative: true) {
                if day > 0 { monthDays |= 1 << UInt32(day) } else { monthDaysFromEnd |= 1 << UInt32(-day) }
            }
        case "BYMONTH":
            for month in try Self.numbers(name, text, value, within: 1...12) { months |= 1 << UInt16(month) }
        case "BYHOUR": hours = try Self.numbers(name, text, value, within: 0...23)
        case "BYMINUTE": minutes = try Self.numbers(name, text, value, within: 0...59)
        case "BYSECOND":
            // Without leap seconds 60 is 59 (RFC 5545 §3.3.12).
            seconds = try Self.numbers(name, text, value, within: 0...60)
            if seconds.last == 60 { seconds = seconds.filter { $0 < 59 } + [59] }
        case "BYSETPOS": setPositions = try Self.numbers(name, text, value, within: 1...366, orNegative: true)
        case "WKST": weekStart = try Self.weekday(text, value)
        case "BYWEEKNO":
            for week in try Self.numbers(name, text, value, within: 1...53, orNegative: true) {
                if week > 0 { weekNumbers |= 1 << UInt64(week) } else { weekNumbersFromEnd |= 1 << UInt64(-week) }
            }
        case "BYYEARDAY": yearDays = try Self.numbers(name, text, value, within: 1...366, orNegative: true)
        case "SKIP": unsupported.append(name)
        default:
            guard name.hasPrefix("X-") else { throw ICalendarError("\(name.prefix(20)) is not a part of a rule") }
        }
    }

    /// Each day once, with any number of pieces.
    private mutating func readDays(_ text: [UInt8], _ value: Range<Int>) throws(ICalendarError) {
        var seen = Set<OrdinalDay>()
        for piece in text.pieces(of: value, separatedBy: .comma) {
            let piece = text.trimmed(piece)
            guard piece.count >= 2 else { throw ICalendarError("BYDAY has an empty day") }
            let weekday = try Self.weekday(text, piece.upperBound - 2..<piece.upperBound)
            guard piece.count > 2 else {
                weekdays |= 1 << UInt8(weekday)
                continue
            }
            guard let ordinal = text.integer(piece.lowerBound..<piece.upperBound - 2), ordinal != 0,
                abs(ordinal) <= 53
            else { throw ICalendarError("\(shortened(text, piece)) is not a day") }
            let day = OrdinalDay(ordinal: ordinal, weekday: weekday)
            if seen.insert(day).inserted { ordinalDays.append(day) }
        }
    }

    private static func frequency(_ text: [UInt8], _ value: Range<Int>) throws(ICalendarError) -> Frequency {
        for frequency in Frequency.allCases
        where frequency.rawValue.utf8.elementsEqual(text[value].map(\.asciiUppercased)) {
            return frequency
        }
        throw ICalendarError("\(shortened(text, value)) is not a frequency")
    }

    /// Huge numbers become 400 billion: more than there are seconds until the year 9999.
    private static func positive(_ name: String, _ text: [UInt8], _ value: Range<Int>) throws(ICalendarError) -> Int {
        let digits = text[value]
        guard !digits.isEmpty, digits.allSatisfy({ $0.digit != nil }), digits.contains(where: { $0 != 0x30 }) else {
            throw ICalendarError("\(name) is not a positive number")
        }
        return min(text.integer(value) ?? Int.max, 400_000_000_000)
    }

    private static func numbers(
        _ name: String, _ text: [UInt8], _ value: Range<Int>, within range: ClosedRange<Int>, orNegative: Bool = false
    ) throws(ICalendarError) -> [Int] {
        var seen = Set<Int>()
        for piece in text.pieces(of: value, separatedBy: .comma) {
            guard let number = text.integer(text.trimmed(piece)),
                range.contains(number) || (orNegative && number < 0 && range.contains(-number))
            else { throw ICalendarError("\(name) has \(shortened(text, piece))") }
            seen.insert(number)
        }
        return seen.sorted()
    }

    private static func weekday(_ text: [UInt8], _ value: Range<Int>) throws(ICalendarError) -> Int {
        let names: [StaticString] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        for (index, name) in names.enumerated() where text.matches(name, at: value) { return index + 1 }
        throw ICalendarError("\(shortened(text, value)) is not a day of the week")
    }
}

/// What stands there, quoted, at most 40 bytes of it.
private func shortened(_ text: [UInt8], _ range: Range<Int>) -> String {
    "“\(decode(text, range.lowerBound..<min(range.upperBound, range.lowerBound + 40)))”"
}
