// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// Days and times in words, in the offset they came with.
enum When {
    /// `Sunday 1 March 2026`
    static func heading(_ day: CivilDate) -> String {
        "\(Names.weekdays[day.weekday - 1]) \(day.day) \(Names.months[day.month - 1]) \(day.year)"
    }

    /// `Sun 1 Mar 2026`
    static func short(_ day: CivilDate) -> String {
        "\(Names.weekdays[day.weekday - 1].prefix(3)) \(day.day) \(Names.months[day.month - 1].prefix(3)) \(day.year)"
    }

    /// `09:00`
    static func clock(_ time: Timestamp) -> String {
        "\(twoDigits(time.secondOfDay / 3600)):\(twoDigits(time.secondOfDay / 60 % 60))"
    }

    static func moment(_ time: Timestamp) -> String { "\(time.date) \(clock(time))" }

    /// `Sun 1 Mar 2026 09:00–10:30`
    static func span(_ start: WireTime, _ end: WireTime) -> String {
        switch (start, end) {
        case (.date(let first), .date(let after)):
            let last = max(first, after + -1)
            return first == last ? "\(short(first)), all day" : "\(short(first)) – \(short(last)), all day"
        case (.time(let from), .time(let to)) where from == to:
            return "\(short(from.date)) \(clock(from))"
        case (.time(let from), .time(let to)) where from.date == to.date:
            return "\(short(from.date)) \(clock(from))–\(clock(to))"
        case (.time(let from), .time(let to)):
            return "\(short(from.date)) \(clock(from)) – \(short(to.date)) \(clock(to))"
        case (.date, .time), (.time, .date):
            return "\(start) – \(end)"
        }
    }

    /// `3 minutes`, `2 hours`, `5 days`
    static func age(_ seconds: Int64) -> String {
        switch max(0, seconds) {
        case let seconds where seconds < 60: count(seconds, "second")
        case let seconds where seconds < 7200: count(seconds / 60, "minute")
        case let seconds where seconds < 172_800: count(seconds / 3600, "hour")
        case let seconds: count(seconds / 86_400, "day")
        }
    }

    static func count(_ number: some BinaryInteger, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
