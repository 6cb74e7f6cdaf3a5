// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import MemoryCalendars
import RemoteCalendars
import SyncEngine
import Synchronization
import Testing

@Suite struct `An upload` {
    private func synced(_ texts: [String: String]) throws -> Laboratory {
        let lab = try Laboratory()
        for (name, text) in texts { lab.server.store(name, text) }
        #expect(try lab.open { try lab.sync($0) }.isInStep)
        _ = lab.server.takeRequests()
        return lab
    }

    private func outbox(_ lab: Laboratory) throws -> [OutboxRow] {
        try lab.open { try $0.readNow { try $0.outbox(in: Laboratory.calendar) } }
    }

    private static let guests = "ORGANIZER:mailto:alice@example.org\nATTENDEE:mailto:bob@example.org"

    @Test func `whose name the server chose itself is followed there, and is one object`() throws {
        let lab = try synced([:])
        lab.server.state.withLock { $0.locationOfNext = "chosen.ics" }
        try lab.open { store in
            try lab.create(store, uid: "mine", title: "Made here")
            #expect(try lab.sync(store).isInStep)
            try lab.edit(store, uid: "mine") { retitled($0, "Again") }
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.server.bodies.keys.sorted() == ["/alice/team/chosen.ics"])
        #expect(lab.server.body("chosen.ics")?.contains("SUMMARY:Again") == true)
        try lab.expectInStep()
    }

    @Test(arguments: [true, false])
    func `of a UID that stands there already goes on as an edit of that object`(isNamed: Bool) throws {
        let lab = try synced([:])
        try lab.open { store in
            try lab.create(store, uid: "twin", title: "Twin")
            lab.server.store("there.ics", eventText(uid: "twin", title: "Twin"))
            if !isNamed { lab.server.fail("PUT", .refused(WriteOutcome.uidConflict(nil))) }
            // Not seen by a list before the PUT.
            lab.server.state.withLock { $0.toldChange = 1 }
            _ = try lab.sync(store)
        }
        lab.server.state.withLock { $0.toldChange = nil }
        #expect(try lab.settle().isInStep)
        #expect(lab.server.bodies.keys.sorted() == ["/alice/team/there.ics"])
        try lab.expectInStep()
    }

    @Test func `of a UID that cannot be found is kept here, with the reason`() throws {
        let lab = try synced([:])
        lab.server.fail("PUT", .refused(WriteOutcome.uidConflict(nil)))
        try lab.open { store in
            try lab.create(store, uid: "trash", title: "Restored")
            _ = try lab.sync(store)
        }
        let edit = try #require(try outbox(lab).first)
        #expect(edit.state == .parked && edit.lastError?.contains("trash") == true)
        #expect(try lab.titles() == ["trash": "Restored"])
    }

