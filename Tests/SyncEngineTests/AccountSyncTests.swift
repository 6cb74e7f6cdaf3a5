// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import MemoryCalendars
import Planning
import RemoteCalendars
import Synchronization
import SyncEngine
import Testing

@Suite struct `A sync of one account` {
    /// Ten events on the server, synced once.
    private func synced(_ count: Int = 10, conflict: ConflictPolicy = .merge) throws -> Laboratory {
        let lab = try Laboratory(conflict: conflict)
        for n in 0..<count { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        let outcome = try lab.open { try lab.sync($0) }
        #expect(outcome.isInStep)
        _ = lab.server.takeRequests()
        return lab
    }

    @Test func `brings every event the first time`() throws {
        let lab = try synced(1)
        #expect(try lab.titles() == ["u0": "Event 0"])
        try lab.expectInStep()
    }

    @Test func `is one request when nothing has changed, and writes nothing but complete_at`() throws {
        let lab = try synced()
        try lab.open { store in
            let world = SimulatedWorld(store: store)
            let outcome = try lab.sync(store, world: world)
            #expect(outcome.isInStep)
            #expect(lab.server.takeRequests() == ["POLL"])
            #expect(world.trace.filter { $0.hasPrefix("write") }.count == 1)
            #expect(world.published == [])
        }
    }

    @Test func `follows a change, a deletion and a creation on the server with one list and one batch`() throws {
        let lab = try synced()
        lab.server.store("1.ics", eventText(uid: "u1", title: "Changed"))
        lab.server.remove("2.ics")
        lab.server.store("new.ics", eventText(uid: "new", title: "New"))
        let outcome = try lab.open { try lab.sync($0) }
        let counts = try #require(outcome.calendars[Laboratory.calendar])
        #expect((counts.created, counts.changed, counts.deleted) == (1, 1, 1))
        #expect(lab.server.takeRequests() == ["POLL", "REPORT", "MULTIGET"])
        try lab.expectInStep()
    }

    @Test(arguments: [false, true])
    func `sends an edit, a deletion and a creation, and reads back what the server made of them`(
        _ rewrites: Bool
    ) throws {
        let lab = try synced()
        lab.server.state.withLock { $0.rewritesBodies = rewrites }
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
            try lab.delete(store, uid: "u2")
            try lab.create(store, uid: "mine", title: "Made here")
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Edited here") == true)
        #expect(lab.server.body("2.ics") == nil)
        #expect(lab.server.body("new-mine.ics") != nil)
        try lab.expectInStep()
        _ = lab.server.takeRequests()
        let again = try lab.open { try lab.sync($0) }
        #expect(again.isInStep)
        #expect(lab.server.takeRequests() == ["POLL"])
    }

    @Test func `reads an object back before it counts as agreed when the PUT gave no ETag`() throws {
        let lab = try synced()
        lab.server.state.withLock { $0.givesETagOnPut = false }
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
            #expect(try lab.sync(store).isInStep)
        }
        try lab.expectInStep()
    }

