// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// Walks through the periods of one rule. All times are wall times of the series, counted as if UTC.
struct RuleExpander {
    /// After so many periods without a candidate it is asked whether there can be one.
    static let patience = 200

    let rule: RecurrenceRule
    let start: Int64
    let startDay: Day
    let days: RuleDays
    /// Inside a period; of its first day for those longer than a day.
    let times: RuleTimes
    private let startYear: Int
    private let startMonth: Int
    private let form: TimeForm

    init(_ rule: RecurrenceRule, start: EventTime) {
        self.rule = rule
        self.start = start.wall
        form = start.form
        startDay = CalendarTime(.date, seconds: start.wall).day
        (startYear, startMonth, _) = startDay.civil
        days = RuleDays(rule, startDay: startDay)
        // All-day series have no times, and such parts are ignored (RFC 5545 §3.3.10).
        times =
            form.kind == .date
            ? RuleTimes(0) : RuleTimes.inPeriod(of: rule, time: start.wall.flooredRemainder(by: 86_400))
    }

    /// The instances inside `range`, ascending, at most `limit`. DTSTART is always the first instance, and counts
    /// (RFC 5545 §3.8.5.3).
    func instances(
        within range: ClosedRange<Int64>, budget: inout ExpansionBudget, limit: Int = Int.max
    ) -> [Int64] {
        let end = RuleEnd(rule.until, form: form)
        var sink = InstanceSink(start: start, count: rule.count, range: range, end: end, limit: limit)
        guard !sink.isDone else { return sink.found }
        budget.beginRule()
        if isLong { walk(range, into: &sink, &budget) } else { short.walk(range, into: &sink, &budget) }
        if sink.isCutOff { budget.cutOff() }
        return sink.found
    }

    /// DTSTART is one of the rule's own days and times.
    var includesStart: Bool {
        guard isLong else { return short.includesStart }
        var (found, positions): ([Int], SetPositions) = ([], SetPositions(rule.setPositions))
        addDays(step: 0, to: &found)
        let time = start - Int64(startDay.number) * 86_400
        guard let day = found.firstIndex(of: startDay.number), times.contains(time) else { return false }
        return positions.isEmpty
            || positions.indices(of: found.count * times.count).contains(day * times.count + times.rank(time))
    }

    /// Periods of a week and more.
    private var isLong: Bool {
        switch rule.frequency {
        case .weekly, .monthly, .yearly: true
        case .secondly, .minutely, .hourly, .daily: false
        }
    }

    private var short: ShortPeriods { ShortPeriods(self, isAllDay: form.kind == .date) }

    private func walk(_ range: ClosedRange<Int64>, into sink: inout InstanceSink, _ budget: inout ExpansionBudget) {
        let last = CalendarTime(.date, seconds: range.upperBound.inCalendar).day
        let lastStep = steps(to: last)
        var positions = SetPositions(rule.setPositions)
        var found: [Int] = []
        var period = rule.count == nil ? firstPeriod(near: range.lowerBound) : 0
        let first = period
        while budget.spend() {
            let (step, overflows) = period.multipliedReportingOverflow(by: rule.interval)
            guard !overflows, step <= lastStep else { return }
            found.removeAll(keepingCapacity: true)
            addDays(step: step, to: &found)
            guard take(found, &positions, into: &sink, &budget) else { return }
            if period - first == Self.patience, !sink.hasTaken, !canHappen(positions) { return }
            period += 1
            guard period == 1, let each = sameInEveryPeriod(&positions) else { continue }
            // COUNT, and every period gives as many: those before the window are counted without being looked at.
            period = max(1, firstPeriod(near: range.lowerBound))
            sink.skip((period - 1) * each)
        }
    }

    /// The candidates of one period.
    private func take(
        _ found: [Int], _ positions: inout SetPositions, into sink: inout InstanceSink,
        _ budget: inout ExpansionBudget
    ) -> Bool {
        guard !positions.isEmpty else {
            for day in found {
                guard sink.take(times, after: Int64(day) * 86_400, &budget) else { return false }
            }
            return !sink.isDone
        }
        for index in positions.indices(of: found.count * times.count) {
            let (day, time) = index.quotientAndRemainder(dividingBy: times.count)
            guard budget.spend(), sink.take(Int64(found[day]) * 86_400 + times[time]) else { return false }
        }
        return true
    }

    /// With COUNT: how many instances each period gives, where that is plain to see.
    private func sameInEveryPeriod(_ positions: inout SetPositions) -> Int? {
        guard rule.count != nil, rule.frequency == .weekly, days.isPlainWeek else { return nil }
        return positions.count(of: days.weekdaysOfWeek.nonzeroBitCount * times.count)
    }

    private func canHappen(_ positions: SetPositions) -> Bool {
        let most = days.most()
        switch rule.frequency {
        case .yearly: return positions.canBeMet(by: most.inYear * times.count)
        case .monthly: return positions.canBeMet(by: most.inMonth * times.count)
        default: return positions.canBeMet(by: min(most.inYear, days.weekdaysOfWeek.nonzeroBitCount) * times.count)
        }
    }

    /// Of the period that begins so many years, months or weeks after DTSTART's.
    private func addDays(step: Int, to found: inout [Int]) {
        switch rule.frequency {
        case .yearly: days.ofYear(startYear + step, into: &found)
        case .monthly:
            let (years, month) = (startMonth - 1 + step).quotientAndRemainder(dividingBy: 12)
            days.ofMonth(month + 1, year: startYear + years, into: &found)
        default: days.ofWeek(from: firstWeek + 7 * step, into: &found)
        }
    }

    private var firstWeek: Day { startDay + -((startDay.weekday - rule.weekStart + 7) % 7) }

    /// Years, months or weeks from DTSTART's to the one that holds the day.
    private func steps(to day: Day) -> Int {
        let civil = day.civil
        switch rule.frequency {
        case .yearly: return civil.year - startYear
        case .monthly: return (civil.year - startYear) * 12 + civil.month - startMonth
        default: return (day - firstWeek).flooredDivision(by: 7)
        }
    }

    /// The last period that does not begin after the moment, so that a window far from DTSTART costs what it shows.
    private func firstPeriod(near wall: Int64) -> Int {
        guard wall > start else { return 0 }
        return max(0, steps(to: CalendarTime(.date, seconds: wall).day) / rule.interval)
    }
}
