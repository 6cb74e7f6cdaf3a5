// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import MemoryCalendars
import RemoteCalendars
import Synchronization
import Testing

@testable import SyncEngine

@Suite struct `A calendar's name, colour and place` {
    private func synced() throws -> Laboratory {
        let lab = try Laboratory()
        lab.server.store("1.ics", eventText(uid: "u1", title: "Event"))
        #expect(try lab.open { try lab.sync($0) }.isInStep)
        _ = lab.server.takeRequests()
        return lab
    }

    private func wish(_ store: CalendarStore, _ properties: CalendarProperties) throws {
        let now = Instant(seconds: 1_780_000_000)
        _ = try store.writeNow(at: now) { tx in
            try tx.save(CalendarWish(properties: properties, queuedAt: now), of: Laboratory.calendar)
        }
    }

    private func record(_ store: CalendarStore) throws -> CalendarRecord {
        try #require(try store.readNow { try $0.calendar(Laboratory.calendar) })
    }

    private let wanted = CalendarProperties(displayName: "Ours", color: "#112233", order: 4)

    @Test func `go to the server in one request, and are what it says then`() throws {
        let lab = try synced()
        try lab.open { store in
            try wish(store, wanted)
            #expect(try record(store).shownProperties == wanted)
            let world = SimulatedWorld(store: store)
            #expect(try lab.sync(store, world: world).isInStep)
            #expect(lab.server.takeRequests() == ["POLL", "PROPPATCH"])
            #expect(lab.server.state.withLock { $0.properties } == wanted)
            let after = try record(store)
            #expect(after.properties == wanted && after.wish == nil && after.id == Laboratory.calendar)
            #expect(world.published.map(\.kind) == [.confirmed])
            #expect(try lab.sync(store).isInStep)
            #expect(lab.server.takeRequests() == ["POLL"])
        }
    }

    @Test func `win over a change made on the server meanwhile`() throws {
        let lab = try synced()
        lab.server.state.withLock { $0.properties = CalendarProperties(displayName: "Theirs", color: "#ffffff") }
        try lab.open { store in
            try wish(store, CalendarProperties(displayName: "Ours"))
            try lab.sync(store)
            #expect(try record(store).properties == CalendarProperties(displayName: "Ours", color: "#ffffff"))
            #expect(lab.server.state.withLock { $0.properties.displayName } == "Ours")
        }
    }

    @Test func `are told when the server refuses them for good, and are not sent again`() throws {
        let lab = try synced()
        lab.server.state.withLock { $0.refusedProperties = CalendarProperties(color: "#112233") }
        try lab.open { store in
            try wish(store, wanted)
            let world = SimulatedWorld(store: store)
            #expect(try lab.sync(store, world: world).isInStep)
            let after = try record(store)
            #expect(after.properties == CalendarProperties(displayName: "Ours", order: 4))
            #expect(after.wish?.refusal == "the colour #112233: not here" && after.wish?.isWaiting == false)
            #expect(Set(world.published.map(\.kind)) == [.confirmed, .calendar])
            _ = lab.server.takeRequests()
            try lab.sync(store)
            #expect(lab.server.takeRequests() == ["POLL"])
        }
    }

