// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// BYDAY with ordinals: the nth Tuesday of the month or the year.
struct RuleOrdinals {
    /// By weekday, 1 is Monday: bit n is the nth; counted from the end: bit 1 is the last.
    private var fromStart = [UInt64](repeating: 0, count: 8)
    private var fromEnd = [UInt64](repeating: 0, count: 8)
    private let countInYear: Bool

    init(_ days: [RecurrenceRule.OrdinalDay], countInYear: Bool) {
        self.countInYear = countInYear
        for day in days {
            if day.ordinal > 0 {
                fromStart[day.weekday] |= 1 << UInt64(day.ordinal)
            } else {
                fromEnd[day.weekday] |= 1 << UInt64(-day.ordinal)
            }
        }
    }

    /// Of the month that begins with `first`.
    func set(year: Int, first: Day, length: Int) -> UInt32 {
        var set: UInt32 = 0
        let before = countInYear ? first - Day(year: year, month: 1, day: 1) : 0
        let total = countInYear ? RuleYearDays.length(of: year) : length
        var weekday = first.weekday
        for day in 1...length {
            let place = before + day - 1
            if fromStart[weekday] >> UInt64(place / 7 + 1) & 1 != 0
                || fromEnd[weekday] >> UInt64((total - 1 - place) / 7 + 1) & 1 != 0
            {
                set |= 1 << UInt32(day)
            }
            weekday = weekday == 7 ? 1 : weekday + 1
        }
        return set
    }
}

/// BYYEARDAY.
struct RuleYearDays {
    /// Bit 0 of the first word is January 1st.
    private let common: [UInt64]
    private let leap: [UInt64]

    init(_ days: [Int]) {
        common = Self.words(days, length: 365)
        leap = Self.words(days, length: 366)
    }

    static func length(of year: Int) -> Int { DateDigits.length(month: 2, year: year) + 337 }

    /// Of the month that begins with `first`; bits after its last day mean nothing.
    func set(year: Int, first: Day) -> UInt32 {
        let place = first - Day(year: year, month: 1, day: 1)
        let words = Self.length(of: year) == 366 ? leap : common
        let (word, bit) = place.quotientAndRemainder(dividingBy: 64)
        let high = bit == 0 ? 0 : words[word + 1] << UInt64(64 - bit)
        return UInt32(truncatingIfNeeded: (words[word] >> UInt64(bit) | high) << 1)
    }

    private static func words(_ days: [Int], length: Int) -> [UInt64] {
        // One more than a year needs, to read across its end.
        var words = [UInt64](repeating: 0, count: 7)
        for day in days {
            let place = day > 0 ? day - 1 : length + day
            if place >= 0, place < length { words[place / 64] |= 1 << UInt64(place % 64) }
        }
        return words
    }
}

/// BYWEEKNO: weeks as in ISO 8601, from WKST on; the first is the one with at least four days of the year.
struct RuleWeeks {
    private let fromStart: UInt64
    private let fromEnd: UInt64
    private let weekStart: Int

    init(_ rule: RecurrenceRule) {
        fromStart = rule.weekNumbers
        fromEnd = rule.weekNumbersFromEnd
        weekStart = rule.weekStart
    }

    /// Of the month that begins with `first`; bits after its last day mean nothing.
    func set(year: Int, first: Day, length: Int) -> UInt32 {
        var set: UInt32 = 0
        var week = begin(ofWeekWith: first)
        while week - first < length {
            if allows(weekFrom: week, in: year) {
                let offset = week - first
                set |= offset < 0 ? (0x7F >> UInt32(-offset)) << 1 : 0x7F << UInt32(offset + 1)
            }
            week = week + 7
        }
        return set
    }

    /// A week that holds days of the year, which may be another year's last or first.
    private func allows(weekFrom week: Day, in year: Int) -> Bool {
        let (start, end) = (firstWeek(of: year), firstWeek(of: year + 1))
        if week < start { return allows(week, from: firstWeek(of: year - 1), to: start) }
        return week < end ? allows(week, from: start, to: end) : allows(week, from: end, to: firstWeek(of: year + 2))
    }

    private func allows(_ week: Day, from start: Day, to end: Day) -> Bool {
        let number = (week - start) / 7 + 1
        let count = (end - start) / 7
        return (fromStart >> UInt64(number) | fromEnd >> UInt64(count + 1 - number)) & 1 != 0
    }

    private func firstWeek(of year: Int) -> Day { begin(ofWeekWith: Day(year: year, month: 1, day: 4)) }

    private func begin(ofWeekWith day: Day) -> Day { day + -((day.weekday - weekStart + 7) % 7) }
}
