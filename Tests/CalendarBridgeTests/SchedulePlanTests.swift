// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

@testable import CalendarBridge

@Suite struct `A schedule from a request` {
    /// Wall time counted as if UTC, 2026.
    private static func wall(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int = 0) -> Int64 {
        CalendarTime.date(Day(year: 2026, month: month, day: day)).seconds + Int64(hour * 3600 + minute * 60)
    }

    private static func day(_ month: Int, _ day: Int) -> Day { Day(year: 2026, month: month, day: day) }

    struct New: Sendable, CustomTestStringConvertible {
        var name: String
        var request: RequestedSchedule
        /// `nil`: refused.
        var result: EventSchedule?
        var testDescription: String { name }
    }

    /// The reader is in Berlin, where clocks go forward on 29 March at 2:00 and back on 25 October at 3:00.
    static let new: [New] = [
        New(
            name: "one hour in the reader's zone", request: RequestedSchedule(start: .wall(wall(3, 2, 9))),
            result: .timed(startWall: wall(3, 2, 9), endWall: wall(3, 2, 10), timeZone: "Europe/Berlin")),
        New(
            name: "a moment is turned into the zone's wall time",
            request: RequestedSchedule(start: .instant(wall(7, 1, 8)), timeZone: "Pacific/Auckland"),
            result: .timed(startWall: wall(7, 1, 20), endWall: wall(7, 1, 21), timeZone: "Pacific/Auckland")),
        New(
            name: "wall times stand in the zone named",
            request: RequestedSchedule(
                start: .wall(wall(3, 2, 9)), end: .wall(wall(3, 2, 9, 30)), timeZone: "America/New_York"),
            result: .timed(startWall: wall(3, 2, 9), endWall: wall(3, 2, 9, 30), timeZone: "America/New_York")),
        New(
            name: "floating", request: RequestedSchedule(start: .wall(wall(3, 29, 2, 30)), timeZone: "floating"),
            result: .timed(startWall: wall(3, 29, 2, 30), endWall: wall(3, 29, 3, 30), timeZone: nil)),
        New(
            name: "UTC by another name",
            request: RequestedSchedule(start: .wall(wall(3, 2, 9)), timeZone: "Etc/UTC"),
            result: .timed(startWall: wall(3, 2, 9), endWall: wall(3, 2, 10), timeZone: "UTC")),
        New(
            name: "hours are hours, also over a change",
            request: RequestedSchedule(start: .wall(wall(3, 29, 1)), length: NominalLength(days: 0, seconds: 7200)),
            result: .timed(startWall: wall(3, 29, 1), endWall: wall(3, 29, 4), timeZone: "Europe/Berlin")),
        New(
            name: "days are days, also over a change",
            request: RequestedSchedule(start: .wall(wall(10, 24, 12)), length: NominalLength(days: 1, seconds: 0)),
            result: .timed(startWall: wall(10, 24, 12), endWall: wall(10, 25, 12), timeZone: "Europe/Berlin")),
        New(
            name: "no length at all",
            request: RequestedSchedule(start: .wall(wall(3, 2, 9)), end: .wall(wall(3, 2, 9))),
            result: .timed(startWall: wall(3, 2, 9), endWall: wall(3, 2, 9), timeZone: "Europe/Berlin")),
        New(
            name: "a day", request: RequestedSchedule(start: .date(day(3, 2))),
            result: .allDay(start: day(3, 2), end: day(3, 3))),
        New(
            name: "days", request: RequestedSchedule(start: .date(day(3, 2)), end: .date(day(3, 5))),
            result: .allDay(start: day(3, 2), end: day(3, 5))),
        New(
            name: "days by length",
            request: RequestedSchedule(start: .date(day(3, 2)), length: NominalLength(days: 2, seconds: 0)),
            result: .allDay(start: day(3, 2), end: day(3, 4))),
        New(name: "no start", request: RequestedSchedule(end: .date(day(3, 2))), result: nil),
        New(
            name: "backwards", request: RequestedSchedule(start: .wall(wall(3, 2, 9)), end: .wall(wall(3, 2, 8))),
            result: nil),
        New(
            name: "days backwards", request: RequestedSchedule(start: .date(day(3, 2)), end: .date(day(3, 2))),
            result: nil),
        New(
            name: "a day to a time", request: RequestedSchedule(start: .date(day(3, 2)), end: .wall(wall(3, 2, 8))),
            result: nil),
        New(
            name: "a time to a day", request: RequestedSchedule(start: .wall(wall(3, 2, 9)), end: .date(day(3, 3))),
            result: nil),
        New(
            name: "a day in a zone", request: RequestedSchedule(start: .date(day(3, 2)), timeZone: "Europe/Berlin"),
            result: nil),
        New(
            name: "a day by hours",
            request: RequestedSchedule(start: .date(day(3, 2)), length: NominalLength(days: 0, seconds: 3600)),
            result: nil),
        New(
            name: "a zone that is not there",
            request: RequestedSchedule(start: .wall(wall(3, 2, 9)), timeZone: "Mars/Base"), result: nil),
    ]

