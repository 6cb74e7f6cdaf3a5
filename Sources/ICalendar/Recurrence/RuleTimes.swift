// SPDX-License-Identifier: Apache-2.0

/// Times of a day, or of an hour or a minute: each hour with each minute with each second. Never made into a list,
/// which could have 86,400 of them.
struct RuleTimes {
    private let hours: [Int]
    private let minutes: [Int]
    private let seconds: [Int]
    private let hourSet: UInt64
    private let minuteSet: UInt64
    private let secondSet: UInt64
    private let first: Int64
    let count: Int

    /// One time.
    init(_ time: Int64) {
        (hours, minutes, seconds) = ([], [], [])
        (hourSet, minuteSet) = (1 << UInt64(time / 3600), 1 << UInt64(time / 60 % 60))
        secondSet = 1 << UInt64(time % 60)
        first = time
        count = 1
    }

    /// Lists that are ascending and not empty.
    init(hours: [Int], minutes: [Int], seconds: [Int]) {
        (self.hours, self.minutes, self.seconds) = (hours, minutes, seconds)
        (hourSet, minuteSet, secondSet) = (Self.set(hours), Self.set(minutes), Self.set(seconds))
        first = Int64(hours[0] * 3600 + minutes[0] * 60 + seconds[0])
        count = hours.count * minutes.count * seconds.count
    }

    /// Seconds, ascending with the index.
    subscript(index: Int) -> Int64 {
        guard count > 1 else { return first }
        let (rest, second) = index.quotientAndRemainder(dividingBy: seconds.count)
        let (hour, minute) = rest.quotientAndRemainder(dividingBy: minutes.count)
        return Int64(hours[hour] * 3600 + minutes[minute] * 60 + seconds[second])
    }

    /// How many of them lie before a time.
    func rank(_ time: Int64) -> Int {
        guard time > first else { return 0 }
        guard time < 86_400 else { return count }
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        var rank = Self.below(hour, hourSet)
        guard hourSet >> UInt64(hour) & 1 != 0 else {
            return rank * minuteSet.nonzeroBitCount * secondSet.nonzeroBitCount
        }
        rank = rank * minuteSet.nonzeroBitCount + Self.below(minute, minuteSet)
        guard minuteSet >> UInt64(minute) & 1 != 0 else { return rank * secondSet.nonzeroBitCount }
        return rank * secondSet.nonzeroBitCount + Self.below(second, secondSet)
    }

    func contains(_ time: Int64) -> Bool {
        hourSet >> UInt64(time / 3600) & minuteSet >> UInt64(time / 60 % 60) & secondSet >> UInt64(time % 60) & 1 != 0
    }

    private static func set(_ list: [Int]) -> UInt64 { list.reduce(0) { $0 | 1 << UInt64($1) } }

    private static func below(_ number: Int64, _ set: UInt64) -> Int {
        (set & (1 << UInt64(number) - 1)).nonzeroBitCount
    }
}

extension RuleTimes {
    /// The times inside one period of the rule; what it leaves open is as in DTSTART, `time` seconds after midnight.
    static func inPeriod(of rule: RecurrenceRule, time: Int64) -> RuleTimes {
        let time = Int(time)
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        switch rule.frequency {
        case .secondly: return RuleTimes(0)
        case .minutely: return RuleTimes.expanded(rule, hours: [0], minutes: [0], second: second)
        case .hourly:
            let minutes = rule.minutes.isEmpty ? [minute] : rule.minutes
            return RuleTimes.expanded(rule, hours: [0], minutes: minutes, second: second)
        case .daily, .weekly, .monthly, .yearly:
            guard !(rule.hours.isEmpty && rule.minutes.isEmpty && rule.seconds.isEmpty) else {
                return RuleTimes(Int64(time))
            }
            let minutes = rule.minutes.isEmpty ? [minute] : rule.minutes
            return expanded(rule, hours: rule.hours.isEmpty ? [hour] : rule.hours, minutes: minutes, second: second)
        }
    }

    private static func expanded(_ rule: RecurrenceRule, hours: [Int], minutes: [Int], second: Int) -> RuleTimes {
        RuleTimes(hours: hours, minutes: minutes, seconds: rule.seconds.isEmpty ? [second] : rule.seconds)
    }

    /// The times of day at which periods of a rule below a day may begin; `nil` when at any.
    static func ofPeriods(of rule: RecurrenceRule) -> RuleTimes? {
        let hours = rule.hours.isEmpty ? Array(0..<24) : rule.hours
        let minutes = rule.minutes.isEmpty ? Array(0..<60) : rule.minutes
        let seconds = rule.seconds.isEmpty ? Array(0..<60) : rule.seconds
        switch rule.frequency {
        case .hourly where !rule.hours.isEmpty: return RuleTimes(hours: hours, minutes: [0], seconds: [0])
        case .minutely where !(rule.hours.isEmpty && rule.minutes.isEmpty):
            return RuleTimes(hours: hours, minutes: minutes, seconds: [0])
        case .secondly where !(rule.hours.isEmpty && rule.minutes.isEmpty && rule.seconds.isEmpty):
            return RuleTimes(hours: hours, minutes: minutes, seconds: seconds)
        case .secondly, .minutely, .hourly, .daily, .weekly, .monthly, .yearly: return nil
        }
    }
}