    @Test func `to a calendar that turns out to be read-only waits, and the calendar says so`() throws {
        let lab = try synced(["1.ics": eventText(uid: "u1", title: "One")])
        lab.server.fail("PUT", .refused(WriteOutcome.readOnly))
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            _ = try lab.sync(store)
            #expect(try store.readNow { try $0.calendar(Laboratory.calendar)?.isWritable } == false)
            _ = try lab.sync(store)
            #expect(try store.readNow { try $0.calendar(Laboratory.calendar)?.isWritable } == false)
        }
        #expect(try outbox(lab).map(\.state) == [.parked])
    }

    @Test func `above the server's limit is not sent`() throws {
        let lab = try synced(["1.ics": eventText(uid: "u1", title: "One")])
        lab.server.state.withLock { $0.maxResourceSize = 300 }
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, String(repeating: "long", count: 100)) }
            _ = try lab.sync(store)
        }
        #expect(lab.server.takeRequests().contains("PUT") == false)
        let edit = try #require(try outbox(lab).first)
        #expect(edit.state == .parked && edit.lastError?.contains("of 300") == true)
    }

    @Test func `without a known ETag looks for one by GET, and sends under that`() throws {
        let lab = try Laboratory()
        lab.server.state.withLock { $0.givesETags = false }
        lab.server.store("1.ics", eventText(uid: "u1", title: "One"))
        try lab.open { store in
            _ = try lab.sync(store)
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Mine") == true)
    }

    @Test func `looks again for an ETag when the first look was not answered`() throws {
        let lab = try Laboratory()
        lab.server.state.withLock { $0.givesETags = false }
        lab.server.store("1.ics", eventText(uid: "u1", title: "One"))
        try lab.open { store in
            _ = try lab.sync(store)
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            lab.server.fail("GET", .dropped)
            _ = try lab.sync(store)
        }
        #expect(try lab.settle().isInStep)
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Mine") == true)
    }

    @Test func `whose answer was lost is found under the name that the server chose`() throws {
        let lab = try synced([:])
        lab.server.state.withLock { $0.locationOfNext = "chosen.ics" }
        try lab.open { store in
            try lab.create(store, uid: "mine", title: "Made here")
            lab.server.fail("PUT", .answerLost)
            _ = try lab.sync(store)
        }
        #expect(try lab.settle().isInStep)
        #expect(lab.server.bodies.keys.sorted() == ["/alice/team/chosen.ics"])
        #expect(try lab.titles() == ["mine": "Made here"])
        try lab.expectInStep()
    }

    @Test func `of an item with guests goes under its schedule tag, so that a reply in between is no conflict`() throws
    {
        let lab = try Laboratory()
        lab.server.state.withLock { $0.capabilities.scheduling = true }
        let text = eventText(uid: "u1", title: "One", extra: Self.guests)
        lab.server.store("1.ics", text)
        try lab.open { store in
            #expect(try lab.sync(store).isInStep)
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            lab.server.state.withLock { state in
                state.toldChange = state.change
            }
            lab.server.reply("1.ics", text.replacingOccurrences(of: "ATTENDEE:", with: "ATTENDEE;PARTSTAT=ACCEPTED:"))
            let outcome = try lab.sync(store)
            #expect(outcome.calendars[Laboratory.calendar]?.conflicts == 0)
        }
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Mine") == true)
    }

    @Test func `to a busy server is the last of its run`() throws {
        let lab = try synced(["1.ics": eventText(uid: "u1", title: "1"), "2.ics": eventText(uid: "u2", title: "2")])
        lab.server.fail("PUT", .refused(WriteOutcome.busy(after: .seconds(90), "the server is busy (503)")))
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine 1") }
            try lab.edit(store, uid: "u2") { retitled($0, "Mine 2") }
            _ = try lab.sync(store)
        }
        #expect(lab.server.takeRequests().filter { $0 == "PUT" }.count == 1)
        #expect(try lab.settle().isInStep)
        try lab.expectInStep()
    }

    @Test func `of an edit with guests whose item was deleted there waits for a person`() throws {
        let lab = try synced(["1.ics": eventText(uid: "u1", title: "One", extra: Self.guests)])
        lab.server.remove("1.ics")
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            _ = try lab.sync(store)
        }
        #expect(lab.server.bodies.isEmpty)
        #expect(try outbox(lab).map(\.state) == [.parked])
        #expect(try lab.titles() == ["u1": "Mine"])
    }
}

@Suite struct `An href that changes on the server` {
    @Test(arguments: [true, false])
    func `keeps the object with its id and its edit`(isEdited: Bool) throws {
        let lab = try Laboratory()
        for n in 0..<12 { lab.server.store("old-\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        var ids: [String: String] = [:]
        try lab.open { store in
            #expect(try lab.sync(store).isInStep)
            ids = try lab.ids(store)
            for n in 0..<12 {
                lab.server.remove("old-\(n).ics")
                lab.server.store("new-\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)"))
            }
            if isEdited { try lab.edit(store, uid: "u1") { retitled($0, "Mine") } }
            _ = try lab.sync(store)
        }
        #expect(try lab.settle().isInStep)
        #expect(try lab.open { try lab.ids($0) } == ids)
        #expect(lab.server.bodies.count == 12)
        if isEdited { #expect(lab.server.body("new-1.ics")?.contains("SUMMARY:Mine") == true) }
        try lab.expectInStep()
    }

    @Test func `is not taken for a deletion of what was just sent, where lists lag behind`() throws {
        let lab = try Laboratory()
        lab.server.state.withLock { $0.syncCollection = false }
        try lab.open { store in
            _ = try lab.sync(store)
            try lab.create(store, uid: "mine", title: "Made here")
            lab.server.state.withLock { state in
                state.listsOnly = []
                state.listsOnlyIsAll = true
            }
            lab.server.fail(
                "MULTIGET", .error(RemoteError(.timeout, scope: .calendar, retry: .later(nil), message: "lag")))
            _ = try lab.sync(store)
            _ = try lab.sync(store)
            #expect(try lab.titles(store) == ["mine": "Made here"])
        }
        lab.server.state.withLock { $0.listsOnly = nil }
        #expect(try lab.settle().isInStep)
        try lab.expectInStep()
    }
}
