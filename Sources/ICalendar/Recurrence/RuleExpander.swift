// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// Walks through the periods of one rule. All times are wall times of the series, counted as if UTC.
struct RuleExpander {
    private let rule: RecurrenceRule
    private let start: Int64
    private let startDay: Day
    private let startYear: Int
    private let startMonth: Int
    private let days: RuleDays
    /// Seconds of the day, ascending.
    private let times: [Int64]
    private let end: RuleEnd

    init(_ rule: RecurrenceRule, start: EventTime) {
        self.rule = rule
        self.start = start.wall
        startDay = CalendarTime(.date, seconds: start.wall).day
        let civil = startDay.civil
        (startYear, startMonth) = (civil.year, civil.month)
        days = RuleDays(rule, startDay: startDay)
        times = Self.times(rule, start: start)
        end = RuleEnd(rule.until, form: start.form)
    }

    /// The instances inside `range`, ascending. DTSTART is always the first instance, and counts (RFC 5545 §3.8.5.3).
    func instances(within range: ClosedRange<Int64>, budget: inout ExpansionBudget) -> [Int64] {
        var result: [Int64] = range.contains(start) ? [start] : []
        guard rule.count != 1 else { return result }
        budget.beginRule()
        let lastDay = CalendarTime(.date, seconds: range.upperBound.inCalendar).day
        var period = rule.count == nil ? firstPeriod(near: range.lowerBound) : 0
        var count = 1
        var (candidates, scratch): ([Int64], [Int]) = ([], [])
        while budget.spend() {
            guard fill(&candidates, period: period, until: lastDay, &scratch, &budget) else { return result }
            period += 1
            for wall in candidates where wall > start {
                guard wall <= range.upperBound, end.allows(wall) else { return result }
                if wall >= range.lowerBound { result.append(wall) }
                count += 1
                if let limit = rule.count, count >= limit { return result }
            }
        }
        return result
    }

    /// DTSTART is one of the rule's own days and times.
    var includesStart: Bool {
        var (candidates, scratch): ([Int64], [Int]) = ([], [])
        var budget = ExpansionBudget()
        budget.beginRule()
        return fill(&candidates, period: 0, until: startDay, &scratch, &budget) && candidates.contains(start)
    }

    /// False when the period begins after `lastDay`.
    private func fill(
        _ candidates: inout [Int64], period: Int, until lastDay: Day, _ scratch: inout [Int],
        _ budget: inout ExpansionBudget
    ) -> Bool {
        candidates.removeAll(keepingCapacity: true)
        scratch.removeAll(keepingCapacity: true)
        guard addDays(step: period * rule.interval, until: lastDay, to: &scratch) else { return false }
        guard !scratch.isEmpty, budget.spend(scratch.count * times.count) else { return true }
        for day in scratch {
            for time in times { candidates.append(Int64(day) * 86_400 + time) }
        }
        if !rule.setPositions.isEmpty { candidates = positions(of: candidates) }
        return true
    }

    private func addDays(step: Int, until lastDay: Day, to found: inout [Int]) -> Bool {
        switch rule.frequency {
        case .yearly:
            guard startYear + step <= lastDay.civil.year else { return false }
            days.ofYear(startYear + step, into: &found)
        case .monthly:
            let (years, month) = (startMonth - 1 + step).quotientAndRemainder(dividingBy: 12)
            guard Day(year: startYear + years, month: month + 1, day: 1) <= lastDay else { return false }
            days.ofMonth(month + 1, year: startYear + years, into: &found)
        case .weekly:
            let first = firstWeek + 7 * step
            guard first <= lastDay else { return false }
            days.ofWeek(from: first, into: &found)
        case .daily:
            let day = startDay + step
            guard day <= lastDay else { return false }
            if days.allows(day) { found.append(day.number) }
        case .hourly, .minutely, .secondly: return false
        }
        return true
    }

    private func positions(of candidates: [Int64]) -> [Int64] {
        var places = Set<Int>()
        for position in rule.setPositions {
            let place = position > 0 ? position - 1 : candidates.count + position
            if candidates.indices.contains(place) { places.insert(place) }
        }
        return places.sorted().map { candidates[$0] }
    }

    private var firstWeek: Day { startDay + -((startDay.weekday - rule.weekStart + 7) % 7) }

    /// The period before the one that holds the moment, so that a window far from DTSTART costs what it shows.
    private func firstPeriod(near wall: Int64) -> Int {
        guard wall > start else { return 0 }
        let day = CalendarTime(.date, seconds: wall).day
        let civil = day.civil
        let distance =
            switch rule.frequency {
            case .yearly: civil.year - startYear
            case .monthly: (civil.year - startYear) * 12 + civil.month - startMonth
            case .weekly: (day - firstWeek) / 7
            case .daily: day - startDay
            case .hourly, .minutely, .secondly: 0
            }
        return max(0, distance / rule.interval - 1)
    }

    private static func times(_ rule: RecurrenceRule, start: EventTime) -> [Int64] {
        if case .date = start.form { return [0] }
        let time = Int(start.wall.flooredRemainder(by: 86_400))
        let hours = rule.hours.isEmpty ? [time / 3600] : rule.hours
        let minutes = rule.minutes.isEmpty ? [time / 60 % 60] : rule.minutes
        let seconds = rule.seconds.isEmpty ? [time % 60] : rule.seconds
        var result: [Int64] = []
        for hour in hours {
            for minute in minutes {
                for second in seconds { result.append(Int64(hour * 3600 + minute * 60 + second)) }
            }
        }
        return result
    }
}
