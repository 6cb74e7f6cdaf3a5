// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import MemoryCalendars
import SyncEngine
import Synchronization
import Testing

@Suite struct `An edit of an event with many guests` {
    private func synced(organizer: String, guests: Int, scheduling: Bool?) throws -> Laboratory {
        let lab = try Laboratory()
        lab.server.state.withLock { $0.capabilities.scheduling = scheduling }
        let attendees = (0..<guests).map { "ATTENDEE:mailto:guest\($0)@example.org" }
        let people = (["ORGANIZER:mailto:\(organizer)"] + attendees).joined(separator: "\n")
        lab.server.store("1.ics", eventText(uid: "u1", title: "All hands", extra: people))
        lab.server.store("2.ics", eventText(uid: "u2", title: "Lunch"))
        #expect(try lab.open { try lab.sync($0) }.isInStep)
        try lab.open { store in
            _ = try store.writeNow(at: Instant(seconds: 1), durability: .full) { tx in
                guard var account = try tx.account(AccountName("work")) else { return }
                account.addresses = ["alice@example.org"]
                try tx.save(account)
            }
            try lab.edit(store, uid: "u1") { retitled($0, "Moved") }
            try lab.edit(store, uid: "u2") { retitled($0, "Dinner") }
        }
        return lab
    }

    private func outbox(_ store: CalendarStore) throws -> [OutboxRow] {
        try store.readNow { try $0.outbox(in: Laboratory.calendar) }
    }

    @Test func `is held until a person lets the server mail them, and holds up nothing else`() throws {
        let lab = try synced(organizer: "alice@example.org", guests: 11, scheduling: true)
        try lab.open { store in
            _ = try lab.sync(store)
            #expect(lab.server.body("2.ics")?.contains("Dinner") == true)
            #expect(lab.server.body("1.ics")?.contains("Moved") == false)
            let held = try outbox(store)
            #expect(held.map(\.state) == [.held])
            #expect(
                held.first?.lastError
                    == "the server would mail 11 people; approve with: almanac sync --approve-mail work/team")
            _ = try lab.sync(store)
            #expect(try outbox(store).map(\.state) == [.held])
            #expect(
                try store.writeNow(at: Instant(seconds: 1), durability: .full) {
                    try $0.approveDeletions(in: Laboratory.calendar)
                }.value == 0)
            #expect(
                try store.writeNow(at: Instant(seconds: 1), durability: .full) {
                    try $0.approveMail(in: Laboratory.calendar)
                }.value == 1)
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.server.body("1.ics")?.contains("Moved") == true)
        try lab.expectInStep()
    }

    @Test func `goes with the next run once the settings let the server mail as many`() throws {
        let lab = try synced(organizer: "alice@example.org", guests: 11, scheduling: true)
        try lab.open { store in
            _ = try lab.sync(store)
            #expect(try !lab.sync(store).isInStep)
            #expect(try lab.sync(store, mailGuard: 11).isInStep)
        }
        #expect(lab.server.body("1.ics")?.contains("Moved") == true)
        try lab.expectInStep()
    }

    @Test(
        arguments: [
            ("alice@example.org", 10, true), ("alice@example.org", 30, false), ("boss@example.org", 30, true),
        ] as [(String, Int, Bool?)])
    func `goes at once within the limit, where the server mails nobody, and where only the organizer hears of it`(
        organizer: String, guests: Int, scheduling: Bool?
    ) throws {
        let lab = try synced(organizer: organizer, guests: guests, scheduling: scheduling)
        #expect(try lab.open { try lab.sync($0) }.isInStep)
        try lab.expectInStep()
    }

    @Test func `is held also when they were invited while other edits were on their way`() throws {
        let lab = try Laboratory()
        lab.server.store("1.ics", eventText(uid: "u1", title: "One"))
        lab.server.store("2.ics", eventText(uid: "u2", title: "Two"))
        try lab.open { store in
            #expect(try lab.sync(store).isInStep)
            try lab.edit(store, uid: "u1") { retitled($0, "First") }
            try lab.edit(store, uid: "u2") { retitled($0, "Second") }
            let isFirst = Mutex(true)
            lab.server.state.withLock { state in
                state.before = { method in
                    let invites = isFirst.withLock { isFirst in
                        defer { isFirst = isFirst && method != "PUT" }
                        return isFirst && method == "PUT"
                    }
                    guard invites else { return }
                    let guests = (0..<11).map { "ATTENDEE:mailto:guest\($0)@example.org\r\n" }.joined()
                    try? lab.edit(store, uid: "u2") {
                        $0.replacingOccurrences(
                            of: "SUMMARY:", with: "ORGANIZER:mailto:alice@example.org\r\n\(guests)SUMMARY:")
                    }
                }
            }
            _ = try lab.sync(store)
            #expect(lab.server.body("1.ics")?.contains("First") == true)
            #expect(lab.server.body("2.ics")?.contains("SUMMARY:Two") == true)
            lab.server.state.withLock { $0.before = nil }
            _ = try lab.sync(store)
            #expect(try outbox(store).map(\.state) == [.held])
        }
    }

    @Test func `is held as a deletion too, by those who were invited`() throws {
        let lab = try synced(organizer: "alice@example.org", guests: 11, scheduling: nil)
        try lab.open { store in
            try lab.delete(store, uid: "u1")
            _ = try lab.sync(store)
            #expect(try outbox(store).map(\.state) == [.held])
        }
        #expect(lab.server.body("1.ics") != nil)
    }
}
