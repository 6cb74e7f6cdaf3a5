// SPDX-License-Identifier: Apache-2.0

/// A moment of the world's clock: microseconds since 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Sendable, Comparable {
    package let microseconds: Int64
    package init(microseconds: Int64) { self.microseconds = microseconds }
    package init(seconds: Int64) { microseconds = seconds.multipliedReportingOverflow(by: 1_000_000).partialValue }
    /// Whole seconds, rounded down.
    package var seconds: Int64 { microseconds.flooredDivision(by: 1_000_000) }
    package static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }
    package static func + (a: Self, b: Duration) -> Self { Self(microseconds: a.microseconds &+ b.microseconds) }
    package static func - (a: Self, b: Duration) -> Self { Self(microseconds: a.microseconds &- b.microseconds) }
    package static func - (a: Self, b: Self) -> Duration { .microseconds(a.microseconds &- b.microseconds) }
}

extension Duration {
    /// Whole microseconds; sub-microsecond parts are dropped.
    package var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1_000_000 &+ attoseconds / 1_000_000_000_000
    }
}

/// A day of the proleptic Gregorian calendar: days since 1970-01-01.
package struct Day: Hashable, Sendable, Comparable {
    package let number: Int
    package init(number: Int) { self.number = number }

    /// Any month and day are accepted and carried over, as in `Day(year: 2026, month: 14, day: 0)`.
    package init(year: Int, month: Int, day: Int) {
        // Howard Hinnant's days_from_civil.
        let months = year &* 12 &+ month &- 1
        let (y0, m) = (months.flooredDivision(by: 12), months.flooredRemainder(by: 12) + 1)
        let y = m <= 2 ? y0 - 1 : y0
        let era = y.flooredDivision(by: 400)
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5
        number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468 + day - 1
    }

    package var civil: (year: Int, month: Int, day: Int) {
        let z = number + 719_468
        let era = z.flooredDivision(by: 146_097)
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * dayOfYear + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
    }

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var weekday: Int { (number + 3).flooredRemainder(by: 7) + 1 }
    package static func < (a: Self, b: Self) -> Bool { a.number < b.number }
    package static func + (a: Self, days: Int) -> Self { Self(number: a.number + days) }
    package static func - (a: Self, b: Self) -> Int { a.number - b.number }
}

/// How the seconds of a ``CalendarTime`` are meant.
package enum TimeKind: Int, Hashable, Sendable, CaseIterable {
    /// Seconds since 1970 in UTC.
    case utc = 0
    /// Wall time wherever it is read, counted as if it were UTC.
    case floating = 1
    /// Midnight of a day, counted as if it were UTC.
    case date = 2
}

/// A point on a calendar, in whole seconds. What the seconds count depends on `kind`.
package struct CalendarTime: Hashable, Sendable {
    package let kind: TimeKind
    package let seconds: Int64
    package init(_ kind: TimeKind, seconds: Int64) {
        self.kind = kind
        self.seconds = seconds
    }
    package static func date(_ day: Day) -> Self { Self(.date, seconds: Int64(day.number) * 86_400) }
    package var day: Day { Day(number: Int(seconds.flooredDivision(by: 86_400))) }
}

/// A half-open range of the world's clock, in whole seconds.
package struct TimeRange: Hashable, Sendable {
    package let start: Int64
    package let end: Int64
    package init(start: Int64, end: Int64) {
        self.start = start
        self.end = max(start, end)
    }
    package func union(_ other: TimeRange) -> TimeRange {
        TimeRange(start: min(start, other.start), end: max(end, other.end))
    }
}

extension FixedWidthInteger where Self: SignedInteger {
    @inlinable package func flooredDivision(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
    @inlinable package func flooredRemainder(by divisor: Self) -> Self {
        let remainder = self % divisor
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder
    }
}
