// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The rules whose periods are days, hours, minutes or seconds. They go through the days that the rule allows, and in
/// each through the periods that INTERVAL allows, counted in wall time from DTSTART's own.
struct ShortPeriods {
    private let rule: RecurrenceRule
    private let days: RuleDays
    /// Inside a period.
    private let times: RuleTimes
    /// Of the day, at which periods begin; `nil`: whenever INTERVAL says.
    private let slots: RuleTimes?
    /// Where the period of DTSTART begins.
    private let origin: Int64
    private let start: Int64
    /// Seconds from one period to the next.
    private let step: Int64

    init(_ expander: RuleExpander, isAllDay: Bool) {
        rule = expander.rule
        days = expander.days
        times = expander.times
        start = expander.start
        let unit: Int64
        switch rule.frequency {
        case .secondly: unit = 1
        case .minutely: unit = 60
        case .hourly: unit = 3600
        default: unit = 86_400
        }
        step = unit * Int64(rule.interval)
        origin = start - start.flooredRemainder(by: unit)
        // An all-day series has what falls on midnight.
        slots = isAllDay ? (unit < 86_400 ? RuleTimes(0) : nil) : RuleTimes.ofPeriods(of: rule)
    }

    /// DTSTART is one of the rule's own.
    var includesStart: Bool {
        let day = CalendarTime(.date, seconds: start).day
        let time = start - origin
        guard days.allows(day), times.contains(time),
            slots?.contains(origin - Int64(day.number) * 86_400) ?? true
        else { return false }
        var positions = SetPositions(rule.setPositions)
        return positions.isEmpty || positions.indices(of: times.count).contains(times.rank(time))
    }

    func walk(_ range: ClosedRange<Int64>, into sink: inout InstanceSink, _ budget: inout ExpansionBudget) {
        var positions = SetPositions(rule.setPositions)
        guard positions.canBeMet(by: times.count), slotsCanHappen(&budget) else { return }
        let near = max(0, range.lowerBound - origin) / step
        var next = origin + near * step
        if rule.count != nil {
            next = origin
            if !days.isLimited, slots == nil {
                // Every period gives as many: those before the window are counted without being looked at.
                guard take(origin, &positions, into: &sink, &budget) else { return }
                sink.skip(Int(max(1, near) - 1) * positions.count(of: times.count))
                next = origin + max(1, near) * step
            }
        }
        walk(from: next, until: range.upperBound.inCalendar, &positions, into: &sink, &budget)
    }

    private func walk(
        from first: Int64, until last: Int64, _ positions: inout SetPositions, into sink: inout InstanceSink,
        _ budget: inout ExpansionBudget
    ) {
        var next = first
        var cursor = DayCursor(days)
        let lastDay = CalendarTime(.date, seconds: last).day
        var fruitless = 0
        while next <= last, !sink.isDone, budget.spend() {
            let day = CalendarTime(.date, seconds: next).day
            if days.isLimited {
                guard let allowed = cursor.next(from: day, until: lastDay, &budget) else { return }
                if allowed != day {
                    next = aligned(Int64(allowed.number) * 86_400)
                    fruitless += 1
                    if fruitless == RuleExpander.patience, !sink.hasTaken, !daysCanHappen { return }
                    continue
                }
            }
            guard takeDay(day, from: next, until: last, &positions, into: &sink, &budget) else { return }
            next = aligned(Int64(day.number + 1) * 86_400)
        }
    }

    /// The first period that begins at the moment or later.
    private func aligned(_ wall: Int64) -> Int64 { wall + (origin - wall).flooredRemainder(by: step) }

    /// The periods of one day from an aligned one on: step by step, or through the slots, whichever are fewer.
    private func takeDay(
        _ day: Day, from first: Int64, until last: Int64, _ positions: inout SetPositions,
        into sink: inout InstanceSink, _ budget: inout ExpansionBudget
    ) -> Bool {
        let midnight = Int64(day.number) * 86_400
        let end = min(last, midnight + 86_399)
        guard let slots, slots.count <= 86_400 / step else {
            for period in stride(from: first, through: end, by: Int64.Stride(step)) {
                guard budget.spend() else { return false }
                guard slots?.contains(period - midnight) ?? true else { continue }
                guard take(period, &positions, into: &sink, &budget) else { return false }
            }
            return true
        }
        for index in slots.rank(first - midnight)..<slots.count {
            let period = midnight + slots[index]
            guard period <= end else { return true }
            guard budget.spend() else { return false }
            guard (period - origin).isMultiple(of: step) else { continue }
            guard take(period, &positions, into: &sink, &budget) else { return false }
        }
        return true
    }

    private func take(
        _ period: Int64, _ positions: inout SetPositions, into sink: inout InstanceSink,
        _ budget: inout ExpansionBudget
    ) -> Bool {
        guard !positions.isEmpty else { return sink.take(times, after: period, &budget) }
        for index in positions.indices(of: times.count) {
            guard budget.spend(), sink.take(period + times[index]) else { return false }
        }
        return !sink.isDone
    }

    /// Some period can begin at one of the slots: seen from DTSTART, INTERVAL reaches all multiples of one number.
    private func slotsCanHappen(_ budget: inout ExpansionBudget) -> Bool {
        guard let slots else { return true }
        let reached = greatestCommonDivisor(step, 86_400)
        if reached == 1 { return true }
        for index in 0..<slots.count {
            if index % 8 == 0, !budget.spend() { return false }
            if (slots[index] - origin).isMultiple(of: reached) { return true }
        }
        return false
    }

    /// Whole weeks from one period to the next keep the day of the week.
    private var daysCanHappen: Bool {
        let weekday = CalendarTime(.date, seconds: origin).day.weekday
        return days.most(onWeekday: step.isMultiple(of: 7 * 86_400) ? weekday : nil).inYear > 0
    }
}

/// Finds the next day that a rule allows, a month at a time.
private struct DayCursor {
    private let days: RuleDays
    private var (year, month) = (0, 1)
    private var first = Day(number: 0)
    private var length = 0
    private var set: UInt32 = 0
    private var emptyMonths = 0

    init(_ days: RuleDays) { self.days = days }

    mutating func next(from day: Day, until last: Day, _ budget: inout ExpansionBudget) -> Day? {
        if day < first || day - first >= length {
            let civil = day.civil
            enter(civil.year, civil.month)
        }
        var rest = set & ~0 << UInt32(day - first + 1)
        while rest == 0 {
            emptyMonths += 1
            if emptyMonths == RuleExpander.patience, days.most().inYear == 0 { return nil }
            enter(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1)
            guard first <= last, budget.spend() else { return nil }
            rest = set
        }
        return first + (rest.trailingZeroBitCount - 1)
    }

    private mutating func enter(_ year: Int, _ month: Int) {
        (self.year, self.month) = (year, month)
        first = Day(year: year, month: month, day: 1)
        length = DateDigits.length(month: month, year: year)
        set = days.set(ofMonth: month, year: year, first: first)
    }
}

private func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
}
