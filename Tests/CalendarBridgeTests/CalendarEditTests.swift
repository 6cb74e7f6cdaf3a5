// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel
import CalendarStorage
import RemoteCalendars
import Testing

@Suite struct `Changing a calendar` {
    private let world: BridgeWorld
    private let team = CalendarID("work/team")
    init() throws { world = try BridgeWorld() }

    private func change(_ properties: CalendarProperties, _ name: String = "team") async throws -> CalendarOverview {
        try await world.bridge.change(calendar: name, properties, within: .zero)
    }

    private func edit(_ change: (inout CalendarRecord) -> Void) throws {
        try world.write { transaction in
            var record = try #require(try transaction.calendar(team))
            change(&record)
            try transaction.save(record)
        }
    }

    private func refusal(_ body: () async throws -> Void) async -> BridgeError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? BridgeError
        }
    }

    @Test func `shows the wish at once, counts it as pending, and wakes the engine`() async throws {
        let overview = try await change(CalendarProperties(displayName: "Ours", color: "#AABBCC"))
        #expect(overview.record.shownProperties == CalendarProperties(displayName: "Ours", color: "#aabbcc"))
        #expect(overview.record.displayName == "Team" && overview.freshness.pending == 1)
        #expect(overview.freshness.oldestPending == BridgeWorld.now)
        #expect(world.engine.now.edits == [team])
        let found = try await world.bridge.calendar(named: "Ours").calendar.record.id
        #expect(found == team)
        #expect(try await world.bridge.changes(since: nil, limit: 10).entries.last?.kind == .calendar)
    }

    @Test func `keeps one wish for all that is wanted, the latest of each`() async throws {
        _ = try await change(CalendarProperties(displayName: "One", order: 3))
        let overview = try await change(CalendarProperties(displayName: "Two", color: "#000000"))
        #expect(
            overview.record.wish?.properties
                == CalendarProperties(displayName: "Two", color: "#000000", order: 3))
    }

    /// A request that says otherwise may be under way.
    @Test func `still sends what the server has already when something else was wished before`() async throws {
        _ = try await change(CalendarProperties(displayName: "One"))
        #expect(try await change(CalendarProperties(displayName: "Team")).record.wish?.isWaiting == true)
    }

    @Test func `has nothing to send when the server has it already, and forgets what was refused`() async throws {
        try world.write {
            try $0.save(CalendarWish(queuedAt: BridgeWorld.now, refusal: "the name \"x\": no"), of: team)
        }
        let overview = try await change(CalendarProperties(displayName: "Team"))
        #expect(overview.record.wish == nil && overview.freshness.pending == 0)
    }

    @Test func `waits for the server's answer`() async throws {
        world.engine.set { state in
            state.onEdit = { [world] id in
                let feed = try? world.store.writeNow(at: BridgeWorld.now) { transaction in
                    try transaction.save(CalendarWish(queuedAt: BridgeWorld.now, refusal: "no"), of: id)
                    try transaction.feed(.calendar, calendar: id)
                }.feed
                world.changes.publish(feed ?? [])
            }
        }
        let overview = try await world.bridge.change(
            calendar: "work/team", CalendarProperties(order: 1), within: .seconds(60))
        #expect(overview.record.wish?.isWaiting == false && overview.record.wish?.refusal == "no")
    }

    @Test(arguments: [
        (CalendarProperties(), BridgeError.Kind.invalid), (CalendarProperties(displayName: " \t"), .invalid),
        (CalendarProperties(displayName: "a\nb"), .invalid),
        (CalendarProperties(displayName: String(repeating: "ä", count: 128)), .invalid),
        (CalendarProperties(color: "red"), .invalid), (CalendarProperties(color: "#12345"), .invalid),
        (CalendarProperties(color: "#12345g"), .invalid), (CalendarProperties(order: -1), .invalid),
    ])
    func `takes only what can be sent`(_ properties: CalendarProperties, _ kind: BridgeError.Kind) async {
        #expect(await refusal { _ = try await change(properties) }?.kind == kind)
        #expect(world.engine.now.edits == [])
    }

    @Test func `is refused for a calendar that is not there, and not for one that is read-only`() async throws {
        let order = CalendarProperties(order: 1)
        #expect(await refusal { _ = try await change(order, "nothing") }?.kind == .notFound)
        #expect(try await change(order, "holidays").record.wish?.isWaiting == true)
        try edit { $0.hiddenSince = BridgeWorld.now }
        #expect(await refusal { _ = try await change(order) }?.kind == .unavailable)
    }
}

