// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel
import CalendarStorage
import Testing

@Suite struct `Events in a reader's zone` {
    private func day(_ year: Int, _ month: Int, _ day: Int) -> RequestedMoment {
        .date(Day(year: year, month: month, day: day))
    }

    /// `title start` of each instance, wall times with offset in hours.
    private func list(
        _ world: BridgeWorld, _ zone: String, _ from: RequestedMoment, _ to: RequestedMoment, limit: Int = 1000
    ) async throws -> [String] {
        let list = try await world.bridge.events(EventQuery(from: from, to: to, timeZone: zone, limit: limit))
        return list.occurrences.map { "\($0.instance.title) \(text($0.start))–\(text($0.end))" }
    }

    private func text(_ time: ShownTime) -> String {
        func date(_ day: Day) -> String { "\(day.civil.month)/\(day.civil.day)" }
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        switch time {
        case .date(let day): return date(day)
        case .time(let instant, let offset):
            let wall = CalendarTime(.floating, seconds: instant + Int64(offset))
            let second = wall.seconds.flooredRemainder(by: 86_400)
            let zone = offset % 3600 == 0 ? "\(offset / 3600)" : "\(Double(offset) / 3600)"
            return "\(date(wall.day)) \(two(second / 3600)):\(two(second / 60 % 60))(\(zone))"
        }
    }

    /// All-day, floating and UTC events on the days around a DST change.
    private func world(around days: [String]) throws -> BridgeWorld {
        let world = try BridgeWorld()
        for day in days {
            let next = String(Int(day)! + 1)
            try world.pulled(
                eventText("all-\(day)", "SUMMARY:all", "DTSTART;VALUE=DATE:\(day)", "DTEND;VALUE=DATE:\(next)"))
            try world.pulled(
                eventText("float-\(day)", "SUMMARY:float", "DTSTART:\(day)T023000", "DTEND:\(day)T033000"))
            try world.pulled(
                eventText("noon-\(day)", "SUMMARY:utc", "DTSTART:\(day)T120000Z", "DTEND:\(day)T130000Z"))
        }
        return world
    }