    @Test(arguments: new) func `makes a new event`(_ row: New) throws {
        let plan = try plan(row.request, reader: "Europe/Berlin")
        if let result = row.result {
            #expect(try plan.new() == result)
        } else {
            #expect(throws: BridgeError.self) { try plan.new() }
        }
    }

    private func plan(_ request: RequestedSchedule, reader: String) throws -> SchedulePlan {
        let rules = try #require(TimeZones.system.zone(named: reader))
        return SchedulePlan(request: request, reader: ReaderZone(rules: rules), zones: .system)
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var name: String
        var request: RequestedSchedule
        var result: EventSchedule?
        var testDescription: String { name }
    }

    /// Of an event from 10:00 to 11:30 in Berlin on 5 March, by a reader in New York, six hours behind.
    static let changes: [Change] = [
        Change(
            name: "a new start keeps the length", request: RequestedSchedule(start: .wall(wall(3, 6, 8))),
            result: .timed(startWall: wall(3, 6, 14), endWall: wall(3, 6, 15, 30), timeZone: "Europe/Berlin")),
        Change(
            name: "a new end keeps the start", request: RequestedSchedule(end: .instant(wall(3, 5, 11))),
            result: .timed(startWall: wall(3, 5, 10), endWall: wall(3, 5, 12), timeZone: "Europe/Berlin")),
        Change(
            name: "a new length keeps the start",
            request: RequestedSchedule(length: NominalLength(days: 0, seconds: 600)),
            result: .timed(startWall: wall(3, 5, 10), endWall: wall(3, 5, 10, 10), timeZone: "Europe/Berlin")),
        Change(
            name: "a new zone keeps the wall time", request: RequestedSchedule(timeZone: "Europe/London"),
            result: .timed(startWall: wall(3, 5, 10), endWall: wall(3, 5, 11, 30), timeZone: "Europe/London")),
        Change(
            name: "floating keeps the wall time", request: RequestedSchedule(timeZone: "floating"),
            result: .timed(startWall: wall(3, 5, 10), endWall: wall(3, 5, 11, 30), timeZone: nil)),
        Change(
            name: "a day makes it whole days", request: RequestedSchedule(start: .date(day(3, 6))),
            result: .allDay(start: day(3, 6), end: day(3, 7))),
        Change(name: "an end before the start", request: RequestedSchedule(end: .wall(wall(3, 5, 3))), result: nil),
    ]

    @Test(arguments: changes) func `changes an event`(_ row: Change) throws {
        let current = try CurrentSchedule(
            start: CalendarTime(.utc, seconds: Self.wall(3, 5, 9)),
            end: CalendarTime(.utc, seconds: Self.wall(3, 5, 10, 30)), timeZone: "Europe/Berlin", zones: .system)
        let plan = try plan(row.request, reader: "America/New_York")
        if let result = row.result {
            #expect(try plan.changed(current) == result)
        } else {
            #expect(throws: BridgeError.self) { try plan.changed(current) }
        }
    }

    @Test func `leaves a time alone whose zone is not known`() {
        #expect(throws: BridgeError.self) {
            try CurrentSchedule(
                start: CalendarTime(.utc, seconds: 0), end: CalendarTime(.utc, seconds: 0), timeZone: "Mars/Base",
                zones: .system)
        }
    }
}
