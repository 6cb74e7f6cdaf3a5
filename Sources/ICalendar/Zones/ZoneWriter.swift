// SPDX-License-Identifier: Apache-2.0

import CalendarModel

extension TimeZoneRules {
    /// A minimal VTIMEZONE: what is in force at the moment and later (RFC 5545 §3.6.5), as unfolded lines.
    func definition(from moment: Int64) -> [String] {
        ["BEGIN:VTIMEZONE", "TZID:\(name)"] + observances(from: moment) + ["END:VTIMEZONE"]
    }

    private func observances(from moment: Int64) -> [String] {
        let year = CalendarTime(.utc, seconds: moment).day.civil.year
        if let rule, follows(rule, from: moment, to: year + 6) {
            guard let daylight = rule.daylight else {
                return Self.lines(from: rule.standard, to: rule.standard, onset: "19700101T000000", ["STANDARD"])
            }
            if rule.changesTwice(in: year...year + 6), let start = rule.start.yearly, let end = rule.end.yearly {
                return Self.lines(from: rule.standard, to: daylight, onset: start.onset, [start.rule])
                    + Self.lines(from: daylight, to: rule.standard, onset: end.onset, [end.rule])
            }
        }
        return table(from: moment, to: year + 11)
    }

    /// The rule says the same as the table for the coming years.
    private func follows(_ rule: PosixRule, from moment: Int64, to year: Int) -> Bool {
        let last = CalendarTime.date(Day(year: year, month: 1, day: 1)).seconds
        return stride(from: moment, to: max(moment + 1, last), by: 3 * 86_400)
            .allSatisfy { rule.observance(at: $0).offset == offset(atUTC: $0) }
    }

    /// One observance per offset, its onsets one by one: for zones whose changes follow no simple rule.
    private func table(from moment: Int64, to year: Int) -> [String] {
        let last = CalendarTime.date(Day(year: year, month: 1, day: 1)).seconds
        var result: [String] = []
        var at = moment - 366 * 86_400
        var current = observance(at: at)
        result += Self.lines(from: current, to: current, onset: "19700101T000000", [])
        while let (change, next) = nextChange(after: at, until: last) {
            let onset = basicFormat(.floating, change + Int64(current.offset))
            result += Self.lines(from: current, to: next, onset: onset, [])
            (at, current) = (change, next)
        }
        return result
    }

    private func nextChange(after moment: Int64, until last: Int64) -> (Int64, Observance)? {
        let current = observance(at: moment)
        var (low, high) = (moment, moment)
        repeat {
            low = high
            high += 7 * 86_400
            if low >= last { return nil }
        } while observance(at: high).offset == current.offset
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if observance(at: middle).offset == current.offset { low = middle } else { high = middle }
        }
        return (high, observance(at: high))
    }

    private static func lines(from: Observance, to: Observance, onset: String, _ rule: [String]) -> [String] {
        // Readers of VTIMEZONE expect the larger offset under DAYLIGHT, also where the law calls it standard time (Dublin).
        let kind = to.offset > from.offset ? "DAYLIGHT" : "STANDARD"
        let rules = rule.filter { $0.hasPrefix("RRULE") }
        return ["BEGIN:\(kind)", "TZNAME:\(to.abbreviation)", "TZOFFSETFROM:\(text(from.offset))"]
            + ["TZOFFSETTO:\(text(to.offset))", "DTSTART:\(onset)"] + rules + ["END:\(kind)"]
    }

    /// `±HHMM[SS]`
    private static func text(_ offset: Int) -> String {
        let seconds = abs(offset)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let rest = seconds % 60 == 0 ? "" : two(seconds % 60)
        return (offset < 0 ? "-" : "+") + two(seconds / 3600) + two(seconds / 60 % 60) + rest
    }
}

extension PosixRule {
    /// Its changes never fall together: a reader could not tell which comes last.
    fileprivate func changesTwice(in years: ClosedRange<Int>) -> Bool {
        let offset = Int64(standard.offset - (daylight ?? standard).offset)
        return years.allSatisfy { start.wall(in: $0) - end.wall(in: $0) != offset }
    }
}

extension PosixRule.Change {
    /// DTSTART in 1970 and RRULE; `nil` for what no simple RRULE says.
    var yearly: (onset: String, rule: String)? {
        guard case .weekday(let month, let week, let weekday) = date else { return nil }
        let days = time.flooredDivision(by: 86_400)
        let names = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]
        let day = names[(weekday + days).flooredRemainder(by: 7)]
        let rule: String
        if days == 0 {
            rule = "BYMONTH=\(month);BYDAY=\(week == 5 ? -1 : week)\(day)"
        } else {
            // The time lies on another day than the rule's: seven days of the month instead of "the nth".
            let first = (week == 5 ? -7 : 7 * week - 6) + days
            guard week == 5 ? first + 6 < 0 : first > 0 && first + 6 <= 28 else { return nil }
            let numbers = (first...first + 6).map(String.init).joined(separator: ",")
            rule = "BYMONTH=\(month);BYMONTHDAY=\(numbers);BYDAY=\(day)"
        }
        return (basicFormat(.floating, wall(in: 1970)), "RRULE:FREQ=YEARLY;\(rule)")
    }
}