    @Test func `keep their day and wall time when New Zealand leaves summer time`() async throws {
        let world = try world(around: ["20260404", "20260405", "20260406"])
        let zone = "Pacific/Auckland"
        #expect(
            try await list(world, zone, day(2026, 4, 4), day(2026, 4, 5)) == [
                "all 4/4–4/5", "float 4/4 02:30(13)–4/4 03:30(13)",
            ])
        #expect(
            try await list(world, zone, day(2026, 4, 5), day(2026, 4, 6)) == [
                "all 4/5–4/6", "utc 4/5 01:00(13)–4/5 02:00(13)", "float 4/5 02:30(13)–4/5 03:30(12)",
            ])
        #expect(
            try await list(world, zone, day(2026, 4, 6), day(2026, 4, 7)).sorted() == [
                "all 4/6–4/7", "float 4/6 02:30(12)–4/6 03:30(12)", "utc 4/6 00:00(12)–4/6 01:00(12)",
            ])
    }

    @Test func `keep their day and wall time when New Zealand enters summer time`() async throws {
        let world = try world(around: ["20260926", "20260927"])
        // 02:30 does not exist on the 27th; it is shown as it was written.
        #expect(
            try await list(world, "Pacific/Auckland", day(2026, 9, 27), day(2026, 9, 28)).sorted() == [
                "all 9/27–9/28", "float 9/27 02:30(12)–9/27 03:30(13)", "utc 9/27 00:00(12)–9/27 01:00(12)",
            ])
    }

    @Test func `keep their day and wall time when California enters summer time`() async throws {
        let world = try world(around: ["20260307", "20260308", "20260309"])
        let zone = "America/Los_Angeles"
        #expect(
            try await list(world, zone, day(2026, 3, 7), day(2026, 3, 8)) == [
                "all 3/7–3/8", "float 3/7 02:30(-8)–3/7 03:30(-8)", "utc 3/7 04:00(-8)–3/7 05:00(-8)",
            ])
        #expect(
            try await list(world, zone, day(2026, 3, 8), day(2026, 3, 9)) == [
                "all 3/8–3/9", "float 3/8 02:30(-8)–3/8 03:30(-7)", "utc 3/8 05:00(-7)–3/8 06:00(-7)",
            ])
    }

    @Test func `keep their day and wall time when California leaves summer time`() async throws {
        let world = try world(around: ["20261031", "20261101"])
        #expect(
            try await list(world, "America/Los_Angeles", day(2026, 11, 1), day(2026, 11, 2)) == [
                "all 11/1–11/2", "float 11/1 02:30(-8)–11/1 03:30(-8)", "utc 11/1 04:00(-8)–11/1 05:00(-8)",
            ])
    }

    @Test func `follow a recurring event's own zone over both its changes and the reader's`() async throws {
        let world = try BridgeWorld()
        try world.pulled(
            eventText(
                "weekly", "SUMMARY:call", "DTSTART;TZID=America/Los_Angeles:20260301T160000",
                "DTEND;TZID=America/Los_Angeles:20260301T170000", "RRULE:FREQ=WEEKLY;COUNT=6"))
        #expect(
            try await list(world, "Pacific/Auckland", day(2026, 3, 1), day(2026, 5, 1)) == [
                "call 3/2 13:00(13)–3/2 14:00(13)", "call 3/9 12:00(13)–3/9 13:00(13)",
                "call 3/16 12:00(13)–3/16 13:00(13)", "call 3/23 12:00(13)–3/23 13:00(13)",
                "call 3/30 12:00(13)–3/30 13:00(13)", "call 4/6 11:00(12)–4/6 12:00(12)",
            ])
    }

    @Test func `come in pages that neither repeat nor skip`() async throws {
        let world = try BridgeWorld()
        for number in 10..<35 {
            try world.pulled(
                eventText("e\(number)", "SUMMARY:e\(number)", "DTSTART:202603\(number % 5 + 10)T1000\(number)Z"))
        }
        var (titles, after): ([String], String?) = ([], nil)
        repeat {
            let page = try await world.bridge.events(
                EventQuery(from: day(2026, 3, 1), to: day(2026, 4, 1), timeZone: "UTC", limit: 7, after: after))
            #expect(page.occurrences.count <= 7)
            titles += page.occurrences.map(\.instance.title)
            after = page.next
        } while after != nil
        #expect(titles.count == 25)
        #expect(Set(titles).count == 25)
    }

    @Test func `go on beyond the stored window, also in pages`() async throws {
        let world = try BridgeWorld()
        let series = try world.pulled(
            eventText(
                "daily", "SUMMARY:daily", "DTSTART;TZID=Europe/Berlin:20200101T090000",
                "DTEND;TZID=Europe/Berlin:20200101T093000", "RRULE:FREQ=DAILY"))
        try world.pulled(eventText("single", "SUMMARY:single", "DTSTART:20310702T080000Z"))
        let all = try await list(world, "Europe/Berlin", day(2031, 7, 1), day(2031, 7, 5))
        #expect(
            all == [
                "daily 7/1 09:00(2)–7/1 09:30(2)", "daily 7/2 09:00(2)–7/2 09:30(2)",
                "single 7/2 10:00(2)–7/2 10:00(2)", "daily 7/3 09:00(2)–7/3 09:30(2)",
                "daily 7/4 09:00(2)–7/4 09:30(2)",
            ])
        var (paged, after): ([String], String?) = ([], nil)
        repeat {
            let page = try await world.bridge.events(
                EventQuery(
                    from: day(2031, 7, 1), to: day(2031, 7, 5), timeZone: "Europe/Berlin", limit: 2, after: after))
            paged += page.occurrences.map { "\($0.instance.title) \(text($0.start))–\(text($0.end))" }
            after = page.next
        } while after != nil
        #expect(paged == all)
        let details = try await world.bridge.event(String(series.rawValue.prefix(6)), timeZone: "Europe/Berlin")
        #expect(details.isRecurring)
        #expect(text(details.start) == "1/1 09:00(1)")
    }

    @Test(arguments: ["Nowhere/Land", "../etc/passwd", ""])
    func `are refused in a zone that is not there`(zone: String) async throws {
        let world = try BridgeWorld()
        await #expect(throws: BridgeError.self) {
            try await world.bridge.events(EventQuery(from: day(2026, 3, 1), to: day(2026, 3, 2), timeZone: zone))
        }
    }

    @Test func `leave out calendars that are detached, and say so when one is named`() async throws {
        let world = try BridgeWorld()
        try world.pulled(eventText("a", "SUMMARY:a", "DTSTART:20260301T100000Z"))
        try world.pulled(eventText("b", "SUMMARY:b", "DTSTART:20260301T110000Z"), in: CalendarID("home/main"))
        try world.write { try $0.setDetached(CalendarID("home/main"), true) }
        let query = EventQuery(from: day(2026, 3, 1), to: day(2026, 3, 2), timeZone: "UTC")
        #expect(try await world.bridge.events(query).occurrences.map(\.instance.title) == ["a"])
        var named = query
        named.calendars = ["main"]
        await #expect { try await world.bridge.events(named) } throws: { ($0 as? BridgeError)?.kind == .unavailable }
        named.calendars = ["Team"]
        #expect(try await world.bridge.events(named).occurrences.map(\.instance.title) == ["a"])
    }
}
