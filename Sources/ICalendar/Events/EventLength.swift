// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// How long each instance of an event lasts (RFC 5545 §3.8.5.3).
enum EventLength {
    /// Seconds between the instants of DTSTART and DTEND, never negative; between midnights for dates.
    case exact(Int64)
    /// DURATION: days of the calendar, then seconds of the clock.
    case nominal(days: Int64, seconds: Int64)

    /// What `CalendarTime` counts at the end of an instance.
    func end(wall: Int64, seconds start: Int64, form: TimeForm) -> Int64 {
        switch self {
        case .exact(let length): (start + length).inCalendar
        case .nominal(let days, let seconds):
            max(start, ((days == 0 ? start : form.seconds(fromWall: wall + days * 86_400)) + seconds).inCalendar)
        }
    }

    /// Seconds, at least as long as any instance of it.
    var upperBound: Int64 {
        switch self {
        case .exact(let length): length
        case .nominal(let days, let seconds): days == 0 ? max(0, seconds) : max(0, days * 86_400 + seconds) + 93_600
        }
    }
}

/// A DURATION value (RFC 5545 §3.3.6), sign apart.
struct DurationValue {
    /// More is not believed: 10,000 years.
    static let maximumDays: Int64 = 3_652_500

    var days: Int64 = 0
    var seconds: Int64 = 0
    var isNegative = false

    /// Lenient: `P2DT`, `PT2D` and an empty `PT` are what they seem to say; `nil` for anything else, and above the maximum.
    init?(_ text: [UInt8], _ range: Range<Int>) {
        let range = text.trimmed(range)
        var index = range.lowerBound
        if index < range.upperBound, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < range.upperBound, text[index].asciiUppercased == UInt8(ascii: "P") else { return nil }
        index += 1
        var number: Int64?
        while index < range.upperBound {
            let byte = text[index].asciiUppercased
            index += 1
            if let digit = byte.digit {
                number = (number ?? 0) * 10 + Int64(digit)
                guard let number, number <= Self.maximumDays * 86_400 else { return nil }
                continue
            }
            if byte == UInt8(ascii: "T") { continue }
            guard let count = number, add(count, unit: byte) else { return nil }
            number = nil
        }
        guard number == nil, days + seconds / 86_400 <= Self.maximumDays else { return nil }
    }

    /// Whole days are written as such.
    init(seconds: Int64) {
        isNegative = seconds < 0
        let length = Int64(min(seconds.magnitude, UInt64(Self.maximumDays * 86_400)))
        if length % 86_400 == 0 { days = length / 86_400 } else { self.seconds = length }
    }

    /// Without parts of zero: `-PT15M` of `-P0DT0H15M0S`, `P7D` of `P1W`, `PT0S` of `P0D`.
    var text: String {
        guard days != 0 || seconds != 0 else { return "PT0S" }
        var result = isNegative ? "-P" : "P"
        if days > 0 { result += "\(days)D" }
        guard seconds > 0 else { return result }
        result += "T"
        if seconds >= 3600 { result += "\(seconds / 3600)H" }
        if seconds / 60 % 60 > 0 { result += "\(seconds / 60 % 60)M" }
        if seconds % 60 > 0 { result += "\(seconds % 60)S" }
        return result
    }

    private mutating func add(_ count: Int64, unit: UInt8) -> Bool {
        switch unit {
        case UInt8(ascii: "W"): days += count * 7
        case UInt8(ascii: "D"): days += count
        case UInt8(ascii: "H"): seconds += count * 3600
        case UInt8(ascii: "M"): seconds += count * 60
        case UInt8(ascii: "S"): seconds += count
        default: return false
        }
        return days <= Self.maximumDays && seconds <= Self.maximumDays * 86_400
    }
}
