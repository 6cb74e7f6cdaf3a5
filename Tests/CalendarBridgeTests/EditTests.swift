// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel
import CalendarStorage
import Testing

@Suite struct `A local edit` {
    private let world: BridgeWorld
    private let editor = Editor(user: 1000)
    init() throws { world = try BridgeWorld() }

    private func lunch(_ calendar: String? = nil) -> NewEvent {
        NewEvent(
            title: "Lunch", schedule: RequestedSchedule(start: .wall(1_772_452_800)), calendar: calendar,
            location: "Café")
    }

    private func change(_ body: (inout EventChange) -> Void) -> EventChange {
        var change = EventChange()
        body(&change)
        return change
    }

    private func single(_ uid: String = "one", in calendar: CalendarID = CalendarID("work/team")) throws -> ObjectID {
        try world.pulled(
            eventText(
                uid, "SUMMARY:Review", "DTSTART;TZID=Europe/Berlin:20260305T100000",
                "DTEND;TZID=Europe/Berlin:20260305T113000"), in: calendar)
    }

    private func series() throws -> ObjectID {
        try world.pulled(
            eventText(
                "series", "SUMMARY:Weekly", "DTSTART;TZID=Europe/Berlin:20260105T100000",
                "DTEND;TZID=Europe/Berlin:20260105T110000", "RRULE:FREQ=WEEKLY"))
    }

