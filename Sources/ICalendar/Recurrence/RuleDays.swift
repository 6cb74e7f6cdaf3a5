// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The days of a period that a rule allows. A month is a bit set, bit 1 its first day.
struct RuleDays {
    private let months: UInt16
    private let monthDays: UInt32
    private let monthDaysFromEnd: UInt32
    private let hasMonthDays: Bool
    private let weekdays: UInt8
    private let hasDays: Bool
    private let ordinals: [RecurrenceRule.OrdinalDay]
    /// Ordinals count within the year: FREQ=YEARLY without BYMONTH (RFC 5545 §3.3.10).
    private let ordinalsCountInYear: Bool

    /// What the rule leaves open comes from DTSTART.
    init(_ rule: RecurrenceRule, startDay: Day) {
        let (_, month, day) = startDay.civil
        let isOpen = !rule.hasDays && !rule.hasMonthDays
        let isLong = rule.frequency == .yearly || rule.frequency == .monthly
        // Ordinals mean nothing within a day or a week.
        let plain = isLong ? rule.weekdays : rule.weekdays | rule.ordinalDays.reduce(0) { $0 | 1 << UInt8($1.weekday) }
        hasDays = rule.hasDays || (rule.frequency == .weekly && isOpen)
        weekdays = rule.hasDays ? plain : 1 << UInt8(startDay.weekday)
        ordinals = isLong ? rule.ordinalDays : []
        months = rule.months == 0 && rule.frequency == .yearly && isOpen ? 1 << UInt16(month) : rule.months
        let takesDay = isOpen && isLong
        monthDays = takesDay ? 1 << UInt32(day) : rule.monthDays
        monthDaysFromEnd = rule.monthDaysFromEnd
        hasMonthDays = rule.hasMonthDays || takesDay
        ordinalsCountInYear = rule.frequency == .yearly && rule.months == 0
    }

    func ofYear(_ year: Int, into days: inout [Int]) {
        for month in 1...12 { ofMonth(month, year: year, into: &days) }
    }

    func ofMonth(_ month: Int, year: Int, into days: inout [Int]) {
        guard allows(month: month) else { return }
        let length = DateDigits.length(month: month, year: year)
        let first = Day(year: year, month: month, day: 1)
        var set: UInt32 = length == 31 ? ~1 : (1 << UInt32(length + 1)) - 2
        if hasMonthDays { set &= monthDaySet(length: length) }
        if hasDays, set != 0 { set &= weekdaySet(year: year, first: first, length: length) }
        while set != 0 {
            days.append(first.number + set.trailingZeroBitCount - 1)
            set &= set - 1
        }
    }

    func ofWeek(from first: Day, into days: inout [Int]) {
        for offset in 0..<7 where allows(first + offset) { days.append(first.number + offset) }
    }

    func allows(_ day: Day) -> Bool {
        guard !hasDays || weekdays & 1 << UInt8(day.weekday) != 0 else { return false }
        guard months != 0 || hasMonthDays else { return true }
        let (year, month, dayOfMonth) = day.civil
        guard allows(month: month) else { return false }
        let length = DateDigits.length(month: month, year: year)
        return !hasMonthDays || monthDaySet(length: length) & 1 << UInt32(dayOfMonth) != 0
    }

    private func allows(month: Int) -> Bool { months == 0 || months & 1 << UInt16(month) != 0 }

    private func monthDaySet(length: Int) -> UInt32 {
        var set = monthDays
        var rest = monthDaysFromEnd
        while rest != 0 {
            let day = length + 1 - rest.trailingZeroBitCount
            if day > 0 { set |= 1 << UInt32(day) }
            rest &= rest - 1
        }
        return set
    }

    private func weekdaySet(year: Int, first: Day, length: Int) -> UInt32 {
        var set: UInt32 = 0
        let firstWeekday = first.weekday
        if weekdays != 0 {
            for day in 1...length where weekdays & 1 << UInt8((firstWeekday + day - 2) % 7 + 1) != 0 {
                set |= 1 << UInt32(day)
            }
        }
        for ordinal in ordinals {
            let day =
                ordinalsCountInYear
                ? Self.day(ordinal, from: Day(year: year, month: 1, day: 1), to: Day(year: year, month: 12, day: 31))
                : Self.day(ordinal, from: first, to: first + (length - 1))
            if let offset = day.map({ $0 - first }), offset >= 0, offset < length { set |= 1 << UInt32(offset + 1) }
        }
        return set
    }

    private static func day(_ day: RecurrenceRule.OrdinalDay, from first: Day, to last: Day) -> Day? {
        let result =
            day.ordinal > 0
            ? first + ((day.weekday - first.weekday + 7) % 7 + 7 * (day.ordinal - 1))
            : last + -((last.weekday - day.weekday + 7) % 7 + 7 * (-day.ordinal - 1))
        return result >= first && result <= last ? result : nil
    }
}
