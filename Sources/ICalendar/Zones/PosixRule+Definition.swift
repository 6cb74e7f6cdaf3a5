// SPDX-License-Identifier: Apache-2.0

import CalendarModel

extension PosixRule {
    /// Two endless yearly rules as one; `nil` for what a POSIX rule cannot say exactly.
    init?(_ a: ZoneObservance, _ b: ZoneObservance) {
        guard let first = a.yearlyChange, let second = b.yearlyChange, a.to.offset == b.from, b.to.offset == a.from
        else {
            return nil
        }
        let (summer, winter) = a.to.offset > b.to.offset ? (a, b) : (b, a)
        let (start, end) = a.to.offset > b.to.offset ? (first, second) : (second, first)
        self.init(standard: winter.to, daylight: summer.to, start: start, end: end)
    }
}

extension ZoneObservance {
    fileprivate var yearlyChange: PosixRule.Change? {
        guard let start, let rule = endless, rule.interval == 1, rule.setPositions.isEmpty, !rule.hasWeekNumbers,
            rule.yearDays.isEmpty, rule.hours.isEmpty, rule.minutes.isEmpty, rule.seconds.isEmpty
        else { return nil }
        let time = Int(start.flooredRemainder(by: 86_400))
        let (year, month, day) = CalendarTime(.date, seconds: start).day.civil
        guard year > 0 else { return nil }
        if rule.hasDays { return Self.change(rule, time: time) }
        // The day of DTSTART, and its month, where neither is said; a day alone would be that of every month.
        guard rule.months == 0 && !rule.hasMonthDays || rule.months.nonzeroBitCount == 1, rule.monthDaysFromEnd == 0,
            rule.monthDays.nonzeroBitCount <= 1
        else { return nil }
        return .fixed(
            month: rule.months == 0 ? month : rule.months.trailingZeroBitCount,
            day: rule.monthDays == 0 ? day : rule.monthDays.trailingZeroBitCount, time: time)
    }

    /// `BYMONTH=3;BYDAY=-1SU`, or `BYMONTH=3;BYDAY=SU` on seven days in a row.
    private static func change(_ rule: RecurrenceRule, time: Int) -> PosixRule.Change? {
        guard rule.months.nonzeroBitCount == 1 else { return nil }
        let month = rule.months.trailingZeroBitCount
        if rule.ordinalDays.count == 1, rule.weekdays == 0, !rule.hasMonthDays {
            let (ordinal, weekday) = (rule.ordinalDays[0].ordinal, rule.ordinalDays[0].weekday)
            guard ordinal == -1 || (1...4).contains(ordinal) else { return nil }
            return .nth(ordinal == -1 ? 5 : ordinal, weekday: weekday, month: month, time: time)
        }
        guard rule.ordinalDays.isEmpty, rule.weekdays.nonzeroBitCount == 1 else { return nil }
        let weekday = rule.weekdays.trailingZeroBitCount
        if rule.monthDays == 0, rule.monthDaysFromEnd == 0xFE {
            return .nth(5, weekday: weekday, month: month, time: time)
        }
        let first = rule.monthDays.trailingZeroBitCount
        guard rule.monthDaysFromEnd == 0, first < 26, rule.monthDays == UInt32(0x7F) << UInt32(first),
            first + 6 <= (month == 2 ? 28 : DateDigits.length(month: month, year: 2001))
        else { return nil }
        // The nth day of the week before it, and so many days later.
        let week = min(first - 1, 21) / 7
        let later = first - 1 - 7 * week
        return .nth(week + 1, weekday: weekday - later, month: month, time: time + later * 86_400)
    }
}

extension PosixRule.Change {
    /// `weekday` 7 and 0 are Sunday.
    fileprivate static func nth(_ week: Int, weekday: Int, month: Int, time: Int) -> Self {
        Self(date: .weekday(month: month, week: week, weekday: weekday.flooredRemainder(by: 7)), time: time)
    }

    /// A day that every year has.
    fileprivate static func fixed(month: Int, day: Int, time: Int) -> Self? {
        guard day <= DateDigits.length(month: month, year: 2001) else { return nil }
        let number = Day(year: 2001, month: month, day: day) - Day(year: 2001, month: 1, day: 1)
        return Self(date: .julian(number + 1), time: time)
    }
}
