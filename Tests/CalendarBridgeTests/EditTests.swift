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
        let object = try world.single()
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
        let object = try world.single()
        let outcome = try await world.bridge.edit(
            object.rawValue, change { $0.title = .set("Review") }, scope: RequestedScope(), timeZone: nil, by: editor)
        #expect(outcome.state == .confirmed)
        #expect(try world.outbox(object) == nil)
        #expect(world.engine.now.edits.isEmpty)
    }

    @Test func `of what the server refused is sent again`() async throws {
        let object = try world.single()
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
        let object = try world.single()
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

    @Test func `moves an event whose zone only its text defines`() async throws {
        let text = """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//Example//EN
            BEGIN:VTIMEZONE
            TZID:Own
            BEGIN:STANDARD
            DTSTART:19700101T000000
            TZOFFSETFROM:+0330
            TZOFFSETTO:+0330
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VEVENT
            UID:own
            DTSTAMP:20260101T000000Z
            DTSTART;TZID=Own:20260305T100000
            DTEND;TZID=Own:20260305T110000
            SUMMARY:x
            END:VEVENT
            END:VCALENDAR

            """
        let object = try world.pulled(text)
        let later = change { $0.schedule.start = .instant(1_772_692_200 + 1800) }
        _ = try await world.bridge.edit(object.rawValue, later, scope: RequestedScope(), timeZone: "UTC", by: editor)
        #expect(try world.text(object)?.contains("DTSTART;TZID=Own:20260305T103000\r\n") == true)
        #expect(try world.text(object)?.contains("DTEND;TZID=Own:20260305T113000\r\n") == true)
    }

    @Test func `may invite, remind and answer`() async throws {
        let object = try world.single()
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
        let readOnly = try world.single("r", in: CalendarID("work/holidays")).rawValue
        #expect(
            await kind { try await world.bridge.delete(readOnly, scope: RequestedScope(), by: editor) } == .readOnly)
        let home = try world.single("h", in: CalendarID("home/main")).rawValue
        try world.write { try $0.setDetached(CalendarID("home/main"), true) }
        #expect(await kind { try await world.bridge.delete(home, scope: RequestedScope(), by: editor) } == .unavailable)
        #expect(
            await kind { try await world.bridge.create(lunch("home/main"), timeZone: nil, by: editor) } == .unavailable)
        let held = try world.single("x").rawValue
        try world.write { transaction in
            var account = try #require(try transaction.account(AccountName("work")))
            account.state = .held
            try transaction.save(account)
        }
        #expect(await kind { try await world.bridge.delete(held, scope: RequestedScope(), by: editor) } == .unavailable)
    }

    @Test func `of nonsense is refused`() async throws {
        let id = try world.single().rawValue
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
