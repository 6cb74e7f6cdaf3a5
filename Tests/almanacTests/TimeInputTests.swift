// SPDX-License-Identifier: Apache-2.0

import ControlWire
import Testing

@testable import almanac

/// Wednesday 2026-03-04, 15:30.
private let input = TimeInput(now: LocalDateTime("2026-03-04T15:30")!)

@Suite struct `Times as people type them` {
    @Test(arguments: [
        ("2026-03-01", "2026-03-01"), ("2026-03-01T09:00", "2026-03-01T09:00:00"),
        ("2026-03-01 09:00", "2026-03-01T09:00:00"), ("2026-03-01 9:00", "2026-03-01T09:00:00"),
        ("2026-03-01T09:00:30+01:00", "2026-03-01T09:00:30+01:00"), ("today", "2026-03-04"),
        ("Tomorrow", "2026-03-05"), ("yesterday", "2026-03-03"), ("tomorrow 9:00", "2026-03-05T09:00:00"),
        ("tomorrow, 23:59:59", "2026-03-05T23:59:59"), ("9:00", "2026-03-04T09:00:00"),
        ("09:05", "2026-03-04T09:05:00"),
        ("wednesday", "2026-03-11"), ("thu", "2026-03-05"), ("tue 14:00", "2026-03-10T14:00:00"),
        ("2024-02-29", "2024-02-29"),
    ])
    func `are understood`(text: String, meaning: String) throws {
        #expect(try input.time(text).description == meaning)
    }

    @Test(arguments: [
        "", " ", "soon", "9", "9:0", "25:00", "12:60", "9:00:61", "9:00 pm", "2026-3-1", "2026-02-29", "32:00",
        "tomorrow tomorrow", "tomorrow 9:00 10:00", "mo", "-1:00", "+9:00", "١٢:٠٠", "2026-03-01T09:00+01:00",
    ])
    func `are refused with what can be typed`(text: String) {
        #expect { try input.time(text) } throws: { "\($0)".contains("tomorrow 9:00") }
    }

    @Test(arguments: [
        ("2h", "2026-03-04T13:30:00"), ("3d", "2026-03-01T15:30:00"), ("90m", "2026-03-04T14:00:00"),
        ("yesterday", "2026-03-03"), ("2026-03-01", "2026-03-01"), ("8:00", "2026-03-04T08:00:00"),
    ])
    func `may look back`(text: String, meaning: String) throws {
        #expect(try input.since(text).description == meaning)
    }

    @Test(
        arguments: [
            ("45m", "PT45M", 2700), ("1h30m", "PT1H30M", 5400), ("2d", "P2D", 172_800), ("1w", "P7D", 604_800),
            ("1d12h", "P1DT12H", 129_600), ("0m", "PT0M", 0), ("1w2d", "P9D", 777_600), ("PT90M", "PT90M", nil),
        ] as [(String, String, Int64?)])
    func `have lengths`(text: String, iso: String, seconds: Int64?) {
        #expect(Length(text)?.iso == iso)
        #expect(Length(text)?.seconds == seconds)
    }

    @Test(arguments: ["", "45", "m", "1m1h", "1h1h", "1.5h", "-1h", "1y", "9999999d", "P"])
    func `have no other lengths`(text: String) { #expect(Length(text) == nil) }
}

@Suite struct `The range of an agenda` {
    @Test(
        arguments: [
            (nil, nil, nil, nil, "2026-03-04", "2026-03-11"), ("week", nil, nil, nil, "2026-03-04", "2026-03-11"),
            ("today", nil, nil, nil, "2026-03-04", "2026-03-05"),
            ("tomorrow", nil, nil, nil, "2026-03-05", "2026-03-06"),
            ("month", nil, nil, nil, "2026-03-04", "2026-04-04"),
            ("2026-05-01", nil, nil, 3, "2026-05-01", "2026-05-04"),
            (nil, "2026-04-01", "2026-04-03", nil, "2026-04-01", "2026-04-04"),
            (nil, nil, "tomorrow", nil, "2026-03-04", "2026-03-06"),
            (nil, "2026-04-01", nil, 1, "2026-04-01", "2026-04-02"),
        ] as [(String?, String?, String?, Int?, String, String)])
    func `follows the words`(
        word: String?, from: String?, to: String?, days: Int?, first: String, end: String
    ) throws {
        let range = try AgendaRange(word: word, from: from, to: to, days: days, input: input)
        #expect("\(range.first) \(range.end)" == "\(first) \(end)")
    }

