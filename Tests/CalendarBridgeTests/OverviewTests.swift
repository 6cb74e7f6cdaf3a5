// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel
import CalendarStorage
import Testing

@Suite struct `An overview` {
    private let world: BridgeWorld
    private let team = CalendarID("work/team")
    init() throws { world = try BridgeWorld() }

    /// An edit made so many seconds ago.
    private func edit(_ name: String, _ state: OutboxRow.State, ago seconds: Int64) throws {
        let object = try world.pulled(
            """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:test
            BEGIN:VEVENT
            UID:\(name)
            DTSTAMP:20260101T000000Z
            SUMMARY:\(name)
            DTSTART:20260305T100000Z
            END:VEVENT
            END:VCALENDAR

            """)
        try world.write {
            try $0.save(
                OutboxRow(
                    object: object, calendar: team, operation: .update, name: BridgeWorld.name("/\(name).ics"),
                    state: state, queuedAt: BridgeWorld.now - .seconds(seconds)))
        }
    }

    @Test func `tells edits that wait for a person from those that go by themselves`() async throws {
        try edit("held", .held, ago: 90_000)
        try edit("refused", .parked, ago: 80_000)
        let stuck = try await world.bridge.overview().freshness
        #expect((stuck.pending, stuck.heldEdits, stuck.refusedEdits, stuck.queue) == (2, 1, 1, 0))
        #expect(stuck.oldestPending == nil)
        try edit("sent", .sent, ago: 20)
        try edit("queued", .queued, ago: 10)
        let going = try await world.bridge.overview().freshness
        #expect((going.pending, going.queue) == (4, 2))
        #expect(going.oldestPending == BridgeWorld.now - .seconds(20))
    }
}
