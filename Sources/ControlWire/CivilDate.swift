// SPDX-License-Identifier: Apache-2.0

/// A day of the proleptic Gregorian calendar, on the wire as `YYYY-MM-DD`; years 0 to 9999.
package struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    /// - Parameter number: days since 1970-01-01; what lies outside the years 0 to 9999 becomes their first or last day.
    package init(daysSince1970 number: Int) {
        // Howard Hinnant's civil_from_days.
        let z = min(max(number, Self.first), Self.last) + 719_468
        let era = z.flooredQuotient(146_097)
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `nil` for a day that does not exist.
    package init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let number = Self.number(year, month, day)
        self.init(daysSince1970: number)
        guard (self.year, self.month, self.day) == (year, month, day) else { return nil }
    }

    /// `YYYY-MM-DD` and nothing else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Int(digits: bytes[0..<4]), let month = Int(digits: bytes[5..<7]),
            let day = Int(digits: bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package var daysSince1970: Int { Self.number(year, month, day) }
    /// 1 is Monday, 7 is Sunday.
    package var weekday: Int { (daysSince1970 + 3).flooredRemainder(7) + 1 }
    package var description: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }
    package static func < (a: Self, b: Self) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }
    package static func + (a: Self, days: Int) -> Self {
        Self(daysSince1970: a.daysSince1970 + min(max(days, -4_000_000), 4_000_000))
    }
    package static func - (a: Self, b: Self) -> Int { a.daysSince1970 - b.daysSince1970 }

    private static let first = number(0, 1, 1)
    private static let last = number(9999, 12, 31)

    private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Howard Hinnant's days_from_civil.
        let y = month <= 2 ? year - 1 : year
        let era = y.flooredQuotient(400)
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension BinaryInteger {
    func flooredQuotient(_ divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    func flooredRemainder(_ divisor: Self) -> Self {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    /// At least `width` digits.
    func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int {
    /// ASCII digits only, at least one.
    init?(digits: some Collection<UInt8>) {
        guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        self = digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
}
