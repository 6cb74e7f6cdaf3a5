// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The rule in a TZif footer, as in `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX TZ with the extensions of RFC 9636 §3.3.1).
struct PosixRule: Sendable, Equatable {
    struct Change: Sendable, Equatable {
        enum Date: Sendable, Equatable {
            /// `week` 5 is the last; `weekday` 0 is Sunday.
            case weekday(month: Int, week: Int, weekday: Int)
            /// From 1, February 29 never counted.
            case julian(Int)
            /// From 0, February 29 counted.
            case zeroBased(Int)
        }
        var date: Date
        /// Seconds of wall time after midnight, -167 to 167 hours.
        var time: Int

        /// Wall time of the change in a year.
        func wall(in year: Int) -> Int64 { Int64(day(in: year).number) * 86_400 + Int64(time) }

        private func day(in year: Int) -> Day {
            switch date {
            case .julian(let number):
                let isLeap = Day(year: year, month: 3, day: 0).civil.day == 29
                return Day(year: year, month: 1, day: number + (isLeap && number >= 60 ? 1 : 0))
            case .zeroBased(let number):
                return Day(year: year, month: 1, day: 1 + number)
            case .weekday(let month, let week, let weekday):
                let first = Day(year: year, month: month, day: 1)
                let shift = (weekday - first.weekday % 7 + 7) % 7
                let day = first + (shift + 7 * (week - 1))
                return day.civil.month == month ? day : day + -7
            }
        }
    }

    var standard: TimeZoneRules.Observance
    var daylight: TimeZoneRules.Observance?
    var start: Change
    var end: Change

    func observance(at seconds: Int64) -> TimeZoneRules.Observance {
        guard let daylight else { return standard }
        let days = (seconds &+ Int64(standard.offset)).flooredDivision(by: 86_400)
        guard abs(days) < 5_000_000 else { return standard }
        let year = Day(number: Int(days)).civil.year
        let begin = start.wall(in: year) - Int64(standard.offset)
        let finish = end.wall(in: year) - Int64(daylight.offset)
        let isDaylight =
            begin < finish
            ? seconds >= begin && seconds < finish : !(seconds >= finish && seconds < begin)
        return isDaylight ? daylight : standard
    }
}

extension PosixRule {
    init?(_ text: some Sequence<UInt8>) {
        var reader = PosixRuleReader(bytes: Array(text))
        guard let rule = reader.rule(), reader.isAtEnd else { return nil }
        self = rule
    }
}

private struct PosixRuleReader {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == bytes.count }
    private var next: UInt8 { isAtEnd ? 0 : bytes[position] }

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func rule() -> PosixRule? {
        guard let name = name(), let offset = duration(hours: 24) else { return nil }
        let standard = TimeZoneRules.Observance(offset: -offset, isDaylight: false, abbreviation: name)
        let never = PosixRule.Change(date: .zeroBased(0), time: 0)
        guard !isAtEnd else { return PosixRule(standard: standard, daylight: nil, start: never, end: never) }
        guard let other = self.name() else { return nil }
        var daylight = TimeZoneRules.Observance(
            offset: standard.offset + 3600, isDaylight: true, abbreviation: other)
        if next != .comma, !isAtEnd {
            guard let offset = duration(hours: 24) else { return nil }
            daylight.offset = -offset
        }
        guard let start = change(), let end = change() else { return nil }
        return PosixRule(standard: standard, daylight: daylight, start: start, end: end)
    }

    private mutating func name() -> String? {
        let isQuoted = take("<")
        let start = position
        while !isAtEnd, isQuoted ? next != UInt8(ascii: ">") : next >= 0x41 && next.isNameCharacter {
            position += 1
        }
        let name = bytes[start..<position]
        guard name.count >= 3, name.count <= 16, !isQuoted || take(">") else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private mutating func duration(hours limit: Int) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(upTo: limit) else { return nil }
        var seconds = hours * 3600
        if take(":") {
            guard let minutes = number(upTo: 59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(upTo: 59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func change() -> PosixRule.Change? {
        guard take(","), let date = date() else { return nil }
        guard take("/") else { return PosixRule.Change(date: date, time: 7200) }
        guard let time = duration(hours: 167) else { return nil }
        return PosixRule.Change(date: date, time: time)
    }

    private mutating func date() -> PosixRule.Change.Date? {
        if take("M") {
            guard let month = number(upTo: 12), month > 0, take("."), let week = number(upTo: 5), week > 0,
                take("."), let weekday = number(upTo: 6)
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
        if take("J") {
            guard let day = number(upTo: 365), day > 0 else { return nil }
            return .julian(day)
        }
        return number(upTo: 365).map { .zeroBased($0) }
    }

    private mutating func number(upTo limit: Int) -> Int? {
        let start = position
        var value = 0
        while let digit = next.digit, position - start < 4 {
            value = value * 10 + digit
            position += 1
        }
        return position > start && value <= limit ? value : nil
    }

    private mutating func take(_ text: Unicode.Scalar) -> Bool {
        guard !isAtEnd, next == UInt8(ascii: text) else { return false }
        position += 1
        return true
    }
}
