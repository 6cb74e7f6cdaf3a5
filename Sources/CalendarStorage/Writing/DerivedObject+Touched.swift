// SPDX-License-Identifier: Apache-2.0

import CalendarModel

extension DerivedObject {
    /// Every moment, in UTC, at which somebody somewhere could see this object. Floating and all-day times are widened
    /// to all zones of the world (UTC+14 to UTC−12); a series has no end that is known here, so it reaches to the year
    /// 10000. `nil` when there are no events.
    var touchedRange: TimeRange? {
        guard let first = events.first else { return nil }
        var (low, high) = (Self.bounds(first.start, first.end).low, Int64.min)
        func add(_ start: CalendarTime, _ end: CalendarTime) {
            let bounds = Self.bounds(start, end)
            low = min(low, bounds.low)
            high = max(high, bounds.high)
        }
        for event in events { add(event.start, event.end) }
        for occurrence in occurrences { add(occurrence.start, occurrence.end) }
        return TimeRange(start: low, end: isRecurring ? max(high, Self.endOfTime) : high)
    }

    /// An event without length touches its start.
    private static func bounds(_ start: CalendarTime, _ end: CalendarTime) -> (low: Int64, high: Int64) {
        let high = max(end.seconds, start.seconds.saturating(adding: 1))
        guard start.kind != .utc else { return (start.seconds, high) }
        return (start.seconds.saturating(adding: -14 * 3600), high.saturating(adding: 12 * 3600))
    }

    private static let endOfTime = CalendarTime.date(Day(year: 10_000, month: 1, day: 1)).seconds

    /// Of the master, or else of the first override.
    var title: String? { (events.first { $0.recurrenceID == nil } ?? events.first)?.title }
}