    @Test func `lets an edit wait until the item is read back that was sent before it`() throws {
        let lab = try synced()
        lab.server.state.withLock { $0.givesETagOnPut = false }
        let late = RemoteError(.timeout, scope: .item, retry: .later(nil), message: "no answer")
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "First") }
            lab.server.fail("MULTIGET", .error(late))
            try lab.sync(store)
            try lab.edit(store, uid: "u1") { retitled($0, "Second") }
            try lab.sync(store)
            #expect(try store.readNow { try $0.outbox(in: Laboratory.calendar) }.map(\.state) == [.queued])
        }
        #expect(try lab.settle().isInStep)
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Second") == true)
        try lab.expectInStep()
    }

    @Test func `keeps the losing text of a conflict, and says so`() throws {
        let lab = try synced()
        lab.server.store("1.ics", eventText(uid: "u1", title: "Theirs"))
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            let outcome = try lab.sync(store)
            #expect(outcome.calendars[Laboratory.calendar]?.conflicts == 1)
            #expect(try lab.titles(store)["u1"] == "Theirs")
            let conflict = try #require(try store.readNow { try $0.conflicts(open: nil) }.first)
            let kept = try store.readNow { reader in try conflict.record.local.flatMap { try reader.body($0) } }
            #expect(String(decoding: kept ?? [], as: UTF8.self).contains("SUMMARY:Mine"))
        }
        try lab.expectInStep()
    }

    @Test func `sends the local text where the policy prefers it`() throws {
        let lab = try synced(conflict: .localWins)
        lab.server.store("1.ics", eventText(uid: "u1", title: "Theirs"))
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            try lab.sync(store)
        }
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Mine") == true)
        try lab.expectInStep()
    }

    @Test func `keeps both where the policy says so`() throws {
        let lab = try synced(conflict: .keepBoth)
        lab.server.store("1.ics", eventText(uid: "u1", title: "Theirs"))
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            try lab.sync(store)
            #expect(Set(try lab.titles(store).values).isSuperset(of: ["Theirs", "Mine"]))
        }
        try lab.expectInStep()
    }

    @Test func `keeps an edit over a deletion, on either side`() throws {
        let lab = try synced()
        lab.server.remove("1.ics")
        lab.server.store("2.ics", eventText(uid: "u2", title: "Theirs"))
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            try lab.delete(store, uid: "u2")
            try lab.sync(store)
            let titles = try lab.titles(store)
            #expect((titles["u1"], titles["u2"]) == ("Mine", "Theirs"))
            #expect(try store.readNow { try $0.conflicts(open: nil) }.count == 2)
        }
        try lab.expectInStep()
    }

    @Test func `sets a broken item aside, loudly, and goes on with the others`() throws {
        let lab = try synced()
        lab.server.store("bad.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")
        lab.server.store("1.ics", eventText(uid: "u1", title: "Changed"))
        try lab.open { store in
            let outcome = try lab.sync(store)
            #expect(outcome.calendars[Laboratory.calendar]?.quarantined == 1)
            #expect(outcome.calendars[Laboratory.calendar]?.isComplete == true)
            #expect(try lab.titles(store)["u1"] == "Changed")
            let row = try store.readNow { try $0.syncRow(Laboratory.calendar, HrefKey("/alice/team/bad.ics")) }
            #expect(row?.state == .quarantined && row?.lastError != nil && row?.remoteBody != nil)
        }
    }

    @Test func `compares by listing when the token is refused, and deletes nothing without evidence`() throws {
        let lab = try synced()
        lab.server.store("1.ics", eventText(uid: "u1", title: "Changed"))
        lab.server.remove("2.ics")
        lab.server.state.withLock { $0.oldestToken = 1000 }
        try lab.open { store in
            let outcome = try lab.sync(store)
            let counts = try #require(outcome.calendars[Laboratory.calendar])
            #expect((counts.created, counts.changed, counts.deleted) == (0, 1, 1))
        }
        #expect(lab.server.takeRequests() == ["POLL", "REPORT", "PROPFIND", "MULTIGET"])
        try lab.expectInStep()
    }

    @Test func `lists everything when an item that was listed cannot be found, and no list says that it went`() throws {
        let lab = try synced()
        lab.server.store("1.ics", eventText(uid: "u1", title: "Changed"))
        lab.server.state.withLock { state in
            state.before = { method in
                guard method == "MULTIGET" else { return }
                lab.server.state.withLock { $0.objects["/alice/team/1.ics"] = nil }
            }
        }
        let first = try lab.open { try lab.sync($0) }
        #expect(first.calendars[Laboratory.calendar]?.isComplete == false)
        #expect(try lab.titles().count == 10)
        #expect(try lab.settle().isInStep)
        #expect(try lab.titles()["u1"] == nil)
        try lab.expectInStep()
    }

    @Test func `parks an edit that the server refuses, and leaves it here`() throws {
        let lab = try synced()
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            lab.server.fail("PUT", .refused(.refused("403 read-only")))
            let outcome = try lab.sync(store)
            #expect(!outcome.isInStep)
            let row = try #require(try store.readNow { try $0.outbox(in: Laboratory.calendar) }.first)
            #expect(row.state == .parked && row.lastError == "403 read-only")
            #expect(try lab.titles(store)["u1"] == "Mine")
            _ = lab.server.takeRequests()
            try lab.sync(store)
            #expect(lab.server.takeRequests() == ["POLL"])
        }
    }

    @Test func `takes a 412 for a refusal when nobody else changed the item`() throws {
        let lab = try synced()
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            lab.server.fail("PUT", .refused(.preconditionFailed))
            try lab.sync(store)
            #expect(try store.readNow { try $0.outbox(in: Laboratory.calendar) }.map(\.state) == [.parked])
        }
    }

    @Test func `takes a 412 to a create for a refusal when nothing stands there, and says so`() throws {
        let lab = try synced()
        try lab.open { store in
            try lab.create(store, uid: "mine", title: "Too large")
            lab.server.fail("PUT", .refused(.preconditionFailed))
            try lab.sync(store)
            #expect(try store.readNow { try $0.outbox(in: Laboratory.calendar) }.map(\.state) == [.parked])
            _ = lab.server.takeRequests()
            try lab.sync(store)
            #expect(lab.server.takeRequests() == ["POLL"])
        }
    }

    @Test func `sends what was edited while an earlier version was refused`() throws {
        let lab = try synced()
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Refused") }
            lab.server.fail("PUT", .refused(.refused("413 too large")))
            lab.server.state.withLock { state in
                state.before = { method in
                    guard method == "PUT" else { return }
                    lab.server.state.withLock { $0.before = nil }
                    try! lab.edit(store, uid: "u1") { retitled($0, "Small enough") }
                }
            }
            try lab.sync(store)
        }
        #expect(try lab.settle().isInStep)
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Small enough") == true)
        try lab.expectInStep()
    }

    @Test func `never lets an earlier version of its own, arriving late, silently replace an edit`() throws {
        let lab = try synced()
        try lab.open { store in
            try lab.create(store, uid: "mine", title: "First")
            lab.server.fail("PUT", .dropped)
            try lab.sync(store)
        }
        let first = eventText(uid: "mine", title: "First")
        try lab.open { store in
            try lab.edit(store, uid: "mine") { retitled($0, "Second") }
            // The first PUT lands between the look at the server and the next PUT.
            lab.server.state.withLock { state in
                state.before = { method in
                    guard method == "PUT" else { return }
                    lab.server.state.withLock { $0.before = nil }
                    lab.server.store("new-mine.ics", first)
                }
            }
            let world = SimulatedWorld(store: store)
            world.state.withLock { $0.wall = $0.wall + .seconds(86_400) }
            try lab.sync(store, world: world)
        }
        #expect(try lab.settle().isInStep)
        let isKept = try lab.open { store in
            try store.readNow { reader in
                let kept = try reader.conflicts(open: nil).compactMap(\.record.local).compactMap { try reader.body($0) }
                return kept.contains { String(decoding: $0, as: UTF8.self).contains("SUMMARY:Second") }
            }
        }
        let isSent = lab.server.body("new-mine.ics")?.contains("SUMMARY:Second") == true
        #expect(isKept || isSent)
        try lab.expectInStep()
    }

    @Test func `waits for evidence when an edited item cannot be found for a moment`() throws {
        let lab = try synced()
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            let hidden = lab.server.state.withLock { $0.objects["/alice/team/1.ics"] }
            lab.server.state.withLock { state in
                state.before = { method in
                    switch method {
                    case "PUT": lab.server.state.withLock { $0.objects["/alice/team/1.ics"] = nil }
                    case "PROPFIND":
                        lab.server.state.withLock {
                            $0.objects["/alice/team/1.ics"] = hidden; $0.before = nil
                        }
                    default: break
                    }
                }
            }
            try lab.sync(store)
        }
        #expect(try lab.settle().isInStep)
        #expect(lab.server.bodies.count == 10)
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Mine") == true)
        try lab.expectInStep()
    }

    @Test func `leaves an edit made during its PUT dirty, and sends it next`() throws {
        let lab = try synced()
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "First") }
            lab.server.state.withLock { state in
                state.before = { method in
                    guard method == "PUT" else { return }
                    lab.server.state.withLock { $0.before = nil }
                    try! lab.edit(store, uid: "u1") { retitled($0, "Second") }
                }
            }
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Second") == true)
        try lab.expectInStep()
    }

    @Test func `is held, not emptied, when the server says we are somebody else`() throws {
        let lab = try synced()
        lab.server.state.withLock { state in
            state.principal = "https://server/bob/"
            state.objects = [:]
            state.change += 1
        }
        try lab.open { store in
            let outcome = try lab.sync(store)
            #expect(outcome.needsPerson && outcome.problem?.contains("bob") == true)
            #expect(try lab.titles(store).count == 10)
        }
    }

    @Test func `hides a calendar that the server no longer lists, and keeps its rows`() throws {
        let lab = try synced()
        lab.server.state.withLock { $0.calendarPath = "/alice/other/" }
        try lab.open { store in
            try lab.sync(store)
            let record = try #require(try store.readNow { try $0.calendar(Laboratory.calendar) })
            #expect(record.hiddenSince != nil)
            #expect(try lab.titles(store).count == 10)
        }
    }
}