@Suite struct `A shared calendar` {
    private let world: BridgeWorld
    private let team = CalendarID("work/team")
    init() throws { world = try BridgeWorld() }

    @Test(arguments: [
        ("https://dav.example.org/principals/bob/", "bob"),
        ("https://dav.example.org/p/b%C3%A4r%40x.org/", "bär@x.org"),
        ("https://www.googleapis.com/caldav/v2/bob@gmail.com/user", "bob@gmail.com"),
        ("https://p1-caldav.icloud.com/1234/principal/", "1234"),
        ("https://dav.example.org/principals/alice/", nil),
    ])
    func `says whose it is`(owner: String, name: String?) async throws {
        try world.write { transaction in
            var account = try #require(try transaction.account(team.account))
            account.principal = Href("https://dav.example.org/principals/alice/")
            try transaction.save(account)
            var record = try #require(try transaction.calendar(team))
            (record.owner, record.isWritable) = (Href(owner), false)
            try transaction.save(record)
        }
        let (overview, _) = try await world.bridge.calendar(named: "team")
        #expect(overview.sharedBy == name)
        let event = NewEvent(
            title: "x", schedule: RequestedSchedule(start: RequestedMoment.date(Day(year: 2026, month: 3, day: 1))),
            calendar: "team")
        do {
            _ = try await world.bridge.create(event, timeZone: "UTC", by: Editor(user: 1000))
            Issue.record("a read-only calendar takes no event")
        } catch let error as BridgeError {
            let words = name.map { "belongs to \($0), who shares it read-only" } ?? "is read-only"
            #expect(error.kind == .readOnly && error.detail.contains(words), "\(error)")
        }
    }
}

@Suite struct `Making and deleting a calendar` {
    private let world: BridgeWorld
    init() throws { world = try BridgeWorld() }

    private func kind(_ body: () async throws -> Void) async -> BridgeError.Kind? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? BridgeError)?.kind
        }
    }

    @Test func `asks the engine with what was checked`() async throws {
        world.engine.set { $0.onCreate = { _, _ in CalendarID("home/main") } }
        let made = try await world.bridge.create(
            RequestedCalendar(name: "Club", account: "home", color: "#ABCDEF", components: ["vevent", "VTODO"]))
        #expect(made.record.id == CalendarID("home/main"))
        #expect(
            world.engine.now.created == [
                NewCalendar(
                    properties: CalendarProperties(displayName: "Club", color: "#abcdef"),
                    components: ["VEVENT", "VTODO"])
            ])
    }

    @Test func `needs an account where there are several, a name, and things that a calendar holds`() async {
        let bridge = world.bridge
        #expect(await kind { _ = try await bridge.create(RequestedCalendar(name: "Club")) } == .ambiguous)
        #expect(await kind { _ = try await bridge.create(RequestedCalendar(name: " ", account: "home")) } == .invalid)
        #expect(await kind { _ = try await bridge.create(RequestedCalendar(name: "x", account: "no")) } == .notFound)
        let odd = RequestedCalendar(name: "x", account: "home", components: ["VALARM"])
        #expect(await kind { _ = try await bridge.create(odd) } == .invalid)
        #expect(world.engine.now.created == [])
    }

    @Test func `counts what goes, and passes on what the server said`() async throws {
        try world.pulled(eventText("a", "SUMMARY:a", "DTSTART:20260301T100000Z"))
        try world.pulled(
            eventText("b", "SUMMARY:b", "DTSTART:20260301T100000Z", "ATTENDEE:mailto:x@y", "ATTENDEE:mailto:z@y"))
        let (_, contents) = try await world.bridge.calendar(named: "team")
        #expect(contents == CalendarContents(objects: 2, withAttendees: 1))
        let editor = Editor(user: 1000)
        let deleted = try await world.bridge.delete(calendar: "Team", discardEdits: false, by: editor)
        #expect(deleted.calendar == CalendarID("work/team") && deleted.contents == contents)
        #expect(world.engine.now.deletions == [CalendarID("work/team")])
        world.engine.set { $0.calendarError = BridgeError(.server, "no") }
        #expect(
            await kind {
                _ = try await world.bridge.delete(calendar: "main", discardEdits: false, by: editor)
            } == .server)
    }
}
