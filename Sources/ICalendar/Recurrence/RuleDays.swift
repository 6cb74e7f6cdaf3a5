// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The days that a rule allows: each part of it is a filter, and what the rule leaves open comes from DTSTART
/// (RFC 5545 §3.3.10). A month is a bit set, bit 1 its first day.
struct RuleDays {
    private static let everyMonth: UInt16 = 0x1FFE

    private let months: UInt16
    private let monthDays: UInt32
    /// Bit 31 is the last day of the month.
    private let monthDaysFromEnd: UInt32
    private let hasMonthDays: Bool
    /// Plain days, and those with an ordinal: either is enough.
    private let weekdays: UInt8
    private let ordinals: RuleOrdinals?
    private let hasDays: Bool
    private let yearDays: RuleYearDays?
    private let weeks: RuleWeeks?
    /// False: every day is allowed.
    let isLimited: Bool

    init(_ rule: RecurrenceRule, startDay: Day) {
        let (_, month, day) = startDay.civil
        let isLong = rule.frequency == .yearly || rule.frequency == .monthly
        let isOpen = !rule.hasDays && !rule.hasMonthDays && rule.yearDays.isEmpty
        let takesWeekday = isOpen && (rule.frequency == .weekly || (isLong && rule.hasWeekNumbers))
        let takesDay = isOpen && isLong && !rule.hasWeekNumbers
        // Ordinals mean nothing within a day or a week.
        let plain = isLong ? rule.weekdays : rule.weekdays | rule.ordinalDays.reduce(0) { $0 | 1 << UInt8($1.weekday) }
        weekdays = takesWeekday ? 1 << UInt8(startDay.weekday) : plain
        // They count within the year where no month is named.
        ordinals =
            isLong && !rule.ordinalDays.isEmpty
            ? RuleOrdinals(rule.ordinalDays, countInYear: rule.frequency == .yearly && rule.months == 0) : nil
        hasDays = rule.hasDays || takesWeekday
        months = takesDay && rule.frequency == .yearly && rule.months == 0 ? 1 << UInt16(month) : rule.months
        monthDays = takesDay ? 1 << UInt32(day) : rule.monthDays
        monthDaysFromEnd = Self.reversed(rule.monthDaysFromEnd)
        hasMonthDays = rule.hasMonthDays || takesDay
        yearDays = rule.yearDays.isEmpty ? nil : RuleYearDays(rule.yearDays)
        weeks = rule.hasWeekNumbers ? RuleWeeks(rule) : nil
        isLimited = months != 0 || hasMonthDays || hasDays || yearDays != nil || weeks != nil
    }

    /// Nothing but the day of the week is asked for.
    var isPlainWeek: Bool { months == 0 && !hasMonthDays && yearDays == nil && weeks == nil }

    /// Bit 1 is Monday.
    var weekdaysOfWeek: UInt8 { hasDays ? weekdays : 0xFE }

    func ofYear(_ year: Int, into days: inout [Int]) {
        var rest = months == 0 ? Self.everyMonth : months
        while rest != 0 {
            ofMonth(rest.trailingZeroBitCount, year: year, into: &days)
            rest &= rest - 1
        }
    }

    func ofMonth(_ month: Int, year: Int, into days: inout [Int]) {
        guard allows(month: month) else { return }
        let first = Day(year: year, month: month, day: 1)
        var set = set(ofMonth: month, year: year, first: first)
        while set != 0 {
            days.append(first.number + set.trailingZeroBitCount - 1)
            set &= set - 1
        }
    }

    func ofWeek(from first: Day, into days: inout [Int]) {
        // The week's first day becomes bit 1.
        let doubled = UInt16(weekdaysOfWeek) | UInt16(weekdaysOfWeek) << 7
        var rest = doubled >> UInt16(first.weekday - 1) & 0xFE
        while rest != 0 {
            let day = first + (rest.trailingZeroBitCount - 1)
            if isPlainWeek || allows(day) { days.append(day.number) }
            rest &= rest - 1
        }
    }

    func allows(_ day: Day) -> Bool {
        guard isLimited else { return true }
        if isPlainWeek, ordinals == nil { return weekdays & 1 << UInt8(day.weekday) != 0 }
        let (year, month, dayOfMonth) = day.civil
        return set(ofMonth: month, year: year, first: day + (1 - dayOfMonth)) & 1 << UInt32(dayOfMonth) != 0
    }

    func allows(month: Int) -> Bool { months == 0 || months & 1 << UInt16(month) != 0 }

    func set(ofMonth month: Int, year: Int, first: Day) -> UInt32 {
        guard allows(month: month) else { return 0 }
        let length = DateDigits.length(month: month, year: year)
        var set: UInt32 = length == 31 ? ~1 : (1 << UInt32(length + 1)) - 2
        if hasMonthDays { set &= monthDays | monthDaysFromEnd >> UInt32(31 - length) }
        if hasDays, set != 0 { set &= weekdaySet(year: year, first: first, length: length) }
        if let yearDays, set != 0 { set &= yearDays.set(year: year, first: first) }
        if let weeks, set != 0 { set &= weeks.set(year: year, first: first, length: length) }
        return set
    }

    private func weekdaySet(year: Int, first: Day, length: Int) -> UInt32 {
        let week = UInt64(weekdays >> 1)
        // From the month's first day on, five weeks of it.
        let turned = (week | week << 7) >> UInt64(first.weekday - 1) & 0x7F
        let plain = UInt32(truncatingIfNeeded: turned &* 0x1020_4081 << 1)
        return ordinals.map { plain | $0.set(year: year, first: first, length: length) } ?? plain
    }

    private static func reversed(_ set: UInt32) -> UInt32 {
        var result: UInt32 = 0
        var rest = set
        while rest != 0 {
            result |= 1 << UInt32(32 - rest.trailingZeroBitCount)
            rest &= rest - 1
        }
        return result
    }
}

extension RuleDays {
    /// The most days that a month, and a year, ever allow; of one weekday only, where that is fixed. 28 years hold
    /// every kind of year with every kind of neighbour.
    func most(onWeekday weekday: Int? = nil) -> (inMonth: Int, inYear: Int) {
        var most = (inMonth: 0, inYear: 0)
        for year in 2000..<2028 {
            var inYear = 0
            for month in 1...12 where allows(month: month) {
                let first = Day(year: year, month: month, day: 1)
                var set = set(ofMonth: month, year: year, first: first)
                if let weekday { set &= 0x1020_4081 << UInt32((weekday - first.weekday + 7) % 7 + 1) }
                most.inMonth = max(most.inMonth, set.nonzeroBitCount)
                inYear += set.nonzeroBitCount
            }
            most.inYear = max(most.inYear, inYear)
        }
        return most
    }
}
