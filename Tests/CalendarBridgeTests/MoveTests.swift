// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel
import CalendarStorage
import Testing

@Suite struct `A move` {
    private let world: BridgeWorld
    private let editor = Editor(user: 1000)
    private let team = CalendarID("work/team")
    private let main = CalendarID("home/main")
    private let other = CalendarID("work/other")
    private let tasks = CalendarID("work/tasks")

    init() throws {
        world = try BridgeWorld()
        try world.write { transaction in
            try transaction.save(
                CalendarRecord(
                    id: other, name: BridgeWorld.name("/\(other)/"), isWritable: true, completeAt: BridgeWorld.now))
            try transaction.save(
                CalendarRecord(
                    id: tasks, name: BridgeWorld.name("/\(tasks)/"), components: ["VTODO"],
                    isWritable: true, completeAt: BridgeWorld.now))
        }
    }

    @discardableResult
    private func move(_ object: ObjectID, to calendar: String, anyway: Bool = false) async throws -> EditOutcome {
        try await world.bridge.move(object.rawValue, to: calendar, anyway: anyway, by: editor)
    }

    private func waiting(_ object: ObjectID) throws -> [String] {
        try world.read { try $0.outbox(of: object) }.map { "\($0.calendar) \($0.operation) \($0.state)" }
    }