    @Test(
        arguments: [
            ("today", "today", nil, nil), (nil, "2026-04-02", "2026-04-01", nil), (nil, nil, "today", 3),
            (nil, nil, nil, 0), ("soon", nil, nil, nil), (nil, nil, nil, 4000),
        ] as [(String?, String?, String?, Int?)])
    func `is refused when it makes no sense`(word: String?, from: String?, to: String?, days: Int?) {
        #expect(throws: InputError.self) {
            try AgendaRange(word: word, from: from, to: to, days: days, input: input)
        }
    }
}

@Suite struct `A schedule` {
    @Test(
        arguments: [
            ("9:00", nil, nil, false, "2026-03-04T09:00:00", nil, nil),
            ("9:00", "10:30", nil, false, "2026-03-04T09:00:00", "2026-03-04T10:30:00", nil),
            ("tomorrow 22:00", "2026-03-06 1:00", nil, false, "2026-03-05T22:00:00", "2026-03-06T01:00:00", nil),
            ("9:00", nil, "45m", false, "2026-03-04T09:00:00", nil, "PT45M"),
            ("2026-05-04", "2026-05-08", nil, false, "2026-05-04", "2026-05-09", nil),
            ("tomorrow 9:00", nil, nil, true, "2026-03-05", nil, nil),
            ("2026-05-04", nil, "2d", false, "2026-05-04", nil, "P2D"),
        ] as [(String, String?, String?, Bool, String, String?, String?)])
    func `is made of start, end and length`(
        start: String, end: String?, duration: String?, allDay: Bool, from: String, to: String?, length: String?
    ) throws {
        let schedule = try ScheduleInput(start: start, end: end, duration: duration, allDay: allDay, input: input)
        #expect(schedule.start.description == from)
        #expect(schedule.end?.description == to)
        #expect(schedule.duration == length)
    }

    @Test(
        arguments: [
            ("9:00", "10:00", "1h"), ("9:00", "2026-03-05", nil), ("2026-03-05", "10:00", nil), ("9:00", nil, "long"),
        ] as [(String, String?, String?)])
    func `is refused when its parts do not fit`(start: String, end: String?, duration: String?) {
        #expect(throws: InputError.self) {
            try ScheduleInput(start: start, end: end, duration: duration, allDay: false, input: input)
        }
    }

    @Test func `of an edit takes bare times on the event's own day`() throws {
        let event = EventDocument.sample(
            start: .time(try #require(Timestamp("2026-04-10T09:00:00+02:00"))),
            end: .time(try #require(Timestamp("2026-04-10T10:00:00+02:00"))))
        let moved = try ScheduleInput(changing: event, start: "11:00", end: nil, duration: nil, input: input)
        #expect(moved.newStart?.description == "2026-04-10T11:00:00")
        let later = try ScheduleInput(changing: event, start: "2026-04-12", end: nil, duration: nil, input: input)
        #expect(later.newStart?.description == "2026-04-12T09:00:00")
        let longer = try ScheduleInput(changing: event, start: nil, end: "12:00", duration: nil, input: input)
        #expect(longer.newStart == nil)
        #expect(longer.end?.description == "2026-04-10T12:00:00")
    }
}

extension EventDocument {
    static func sample(start: WireTime, end: WireTime) -> EventDocument {
        EventDocument(
            id: "0b5c9a7e-0000", calendar: "work/team", uid: "u", title: "Review", description: nil, location: nil,
            url: nil, status: "confirmed", allDay: false, floating: false, start: start, end: end, timeZone: nil,
            recurring: false, recurrenceID: nil, recurrence: [], participants: [],
            sync: EventSyncDocument(state: "synced", href: nil, etag: nil, lastSync: nil, reason: nil),
            readOnlyReason: nil, notes: [], createdAt: nil, updatedAt: nil)
    }
}
