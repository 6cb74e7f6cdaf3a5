// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel

/// Ranges of time that together cover everything, halved where an answer was cut off, one to be asked for at a time.
struct RangeBisection {
    /// A range that is still cut cannot be halved any more, or too much was asked: something may be missing.
    private(set) var isExhausted = false
    private var waiting: [TimeRange]
    private var asked = 0

    /// Ten minutes: more events than fit into one answer do not begin in less.
    private static let least: Int64 = 600
    private static let mostQueries = 256
    /// 1900 to 2100; what lies outside comes with the query that names no range.
    static let whole = TimeRange(start: -2_208_988_800, end: 4_102_444_800)

    init(_ range: TimeRange = whole) { waiting = [range] }

    mutating func next() -> TimeRange? {
        guard let range = waiting.popLast() else { return nil }
        asked += 1
        guard asked <= Self.mostQueries else {
            (isExhausted, waiting) = (true, [])
            return nil
        }
        return range
    }

    mutating func wasCut(_ range: TimeRange) {
        guard range.end - range.start >= 2 * Self.least else {
            isExhausted = true
            return
        }
        let middle = range.start + (range.end - range.start) / 2
        waiting += [TimeRange(start: middle, end: range.end), TimeRange(start: range.start, end: middle)]
    }
}