    private func problem(_ body: () async throws -> some Any) async -> BridgeError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? BridgeError
        }
    }

    @Test func `puts the object into the new calendar at once, and tells both servers`() async throws {
        let object = try world.single()
        var listener = world.changes.subscribe().makeAsyncIterator()
        let outcome = try await move(object, to: "main")
        #expect((outcome.calendar, outcome.from, outcome.state) == (main, team, .queued))
        #expect(try waiting(object) == ["home/main create queued", "work/team delete queued"])
        let (created, deleted) = (try world.outbox(object, in: main), try world.outbox(object, in: team))
        #expect(created?.name.href.rawValue.hasPrefix("/home/main/") == true)
        #expect(deleted?.name == BridgeWorld.name("/\(team)/one.ics"))
        let rows = try world.read { (try $0.syncRow(of: object, in: main), try $0.syncRow(of: object, in: team)) }
        #expect(rows.0?.baseBody == nil && rows.0?.state == .clean && rows.1?.baseBody != nil)
        let row = try #require(try world.read { try $0.object(object) })
        #expect((row.calendar, row.revision) == (main, 2))
        let entry = try #require(try world.read { try $0.journal(JournalQuery(object: object)).first })
        #expect((entry.calendar, entry.from, entry.before) == (main, team, entry.after))
        #expect(entry.cause.words == "moved from work/team by uid 1000")
        guard case .entries(let feed)? = await listener.next() else { return }
        #expect(feed.map { "\($0.kind) \($0.calendar)" } == ["deleted work/team", "created home/main"])
        #expect(world.engine.now.edits == [main, team])
        let day = EventQuery(
            from: .date(Day(year: 2026, month: 3, day: 5)), to: .date(Day(year: 2026, month: 3, day: 6)))
        #expect(try await world.bridge.events(day).occurrences.map(\.instance.calendar) == [main])
        #expect(try await world.bridge.event(object.rawValue, timeZone: nil).departures.map(\.calendar) == [team])
        let overview = try await world.bridge.overview()
        #expect(overview.waiting.first { $0.row.calendar == main }?.from == team)
        #expect(overview.waiting.first { $0.row.calendar == team }?.to == main)
    }

    @Test func `back again before anything was sent is nothing to do`() async throws {
        let object = try world.single()
        try await move(object, to: "main")
        let outcome = try await move(object, to: "team")
        #expect(outcome.state == .confirmed)
        #expect(try waiting(object) == [])
        #expect(try world.read { try $0.syncRow(of: object, in: main) } == nil)
        #expect(try world.read { try $0.object(object)?.calendar } == team)
    }

    @Test func `goes on to a third calendar before anything was sent`() async throws {
        let object = try world.single()
        try await move(object, to: "main")
        try await move(object, to: "other")
        #expect(try waiting(object) == ["work/other create queued", "work/team delete queued"])
        _ = try await world.bridge.delete(object.rawValue, scope: RequestedScope(), by: editor)
        #expect(try waiting(object) == ["work/team delete queued"])
    }

    @Test func `of what was never sent leaves nothing in the old calendar`() async throws {
        let new = NewEvent(title: "Lunch", schedule: RequestedSchedule(start: .wall(1_772_452_800)), calendar: "team")
        let object = try await world.bridge.create(new, timeZone: "UTC", by: editor).event.object
        try await move(object, to: "main")
        #expect(try waiting(object) == ["home/main create queued"])
        #expect(try world.read { try $0.syncRow(of: object, in: team) } == nil)
    }

    @Test func `takes an edit along, and one that comes later`() async throws {
        let object = try world.single()
        func edit(_ title: String) async throws {
            _ = try await world.bridge.edit(
                object.rawValue, change { $0.title = .set(title) }, scope: RequestedScope(), timeZone: nil, by: editor)
        }
        try await edit("Before")
        try await move(object, to: "main")
        try await edit("After")
        #expect(try waiting(object) == ["home/main create queued", "work/team delete queued"])
        #expect(try world.text(object)?.contains("SUMMARY:After\r\n") == true)
        try await move(object, to: "team")
        #expect(try waiting(object) == ["work/team update queued"])
    }

    @Test(arguments: [OutboxRow.Operation.create, .update])
    func `lets a request under way be settled first`(_ operation: OutboxRow.Operation) async throws {
        let object = try world.single()
        try world.write { transaction in
            var sync = try #require(try transaction.syncRow(of: object, in: team))
            if operation == .create { (sync.baseBody, sync.baseETag) = (nil, nil) }
            try transaction.save(sync)
            try transaction.save(
                OutboxRow(
                    object: object, calendar: team, operation: operation, name: sync.name,
                    sentBody: try transaction.object(object)?.localBody, sentRevision: 1, state: .sent,
                    queuedAt: BridgeWorld.now))
        }
        try await move(object, to: "main")
        #expect(try waiting(object) == ["home/main create queued", "work/team \(operation) sent"])
        try await move(object, to: "team")
        #expect(try waiting(object) == ["work/team \(operation) sent"])
    }

    @Test func `takes a whole series, and no instance of it`() async throws {
        let object = try world.series()
        let refused = await problem {
            try await world.bridge.move(
                "\(object)/20260302T090000Z", to: "main", anyway: false, by: editor)
        }
        #expect(refused?.kind == .scope && refused?.hint == "almanac move \(object) home/main")
        try await move(object, to: "main")
        #expect(try world.read { try $0.object(object)?.calendar } == main)
    }

    @Test func `is refused at once where it cannot be`() async throws {
        let object = try world.single()
        func refusal(_ calendar: String) async -> BridgeError.Kind? {
            await kind { try await move(object, to: calendar) }
        }
        #expect(await refusal("team") == .invalid)
        #expect(await refusal("holidays") == .readOnly)
        #expect(await refusal("tasks") == .readOnly)
        #expect(await refusal("nowhere") == .notFound)
        let fixed = try world.single("fixed", in: CalendarID("work/holidays"))
        #expect(await kind { try await move(fixed, to: "main") } == .readOnly)
        _ = try world.single(in: other)
        #expect(await refusal("other") == .invalid)
        try world.write { try $0.setDetached(main, true) }
        #expect(await refusal("main") == .unavailable)
        #expect(try waiting(object) == [])
    }

    @Test func `with attendees goes to another account only when somebody insists`() async throws {
        let object = try world.pulled(
            eventText(
                "guests", "SUMMARY:Guests", "DTSTART:20260305T100000Z", "DTEND:20260305T113000Z",
                "ORGANIZER:mailto:alice@example.org", "ATTENDEE:mailto:bob@example.org",
                "ATTENDEE:mailto:carol@example.org"))
        let refused = await problem { try await move(object, to: "main") }
        #expect(refused?.kind == .notEditable && refused?.hint?.contains("--anyway") == true)
        #expect(refused?.detail.contains("2 attendees") == true)
        #expect(try await move(object, to: "other").state == .queued)
        #expect(try await move(object, to: "main", anyway: true).calendar == main)
    }

    @Test func `is confirmed once both calendars have settled`() async throws {
        let object = try world.single()
        world.engine.set { state in
            state.onEdit = { [world, main, team] calendar in
                guard calendar == team else { return }
                _ = try? world.write { transaction in
                    try transaction.removeOutbox(object, in: main)
                    try transaction.removeOutbox(object, in: team)
                }
            }
        }
        let outcome = try await move(object, to: "main")
        #expect(try await world.bridge.settled(outcome, within: .zero).state == .confirmed)
    }
}
