// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Fuzzing

@testable import ICalendar

/// DTSTART, RRULE and three numbers (a window in days from DTSTART, and where it is cut in two), a line each.
@main enum FuzzRules {
    static func main() {
        fuzz { test(bytes($0, $1)) }
    }
}

private func test(_ input: [UInt8]) -> Int32 {
    let lines = Array(input.pieces(of: 0..<input.count, separatedBy: .lineFeed))
    guard lines.count >= 2, let digits = DateDigits(input, lines[0]),
        let rule = try? RecurrenceRule(input, lines[1]), rule.isExpandable
    else { return 0 }
    let form: TimeForm = digits.hasTime ? digits.isUTC ? .utc : .floating : .date
    let numbers = lines.dropFirst(2).prefix(3).map { input.integer($0) ?? 0 } + [0, 30, 7]
    let days = { (index: Int) in Int64(numbers[index].quotientAndRemainder(dividingBy: 400_000).remainder) }
    let from = digits.wall + days(0) * 86_400
    let length = abs(days(1)) * 86_400 + 1
    let cut = from + abs(days(2)) * 3607 % length
    let series = Series(expander: RuleExpander(rule, start: EventTime(wall: digits.wall, form: form)))
    series.checkWindows(from.inCalendar, cut.inCalendar, (from + length).inCalendar)
    series.checkLimit(from.inCalendar...(from + length).inCalendar)
    return 0
}

private struct Series {
    let expander: RuleExpander

    /// `nil`: given up before the end.
    private func instances(_ range: ClosedRange<Int64>, limit: Int = Int.max) -> [Int64]? {
        var budget = ExpansionBudget()
        let found = expander.instances(within: range, budget: &budget, limit: limit)
        check(budget.spent <= ExpansionBudget.iterationsPerRule, "a rule costs no more than it may")
        check(zip(found, found.dropFirst()).allSatisfy { $0 < $1 }, "instances ascend")
        check(found.allSatisfy { range.contains($0) && $0 >= expander.start }, "they lie in the window")
        check(found.count <= expander.rule.count ?? Int.max, "there are no more than COUNT")
        check(found.count <= limit, "nor than are wanted")
        if range.contains(expander.start) { check(found.first == expander.start, "DTSTART is the first") }
        return budget.isExhausted ? nil : found
    }

    /// Two windows side by side show what one over both of them shows.
    func checkWindows(_ from: Int64, _ cut: Int64, _ end: Int64) {
        let whole = instances(from...end)
        let first = instances(from...cut)
        guard cut < end else { return }
        guard let second = instances(cut + 1...end), let first, let whole else { return }
        check(whole == first + second, "windows agree: \(whole.count), \(first.count) and \(second.count)")
    }

    /// A limit takes away nothing but the end.
    func checkLimit(_ range: ClosedRange<Int64>) {
        guard let all = instances(range) else { return }
        var budget = ExpansionBudget()
        let some = expander.instances(within: range, budget: &budget, limit: 10)
        check(some == Array(all.prefix(10)), "a limit takes away the end")
        check(budget.isExhausted == (all.count > 10), "and says so")
    }
}
