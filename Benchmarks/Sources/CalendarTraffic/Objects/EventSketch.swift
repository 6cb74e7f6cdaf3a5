// SPDX-License-Identifier: Apache-2.0

/// What one generated object is about. Everything follows from its index and the calendar's anchor.
struct EventSketch {
    enum Shape: Equatable {
        /// Wall time of Europe/Berlin.
        case zoned
        case utc
        case allDay(days: Int)
        /// Wall time of Europe/Berlin, with one EXDATE and one override.
        case weekly(end: WeeklyEnd)
        /// All day, for ever.
        case yearly
    }

    enum WeeklyEnd: Equatable {
        case count(Int)
        case until(weeks: Int)
        case never
    }

    let index: Int
    let shape: Shape
    let start: CivilDay
    /// Of the day. Between 7 and 19 o'clock, so that no summer time falls into it.
    let startMinute: Int
    let minutes: Int
    let title: String
    let place: String?
    let notes: String?
    let guests: [(name: String, mailbox: String)]
    let hasAlarm: Bool

    /// The days that are skipped and moved in a weekly series.
    static let skippedWeek = 2
    static let movedWeek = 4

    init(index: Int, anchor: CivilDay) {
        var random = SplitMix(seed: UInt64(index) &+ 0xa17a_7ac0)
        self.index = index
        shape = Self.shape(&random)
        start = anchor.adding(days: Self.offset(of: shape, &random))
        startMinute = 7 * 60 + random.below(48) * 15
        minutes = random.pick([15, 30, 30, 45, 60, 60, 60, 90, 120])
        let titles = random.below(10) < 6 ? Vocabulary.plainTitles : Vocabulary.otherTitles
        title = random.pick(titles) + " \(index)"
        place = random.below(10) < 5 ? random.pick(Vocabulary.places) : nil
        notes = random.below(10) < 5 ? Self.notes(&random) : nil
        let isMeeting = shape.hasTime && random.below(10) < 3
        guests = isMeeting ? Self.guests(&random) : []
        hasAlarm = random.below(10) < 4
    }

    /// 55 % zoned, 10 % UTC, 20 % all-day, 10 % weekly, 5 % yearly.
    private static func shape(_ random: inout SplitMix) -> Shape {
        switch random.below(20) {
        case 0..<11: .zoned
        case 11..<13: .utc
        case 13..<17: .allDay(days: random.pick([1, 1, 1, 2, 5, 14]))
        case 17..<19: .weekly(end: weeklyEnd(&random))
        default: .yearly
        }
    }

    /// Half of the series are counted, a quarter ends on a day, a quarter never ends.
    private static func weeklyEnd(_ random: inout SplitMix) -> WeeklyEnd {
        switch random.below(4) {
        case 0, 1: .count(8 + random.below(23))
        case 2: .until(weeks: 8 + random.below(23))
        default: .never
        }
    }

    /// Days from the anchor: single events over four years, series from two years back.
    private static func offset(of shape: Shape, _ random: inout SplitMix) -> Int {
        switch shape {
        case .zoned, .utc, .allDay: random.below(4 * 365) - 3 * 365
        case .weekly: random.below(900) - 730
        case .yearly: random.below(365) - 20 * 365
        }
    }

    private static func notes(_ random: inout SplitMix) -> String {
        var text = ""
        for place in 0..<(12 + random.below(40)) {
            if place > 0 { text += place % 11 == 0 ? ",\n" : " " }
            text += random.pick(Vocabulary.words)
        }
        return text
    }

    private static func guests(_ random: inout SplitMix) -> [(name: String, mailbox: String)] {
        let first = random.below(Vocabulary.people.count)
        return (0..<(2 + random.below(4))).map { Vocabulary.people[(first + $0) % Vocabulary.people.count] }
    }
}

extension EventSketch.Shape {
    var hasTime: Bool {
        switch self {
        case .zoned, .utc, .weekly: true
        case .allDay, .yearly: false
        }
    }

    var isZoned: Bool {
        switch self {
        case .zoned, .weekly: true
        case .utc, .allDay, .yearly: false
        }
    }
}
