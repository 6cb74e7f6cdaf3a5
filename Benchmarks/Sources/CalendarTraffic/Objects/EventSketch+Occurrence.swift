// SPDX-License-Identifier: Apache-2.0

extension EventSketch {
    /// Whether an instance touches the range, in seconds since 1970; to the hour, as a server's index may be.
    func touches(_ range: Range<Int>) -> Bool {
        let first = start.number * 86_400 + (shape.hasTime ? startMinute * 60 : 0)
        switch shape {
        case .zoned, .utc: return overlaps(first, minutes * 60, range)
        case .allDay(let days): return overlaps(first, days * 86_400, range)
        case .weekly(let end):
            let week = 7 * 86_400
            let last = end.lastWeek.map { first + $0 * week } ?? .max
            let next = first + max(0, (range.lowerBound - first + week - 1) / week) * week
            return next <= last && overlaps(next, minutes * 60, range)
        case .yearly:
            let (_, month, day) = start.civil
            let years =
                CivilDay(number: range.lowerBound / 86_400).civil
                .year...CivilDay(
                    number: range.upperBound / 86_400
                ).civil.year
            return years.contains {
                overlaps(CivilDay(year: $0, month: month, day: day).number * 86_400, 86_400, range)
            }
        }
    }

    private func overlaps(_ start: Int, _ length: Int, _ range: Range<Int>) -> Bool {
        start < range.upperBound && start + length > range.lowerBound
    }
}

extension EventSketch.WeeklyEnd {
    /// Counted from 0; `nil` for ever.
    fileprivate var lastWeek: Int? {
        switch self {
        case .count(let count): count - 1
        case .until(let weeks): weeks
        case .never: nil
        }
    }
}
