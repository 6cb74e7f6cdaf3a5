// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel
import CalendarStorage
import Testing

@Suite struct `Names` {
    private let world: BridgeWorld
    init() throws { world = try BridgeWorld() }

    @Test func `of events may be cut down to what is unique`() async throws {
        let first = try world.pulled(eventText("a", "SUMMARY:a", "DTSTART:20260301T100000Z"))
        let second = try world.pulled(eventText("b", "SUMMARY:b", "DTSTART:20260301T110000Z"))
        for object in [first, second] {
            let details = try await world.bridge.event(String(object.rawValue.prefix(4)), timeZone: nil)
            #expect(details.id.object == object)
        }
        #expect(try await world.bridge.event(first.rawValue.uppercased(), timeZone: nil).id.object == first)
        await #expect { try await world.bridge.event("zz", timeZone: nil) } throws: {
            ($0 as? BridgeError)?.kind == .notFound
        }
        let list = try await world.bridge.events(
            EventQuery(
                from: .date(Day(year: 2026, month: 3, day: 1)), to: .date(Day(year: 2026, month: 3, day: 2)),
                timeZone: "UTC", wantsShortIDs: true))
        #expect(list.occurrences.map(\.shortID) == [first, second].map { String($0.rawValue.prefix(4)) })
    }

    @Test(arguments: [
        ("work/team", "work/team"), ("team", "work/team"), ("TEAM", "work/team"), ("Main", "home/main"),
    ])
    func `of calendars may be short when only one has them`(name: String, id: String) async throws {
        _ = try await world.bridge.sync(accounts: nil, calendars: [name], approveDeletions: nil)
        #expect(world.engine.now.syncs.last?.calendars == [CalendarID(id)])
    }

    @Test func `that several calendars have are refused with the list`() async throws {
        try world.write { transaction in
            var calendar = try #require(try transaction.calendar(CalendarID("home/main")))
            calendar.displayName = "Team"
            try transaction.save(calendar)
            var other = try #require(try transaction.calendar(CalendarID("work/holidays")))
            other.displayName = "Shared"
            try transaction.save(other)
            var third = try #require(try transaction.calendar(CalendarID("work/team")))
            third.displayName = "Shared"
            try transaction.save(third)
        }
        await #expect {
            try await world.bridge.sync(accounts: nil, calendars: ["shared"], approveDeletions: nil)
        } throws: { error in
            let error = error as? BridgeError
            return error?.kind == .ambiguous && error?.hint?.contains("work/holidays, work/team") == true
        }
    }
}
