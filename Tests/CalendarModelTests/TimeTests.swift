// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@Suite struct `A day` {
    @Test(arguments: [
        (1970, 1, 1, 0, 4), (2000, 2, 29, 11_016, 2), (1969, 12, 31, -1, 3), (1, 1, 1, -719_162, 1),
        (9999, 12, 31, 2_932_896, 5), (1600, 2, 29, -135_081, 2), (1900, 3, 1, -25_508, 4),
    ])
    func `is a number, and back`(_ year: Int, _ month: Int, _ day: Int, _ number: Int, _ weekday: Int) {
        let value = Day(year: year, month: month, day: day)
        #expect(value.number == number)
        #expect(value.civil == (year, month, day))
        #expect(value.weekday == weekday)
    }

    @Test func `goes round for every day of a thousand years`() {
        for number in -200_000...200_000 {
            let (year, month, day) = Day(number: number).civil
            #expect(Day(year: year, month: month, day: day).number == number)
        }
    }

    @Test func `carries months and days over`() {
        #expect(Day(year: 2026, month: 14, day: 0) == Day(year: 2027, month: 1, day: 31))
        #expect(Day(year: 2026, month: 0, day: 1) == Day(year: 2025, month: 12, day: 1))
        #expect(Day(year: 2026, month: -11, day: 1) == Day(year: 2025, month: 1, day: 1))
    }
}

@Suite struct `Times` {
    @Test(arguments: [
        (7, 3, 2, 1), (-7, 3, -3, 2), (6, 3, 2, 0), (-6, 3, -2, 0), (0, 3, 0, 0), (-1, 86_400, -1, 86_399),
    ])
    func `divide towards the past`(_ a: Int, _ b: Int, _ quotient: Int, _ remainder: Int) {
        #expect(a.flooredDivision(by: b) == quotient)
        #expect(a.flooredRemainder(by: b) == remainder)
    }

    @Test func `count microseconds and whole seconds`() {
        #expect(Instant(microseconds: -1).seconds == -1)
        #expect(Instant(seconds: 5) + .milliseconds(1500) == Instant(microseconds: 6_500_000))
        #expect(Instant(seconds: 5) - Instant(seconds: 3) == .seconds(2))
        #expect(Duration.milliseconds(-1500).microseconds == -1_500_000)
        #expect(CalendarTime(.utc, seconds: -1).day == Day(year: 1969, month: 12, day: 31))
    }

    @Test func `make ranges that are never backwards`() {
        #expect(TimeRange(start: 5, end: 3) == TimeRange(start: 5, end: 5))
        #expect(TimeRange(start: 1, end: 2).union(TimeRange(start: 5, end: 9)) == TimeRange(start: 1, end: 9))
    }

    @Test func `lie in one window for all moments of a month`() {
        let first = CalendarTime.date(Day(year: 2026, month: 12, day: 1)).seconds
        let last = CalendarTime.date(Day(year: 2027, month: 1, day: 1)).seconds - 1
        let window = DeriveWindow(around: Instant(seconds: first))
        #expect(window == DeriveWindow(around: Instant(seconds: last)))
        #expect(window.range.start == CalendarTime.date(Day(year: 2025, month: 12, day: 1)).seconds)
        #expect(window.range.end == CalendarTime.date(Day(year: 2029, month: 1, day: 1)).seconds)
        #expect(window != DeriveWindow(around: Instant(seconds: last + 1)))
    }
}

@Suite struct `Identifiers` {
    @Test func `of the feed are an epoch and a number`() {
        #expect(FeedPosition("abc-def-12") == FeedPosition(epoch: "abc-def", number: 12))
        #expect(FeedPosition("abc-def-12")?.description == "abc-def-12")
        for text in ["", "-", "-1", "abc", "abc-", "abc-x", "abc-1x", "abc-99999999999999999999"] {
            #expect(FeedPosition(text) == nil, "\(text)")
        }
    }

    @Test func `of calendars and events have two parts`() {
        let calendar = CalendarID(account: AccountName("work"), shortName: "team")
        #expect(calendar.rawValue == "work/team")
        #expect(calendar.account == AccountName("work") && calendar.shortName == "team")
        let event = EventID(object: ObjectID("o"), recurrenceID: "20260101")
        #expect(event.rawValue == "o/20260101" && event.object == ObjectID("o") && event.recurrenceID == "20260101")
        #expect(EventID(object: ObjectID("o"), recurrenceID: nil).recurrenceID == nil)
    }
}
