// SPDX-License-Identifier: Apache-2.0

/// The range in which recurring events have rows in `occurrences`: 1 year back to 2 years ahead, moved on monthly.
package struct DeriveWindow: Hashable, Sendable {
    /// Seconds since 1970; floating and all-day times are compared as if UTC.
    package let range: TimeRange
    package init(range: TimeRange) { self.range = range }

    /// The window for `now`. The same for all moments of one month, so that it moves on monthly.
    package init(around now: Instant) {
        let (year, month, _) = Day(number: Int(now.seconds.flooredDivision(by: 86_400))).civil
        range = TimeRange(
            start: CalendarTime.date(Day(year: year - 1, month: month, day: 1)).seconds,
            end: CalendarTime.date(Day(year: year + 2, month: month + 1, day: 1)).seconds)
    }
}
