// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// A VTIMEZONE, for the TZIDs that the system does not know (RFC 5545 §3.6.5).
struct ZoneDefinition {
    /// A table that a stranger wrote; more is not read.
    private static let maximumObservances = 200
    private static let maximumTransitions = 2000

    private struct Observance {
        var from: Int
        var to: TimeZoneRules.Observance
        /// Wall times under `from`; the first is DTSTART.
        var onsets: [Int64]
        /// Goes on after the onsets.
        var endless: RecurrenceRule?
        var start: Int64 { onsets[0] }
    }

    private let text: CalendarText
    private let component: Int

    init?(named id: Range<Int>, in text: CalendarText) {
        let wanted = text.text[id]
        for index in text.components.indices where text.components[index].name == .zone {
            if let line = text.firstLine(.zoneID, of: index), text.text[line.valueRange] == wanted {
                self.text = text
                component = index
                return
            }
        }
        return nil
    }

    /// X-LIC-LOCATION: the name in the system's database.
    var location: String? {
        text.firstLine(.zoneLocation, of: component).map { text.string(text.text.trimmed($0.valueRange)) }
    }

    /// `nil` unless every observance is a yearly rule or none.
    func rules(named name: String) -> TimeZoneRules? {
        let children = text.children(of: component).filter {
            text.components[$0].name == .standard || text.components[$0].name == .daylight
        }
        guard !children.isEmpty, children.count <= Self.maximumObservances else { return nil }
        var observances: [Observance] = []
        for child in children {
            guard let observance = observance(child) else { return nil }
            observances.append(observance)
        }
        let endless = observances.filter { $0.endless != nil }
        let rule: PosixRule?
        switch endless.count {
        case 0: rule = nil
        case 2:
            guard let both = Self.rule(endless[0], endless[1]) else { return nil }
            rule = both
        default: return nil
        }
        return Self.table(observances, rule: rule, named: name)
    }

    private static func table(_ observances: [Observance], rule: PosixRule?, named name: String) -> TimeZoneRules? {
        var transitions: [TimeZoneRules.Transition] = []
        let horizon = observances.map { $0.onsets[$0.onsets.count - 1] }.max() ?? 0
        for observance in observances {
            var onsets = observance.onsets
            if let rule = observance.endless {
                var budget = ExpansionBudget()
                let start = EventTime(wall: observance.start, form: .floating)
                let last = max(observance.start, horizon)
                onsets = RuleExpander(rule, start: start).instances(within: observance.start...last, budget: &budget)
            }
            transitions += onsets.map { .init(at: $0 - Int64(observance.from), to: observance.to) }
            guard transitions.count <= maximumTransitions else { return nil }
        }
        transitions.sort { $0.at < $1.at }
        guard let earliest = observances.min(by: { $0.start - Int64($0.from) < $1.start - Int64($1.from) }) else {
            return nil
        }
        let first = TimeZoneRules.Observance(
            offset: earliest.from, isDaylight: false, abbreviation: earliest.to.abbreviation)
        return TimeZoneRules(name: name, first: first, transitions: transitions, rule: rule)
    }

    private func observance(_ child: Int) -> Observance? {
        guard let toLine = text.firstLine(.offsetTo, of: child), let to = offset(toLine.valueRange),
            let startLine = text.firstLine(.start, of: child),
            let start = DateDigits(text.text, startLine.valueRange)
        else { return nil }
        let from = text.firstLine(.offsetFrom, of: child).flatMap { offset($0.valueRange) } ?? to
        var result = Observance(
            from: from,
            to: TimeZoneRules.Observance(
                offset: to, isDaylight: text.components[child].name == .daylight,
                abbreviation: text.firstLine(.zoneName, of: child).map { text.string($0.valueRange) } ?? ""),
            onsets: [start.wall])
        for line in text.ownLines(of: child) where line.name == .recurrenceDates {
            for piece in text.text.pieces(of: line.valueRange, separatedBy: .comma) {
                guard let digits = DateDigits(text.text, piece) else { return nil }
                result.onsets.append(digits.wall)
            }
        }
        result.onsets.sort()
        guard let ruleLine = text.firstLine(.recurrenceRule, of: child) else { return result }
        guard let rule = try? RecurrenceRule(text.text, ruleLine.valueRange), rule.isExpandable,
            rule.frequency == .yearly, rule.interval == 1, result.onsets.count == 1
        else { return nil }
        return expanded(result, rule)
    }

