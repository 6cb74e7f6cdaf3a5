// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel
import CalendarStorage
import Testing

@Suite struct `A local edit of a series` {
    private let world: BridgeWorld
    private let editor = Editor(user: 1000)
    init() throws { world = try BridgeWorld() }

    @Test func `asks how much of it is meant`() async throws {
        let id = try world.series().rawValue
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
        let id = try world.series()
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
        let id = try world.series()
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
        let id = try world.series().rawValue
        let scope = RequestedScope(.this, instance: .on(Day(year: 2026, month: 3, day: 10)))
        #expect(
            await kind { try await world.bridge.delete(id, scope: scope, timeZone: "UTC", by: editor) } == .notFound)
        let other = RequestedScope(.this, instance: .name("20260310T090000Z"))
        #expect(await kind { try await world.bridge.delete(id, scope: other, by: editor) } == .notEditable)
    }
}