    private func kind(_ body: () async throws -> some Any) async -> BridgeError.Kind? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? BridgeError)?.kind
        }
    }

    @Test func `that creates makes object, sync row, outbox row, journal and feed in one go`() async throws {
        var listener = world.changes.subscribe().makeAsyncIterator()
        let outcome = try await world.bridge.create(lunch(), timeZone: "Europe/Berlin", by: editor)
        #expect(outcome.state == .queued)
        #expect(outcome.calendar == CalendarID("work/team"))
        let object = outcome.event.object
        let row = try #require(try world.outbox(object))
        #expect(row.operation == .create)
        #expect(row.state == .queued)
        #expect(row.name.href.rawValue.hasPrefix("/\(row.calendar)/"))
        let sync = try #require(try world.read { try $0.syncRow(of: object, in: CalendarID("work/team")) })
        #expect(sync.name == row.name)
        #expect(sync.baseBody == nil)
        #expect(sync.state == .clean)
        let entry = try #require(try world.read { try $0.journal(JournalQuery(object: object)).first })
        #expect(entry.cause.words == "added by uid 1000")
        #expect(entry.cause.origin == .local)
        guard case .entries(let feed)? = await listener.next() else { return }
        #expect(feed.map(\.kind) == [.created])
        #expect(world.engine.now.edits == [CalendarID("work/team")])
        let details = try await world.bridge.event(object.rawValue, timeZone: "Europe/Berlin")
        #expect(details.timeZone == "Europe/Berlin")
        #expect(details.start == .time(1_772_449_200, offset: 3600))
        #expect(details.end == .time(1_772_452_800, offset: 3600))
        #expect(details.freshness.pending == 1)
    }

    @Test func `that changes goes into one row, however many there are`() async throws {
        let object = try single()
        for title in ["A", "B"] {
            let outcome = try await world.bridge.edit(
                object.rawValue, change { $0.title = .set(title) }, scope: RequestedScope(), timeZone: nil, by: editor)
            #expect(outcome.state == .queued)
        }
        let row = try #require(try world.outbox(object))
        #expect(row.operation == .update)
        let after = try #require(try world.read { try $0.object(object) })
        #expect(after.revision == 3)
        #expect(try world.text(object)?.contains("SUMMARY:B\r\n") == true)
        _ = try await world.bridge.delete(object.rawValue, scope: RequestedScope(), by: editor)
        #expect(try world.outbox(object)?.operation == .delete)
        #expect(try world.text(object) == nil)
    }

    @Test func `that changes nothing sends nothing`() async throws {
        let object = try single()
        let outcome = try await world.bridge.edit(
            object.rawValue, change { $0.title = .set("Review") }, scope: RequestedScope(), timeZone: nil, by: editor)
        #expect(outcome.state == .confirmed)
        #expect(try world.outbox(object) == nil)
        #expect(world.engine.now.edits.isEmpty)
    }

    @Test func `of what the server refused is sent again`() async throws {
        let object = try single()
        _ = try await world.bridge.edit(
            object.rawValue, change { $0.title = .set("A") }, scope: RequestedScope(), timeZone: nil, by: editor)
        try world.write { transaction in
            var row = try #require(try transaction.outbox(object, in: CalendarID("work/team")))
            (row.state, row.attempts, row.lastError) = (.parked, 3, "403 no")
            try transaction.save(row)
        }
        _ = try await world.bridge.edit(
            object.rawValue, change { $0.title = .set("B") }, scope: RequestedScope(), timeZone: nil, by: editor)
        let row = try #require(try world.outbox(object))
        #expect(row.state == .queued)
        #expect(row.attempts == 0)
        #expect(row.lastError == nil)
    }

    @Test func `under way stays as it was sent, and the object moves on`() async throws {
        let object = try single()
        _ = try await world.bridge.edit(
            object.rawValue, change { $0.title = .set("A") }, scope: RequestedScope(), timeZone: nil, by: editor)
        let sent = try world.write { transaction in
            var row = try #require(try transaction.outbox(object, in: CalendarID("work/team")))
            (row.state, row.sentRevision, row.sentBody) = (.sent, 2, try transaction.object(object)?.localBody)
            try transaction.save(row)
            return row
        }
        _ = try await world.bridge.edit(
            object.rawValue, change { $0.title = .set("B") }, scope: RequestedScope(), timeZone: nil, by: editor)
        #expect(try world.outbox(object) == sent)
        #expect(try world.read { try $0.object(object)?.revision } == 3)
    }

    @Test func `that deletes what the server never had leaves nothing to do`() async throws {
        let created = try await world.bridge.create(lunch(), timeZone: "UTC", by: editor)
        let object = created.event.object
        let outcome = try await world.bridge.delete(created.shortID, scope: RequestedScope(), by: editor)
        #expect(outcome.state == .dropped)
        #expect(try world.outbox(object) == nil)
        #expect(try world.read { try $0.syncRow(of: object, in: CalendarID("work/team")) } == nil)
        #expect(try world.text(object) == nil)
    }

    @Test func `of a series asks how much of it is meant`() async throws {
        let id = try series().rawValue
        let rename = change { $0.title = .set("New") }
        for scope in [nil, EditScope.this, .following] {
            let scope = RequestedScope(scope)
            #expect(
                await kind { try await world.bridge.edit(id, rename, scope: scope, timeZone: nil, by: editor) }
                    == .scope)
            #expect(await kind { try await world.bridge.delete(id, scope: scope, by: editor) } == .scope)
        }
        _ = try await world.bridge.edit(id, rename, scope: RequestedScope(.series), timeZone: nil, by: editor)
        let later = change { $0.schedule.start = .wall(1_767_607_200 + 3600) }
        _ = try await world.bridge.edit(
            id, later, scope: RequestedScope(.series), timeZone: "Europe/Berlin", by: editor)
        let details = try await world.bridge.event(id, timeZone: "Europe/Berlin")
        #expect(details.title == "New")
        #expect(details.start == .time(1_767_607_200, offset: 3600))
        _ = try await world.bridge.delete(id, scope: RequestedScope(.series), by: editor)
        #expect(try world.text(ObjectID(id)) == nil)
    }

    private static let march9 = RequestedInstance.on(Day(year: 2026, month: 3, day: 9))

    @Test(arguments: [march9, .name("20260309T090000Z")])
    func `of one instance sets it apart, in one edit for the server`(_ instance: RequestedInstance) async throws {
        let id = try series()
        let later = change { $0.schedule.start = .wall(1_773_050_400 + 3600) }
        let scope = RequestedScope(.this, instance: instance)
        let outcome = try await world.bridge.edit(
            id.rawValue, later, scope: scope, timeZone: "Europe/Berlin", by: editor)
        #expect(outcome.state == .queued && outcome.event.object == id)
        let text = try #require(try world.text(id))
        #expect(text.contains("RECURRENCE-ID;TZID=Europe/Berlin:20260309T100000\r\n"))
        #expect(text.contains("DTSTART;TZID=Europe/Berlin:20260309T110000\r\n"))
        #expect(try world.outbox(id)?.operation == .update)
        let rename = change { $0.title = .set("Once") }
        _ = try await world.bridge.edit(
            "\(id)/20260309T090000Z", rename, scope: RequestedScope(.this), timeZone: nil, by: editor)
        let events = try world.read { try $0.events(of: id) }
        #expect(events.map(\.title) == ["Weekly", "Once"])
        _ = try await world.bridge.delete("\(id)/20260309T090000Z", scope: RequestedScope(.this), by: editor)
        #expect(try world.text(id)?.contains("EXDATE;TZID=Europe/Berlin:20260309T100000\r\n") == true)
        #expect(try world.read { try $0.events(of: id) }.count == 1)
    }

    @Test func `of the following instances cuts the series in two`() async throws {
        let id = try series()
        let scope = RequestedScope(.following, instance: Self.march9)
        let outcome = try await world.bridge.edit(
            id.rawValue, change { $0.title = .set("New") }, scope: scope, timeZone: "Europe/Berlin", by: editor)
        let rest = outcome.event.object
        #expect(rest != id && outcome.other == id && outcome.title == "New")
        #expect(try world.outbox(id)?.operation == .update)
        #expect(try world.outbox(rest)?.operation == .create)
        #expect(try world.text(id)?.contains("UNTIL=20260309T085959Z") == true)
        #expect(try world.text(rest)?.contains("DTSTART;TZID=Europe/Berlin:20260309T100000\r\n") == true)
        try world.write { try $0.removeOutbox(rest, in: CalendarID("work/team")) }
        #expect(try await world.bridge.settled(outcome, within: .zero).state == .queued)
        try world.write { try $0.removeOutbox(id, in: CalendarID("work/team")) }
        #expect(try await world.bridge.settled(outcome, within: .zero).state == .confirmed)
        let again = RequestedScope(.following, instance: .on(Day(year: 2026, month: 3, day: 2)))
        _ = try await world.bridge.delete(id.rawValue, scope: again, timeZone: "Europe/Berlin", by: editor)
        #expect(try world.text(id)?.contains("UNTIL=20260302T085959Z") == true)
    }

    @Test func `of a day without an instance is refused`() async throws {
        let id = try series().rawValue
        let scope = RequestedScope(.this, instance: .on(Day(year: 2026, month: 3, day: 10)))
        #expect(
            await kind { try await world.bridge.delete(id, scope: scope, timeZone: "UTC", by: editor) } == .notFound)
        let other = RequestedScope(.this, instance: .name("20260310T090000Z"))
        #expect(await kind { try await world.bridge.delete(id, scope: other, by: editor) } == .notEditable)
    }

    @Test func `may invite, remind and answer`() async throws {
        let object = try single()
        let invite = change {
            $0.attendees = .set([Attendee(address: "bob@example.org", name: "Bob")])
            $0.organizer = "alice@example.org"
            $0.alarms = .set([EventAlarm(trigger: .start(-600))])
            $0.categories = .set(["Work"])
        }
        _ = try await world.bridge.edit(
            object.rawValue, invite, scope: RequestedScope(), timeZone: nil, by: editor)
        var details = try await world.bridge.event(object.rawValue, timeZone: nil)
        #expect(details.participants.map(\.address) == ["mailto:alice@example.org", "mailto:bob@example.org"])
        #expect(details.alarms.map(\.trigger) == [.start(-600)] && details.categories == ["Work"])
        let answer = change { $0.answer = RequestedAnswer(status: "accepted", address: "bob@example.org") }
        _ = try await world.bridge.edit(object.rawValue, answer, scope: RequestedScope(), timeZone: nil, by: editor)
        details = try await world.bridge.event(object.rawValue, timeZone: nil)
        #expect(details.participants[1].status == "accepted")
        let unknown = change { $0.answer = RequestedAnswer(status: "accepted") }
        #expect(
            await kind {
                try await world.bridge.edit(
                    object.rawValue, unknown, scope: RequestedScope(), timeZone: nil, by: editor)
            } == .invalid)
    }

    @Test func `is refused at once where nothing can be written`() async throws {
        #expect(await kind { try await world.bridge.create(lunch("holidays"), timeZone: nil, by: editor) } == .readOnly)
        let readOnly = try single("r", in: CalendarID("work/holidays")).rawValue
        #expect(
            await kind { try await world.bridge.delete(readOnly, scope: RequestedScope(), by: editor) } == .readOnly)
        let home = try single("h", in: CalendarID("home/main")).rawValue
        try world.write { try $0.setDetached(CalendarID("home/main"), true) }
        #expect(await kind { try await world.bridge.delete(home, scope: RequestedScope(), by: editor) } == .unavailable)
        #expect(
            await kind { try await world.bridge.create(lunch("home/main"), timeZone: nil, by: editor) } == .unavailable)
        let held = try single("x").rawValue
        try world.write { transaction in
            var account = try #require(try transaction.account(AccountName("work")))
            account.state = .held
            try transaction.save(account)
        }
        #expect(await kind { try await world.bridge.delete(held, scope: RequestedScope(), by: editor) } == .unavailable)
    }

    @Test func `of nonsense is refused`() async throws {
        let id = try single().rawValue
        let changes = [
            change { $0.title = .clear }, change { $0.title = .set(" ") }, change { $0.title = .set("a\u{1B}[31m") },
            change { $0.status = .set("maybe") }, change { $0.schedule.end = .wall(0) },
            change { $0.schedule.timeZone = "Nowhere/Land" },
        ]
        for change in changes {
            #expect(
                await kind {
                    try await world.bridge.edit(id, change, scope: RequestedScope(), timeZone: nil, by: editor)
                }
                    == .invalid)
        }
        var event = lunch()
        event.recurrenceRule = "FREQ=OFTEN"
        #expect(await kind { try await world.bridge.create(event, timeZone: nil, by: editor) } == .invalid)
        #expect(try world.outbox(ObjectID(id)) == nil)
    }

    @Test func `without a calendar goes to the default, else to the only one that can be written`() async throws {
        world.setDefaults(["work/holidays", "main"])
        #expect(try await world.bridge.create(lunch(), timeZone: nil, by: editor).calendar == CalendarID("home/main"))
        world.setDefaults([])
        #expect(await kind { try await world.bridge.create(lunch(), timeZone: nil, by: editor) } == .ambiguous)
        try world.write { try $0.setDetached(AccountName("home"), true) }
        #expect(try await world.bridge.create(lunch(), timeZone: nil, by: editor).calendar == CalendarID("work/team"))
        try world.write { try $0.setDetached(AccountName("work"), true) }
        #expect(await kind { try await world.bridge.create(lunch(), timeZone: nil, by: editor) } == .readOnly)
    }

    @Test func `can be waited for until the server has it, or refuses it`() async throws {
        world.engine.set { state in
            state.onEdit = { [world] calendar in
                _ = try? world.write { transaction in
                    for row in try transaction.outbox(in: calendar) {
                        try transaction.removeOutbox(row.object, in: calendar)
                    }
                }
            }
        }
        let created = try await world.bridge.create(lunch(), timeZone: nil, by: editor)
        #expect(try await world.bridge.settled(created, within: .seconds(300)).state == .confirmed)
        world.engine.set { state in
            state.onEdit = { [world] calendar in
                _ = try? world.write { transaction in
                    for var row in try transaction.outbox(in: calendar) {
                        (row.state, row.lastError) = (.parked, "403 quota")
                        try transaction.save(row)
                    }
                }
            }
        }
        let refused = try await world.bridge.create(lunch(), timeZone: nil, by: editor)
        #expect(try await world.bridge.settled(refused, within: .seconds(300)).state == .refused("403 quota"))
        world.engine.set { $0.onEdit = nil }
        let queued = try await world.bridge.create(lunch(), timeZone: nil, by: editor)
        #expect(try await world.bridge.settled(queued, within: .zero).state == .queued)
    }
}

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