    private func expanded(_ observance: Observance, _ rule: RecurrenceRule) -> Observance? {
        var result = observance
        guard rule.isBounded else {
            result.endless = rule
            return result
        }
        var rule = rule
        // UNTIL is in UTC here; the onsets are wall time under the offset before them.
        if let until = rule.until, until.isUTC { rule.until?.wall = until.wall + Int64(observance.from) }
        rule.until?.isUTC = false
        var budget = ExpansionBudget()
        let last = CalendarTime.date(Day(year: 2200, month: 1, day: 1)).seconds
        guard observance.start <= last else { return nil }
        result.onsets = RuleExpander(rule, start: EventTime(wall: observance.start, form: .floating))
            .instances(within: observance.start...last, budget: &budget)
        return budget.isExhausted || result.onsets.isEmpty ? nil : result
    }

    /// Two endless yearly rules as one.
    private static func rule(_ a: Observance, _ b: Observance) -> PosixRule? {
        guard let first = a.endless.flatMap({ change($0, a.start) }),
            let second = b.endless.flatMap({ change($0, b.start) }), a.to.offset == b.from, b.to.offset == a.from
        else { return nil }
        let isDaylight = a.to.offset > b.to.offset
        return isDaylight
            ? PosixRule(standard: b.to, daylight: a.to, start: first, end: second)
            : PosixRule(standard: a.to, daylight: b.to, start: second, end: first)
    }

    /// `BYMONTH=3;BYDAY=-1SU`, `BYMONTH=3;BYMONTHDAY=8,…,14;BYDAY=SU`, or a fixed date.
    private static func change(_ rule: RecurrenceRule, _ start: Int64) -> PosixRule.Change? {
        let time = Int(start.flooredRemainder(by: 86_400))
        let (year, startMonth, startDay) = CalendarTime(.date, seconds: start).day.civil
        let month = rule.months == 0 ? startMonth : rule.months.trailingZeroBitCount
        guard rule.months == 0 || rule.months.nonzeroBitCount == 1, rule.setPositions.isEmpty,
            !rule.hasWeekNumbers, rule.yearDays.isEmpty, rule.hours.isEmpty, rule.minutes.isEmpty, rule.seconds.isEmpty,
            rule.monthDaysFromEnd == 0, year > 0
        else { return nil }
        func change(_ week: Int, _ weekday: Int) -> PosixRule.Change {
            PosixRule.Change(date: .weekday(month: month, week: week, weekday: weekday % 7), time: time)
        }
        if rule.ordinalDays.count == 1, rule.weekdays == 0, !rule.hasMonthDays {
            let day = rule.ordinalDays[0]
            guard day.ordinal == -1 || (1...4).contains(day.ordinal) else { return nil }
            return change(day.ordinal == -1 ? 5 : day.ordinal, day.weekday)
        }
        if rule.weekdays.nonzeroBitCount == 1, rule.ordinalDays.isEmpty {
            for week in 1...4 where rule.monthDays == UInt32(0x7F) << UInt32(7 * week - 6) {
                return change(week, rule.weekdays.trailingZeroBitCount)
            }
            return nil
        }
        guard !rule.hasDays, !rule.hasMonthDays || rule.monthDays == 1 << UInt32(startDay), month != 2 || startDay < 29
        else { return nil }
        let number = Day(year: 2001, month: month, day: startDay) - Day(year: 2001, month: 1, day: 1)
        return PosixRule.Change(date: .julian(number + 1), time: time)
    }

    /// `±HHMM[SS]` in seconds, below 26 hours.
    private func offset(_ range: Range<Int>) -> Int? {
        let range = text.text.trimmed(range)
        guard range.count == 5 || range.count == 7, let first = range.first,
            text.text[first] == UInt8(ascii: "+") || text.text[first] == UInt8(ascii: "-"),
            let number = text.text.integer(first + 1..<range.upperBound), number >= 0
        else { return nil }
        let (hours, minutes, seconds) =
            range.count == 5
            ? (number / 100, number % 100, 0) : (number / 10_000, number / 100 % 100, number % 100)
        guard hours < 26, minutes < 60, seconds < 60 else { return nil }
        let total = hours * 3600 + minutes * 60 + seconds
        return text.text[first] == UInt8(ascii: "-") ? -total : total
    }
}