    @Test func `wait while the server is busy, and count as pending`() throws {
        let lab = try synced()
        lab.server.fail(
            "PROPPATCH", .error(RemoteError(.timeout, scope: .calendar, retry: .later(nil), message: "late")))
        try lab.open { store in
            try wish(store, wanted)
            let first = try lab.sync(store)
            #expect(!first.isInStep && first.calendars[Laboratory.calendar]?.pending == 1)
            let waiting = try #require(try record(store).wish)
            #expect(waiting.attempts == 1 && waiting.lastError == "late" && waiting.nextAttempt != nil)
            #expect(
                try store.readNow {
                    try $0.nextAttempt(of: AccountName("work"), after: Instant(seconds: 1_780_000_000))
                }
                    == waiting.nextAttempt)
        }
        #expect(try lab.settle().isInStep)
        #expect(lab.server.state.withLock { $0.properties } == wanted)
    }

    @Test func `are kept when they change while a request is under way`() throws {
        let lab = try synced()
        try lab.open { store in
            try wish(store, wanted)
            lab.server.state.withLock {
                $0.before = { [lab] method in
                    guard method == "PROPPATCH" else { return }
                    lab.server.state.withLock { $0.before = nil }
                    try? self.wish(store, CalendarProperties(displayName: "Newer", color: "#112233"))
                }
            }
            try lab.sync(store)
            #expect(try record(store).wish?.properties == CalendarProperties(displayName: "Newer"))
            try lab.sync(store)
            #expect(lab.server.state.withLock { $0.properties.displayName } == "Newer")
        }
    }

    /// Stopped after each of its effects, and each answer lost: the next run ends the same.
    @Test func `reach the server whatever breaks off on the way`() throws {
        for effects in 0..<14 {
            let lab = try synced()
            if effects % 2 == 0 { lab.server.fail("PROPPATCH", .answerLost) }
            try lab.open { store in
                try wish(store, wanted)
                _ = try? lab.sync(store, effects: effects)
            }
            #expect(try lab.settle().isInStep, "stopped after \(effects)")
            #expect(lab.server.state.withLock { $0.properties } == wanted, "stopped after \(effects)")
            #expect(try lab.open { try record($0).wish } == nil, "stopped after \(effects)")
        }
    }
}

@Suite struct `A calendar that moves or goes on the server` {
    private func synced(_ resourceID: String?) throws -> Laboratory {
        let lab = try Laboratory()
        lab.server.state.withLock { $0.resourceID = resourceID }
        for n in 0..<5 { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        #expect(try lab.open { try lab.sync($0) }.isInStep)
        _ = lab.server.takeRequests()
        return lab
    }

    @Test func `keeps its id, its rows and its waiting edit, and fetches nothing again`() throws {
        let lab = try synced("urn:uuid:1")
        lab.server.state.withLock { $0.move(to: "/alice/renamed/") }
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
            #expect(try lab.sync(store).isInStep)
            #expect(!lab.server.takeRequests().contains("DELETE"))
            #expect(try store.readNow { try $0.calendars(of: nil) }.map(\.id) == [Laboratory.calendar])
        }
        #expect(lab.server.state.withLock { $0.fetchedKeys.count } <= 2)
        #expect(lab.server.body("1.ics")?.contains("SUMMARY:Edited here") == true)
        try lab.expectInStep()
    }

    @Test func `is hidden, with all its events kept, and shown again as it was`() throws {
        let lab = try synced(nil)
        lab.server.state.withLock { $0.isListed = false }
        try lab.open { store in
            let world = SimulatedWorld(store: store)
            #expect(try lab.sync(store, world: world).isInStep)
            #expect(world.published.map(\.kind) == [.calendar])
            let hiddenSince = try store.readNow { try $0.calendar(Laboratory.calendar)?.hiddenSince }
            #expect(hiddenSince != nil)
            #expect(try lab.titles(store).count == 5)
        }
        lab.server.state.withLock { $0.isListed = true }
        _ = lab.server.takeRequests()
        try lab.open { store in
            #expect(try lab.sync(store).isInStep)
            let hiddenSince = try store.readNow { try $0.calendar(Laboratory.calendar)?.hiddenSince }
            #expect(hiddenSince == nil)
        }
        #expect(lab.server.takeRequests() == ["POLL"])
        try lab.expectInStep()
    }

    @Test func `is compared as a whole when another one has come to its place, and empties nothing unasked`() throws {
        let lab = try synced("urn:uuid:1")
        lab.server.state.withLock { state in
            (state.resourceID, state.objects, state.deleted) = ("urn:uuid:2", [:], [:])
        }
        try lab.open { store in
            let outcome = try lab.sync(store)
            #expect(outcome.calendars[Laboratory.calendar]?.held == 5)
            #expect(try lab.titles(store).count == 5)
        }
    }
}
