// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import Logging
import MemoryCalendars
import RemoteCalendars
import Synchronization
import Testing

@testable import SyncEngine

@Suite struct `Making and deleting calendars` {
    private static let lost = RemoteError(
        .timeout, scope: .calendar, retry: .later(nil), message: "no answer", isOutcomeUnknown: true)
    private let club = NewCalendar(properties: CalendarProperties(displayName: "Book Club", color: "#aabbcc"))
    private let cause = Cause(origin: .local, run: nil, words: "calendar deleted by uid 1000")

    private func synced() throws -> Laboratory {
        let lab = try Laboratory()
        for n in 0..<3 { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        #expect(try lab.open { try lab.sync($0) }.isInStep)
        _ = lab.server.takeRequests()
        return lab
    }

    private func collections(_ lab: Laboratory, _ world: SimulatedWorld) -> CalendarCollections {
        CalendarCollections(
            AccountSync(
                policy: lab.policy, server: SimulatedServer(server: lab.server, world: world), effects: world,
                log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
    }

    private func create(
        _ lab: Laboratory, _ store: CalendarStore, effects: Int = .max
    ) throws -> CalendarID {
        let world = SimulatedWorld(store: store, effects: effects)
        let collections = collections(lab, world)
        return try world.run { [club] in try await collections.create(club) }
    }

    private func delete(
        _ lab: Laboratory, _ store: CalendarStore, discardEdits: Bool = false, effects: Int = .max
    ) throws {
        let world = SimulatedWorld(store: store, effects: effects)
        let collections = collections(lab, world)
        try world.run { [cause] in
            try await collections.delete(Laboratory.calendar, discardEdits: discardEdits, cause: cause)
        }
    }

    @Test func `makes one under a path of its name, and knows it at once`() throws {
        let lab = try synced()
        try lab.open { store in
            #expect(try create(lab, store) == CalendarID("work/book-club"))
            #expect(lab.server.takeRequests() == ["POLL", "MKCALENDAR", "POLL"])
            let record = try #require(try store.readNow { try $0.calendar(CalendarID("work/book-club")) })
            #expect(record.properties == club.properties && record.wish == nil)
            #expect(try lab.sync(store).isInStep)
        }
    }

    @Test func `wishes for what the server left out, and tells that it is refused`() throws {
        let lab = try synced()
        lab.server.state.withLock { $0.refusedProperties = CalendarProperties(color: "#aabbcc") }
        try lab.open { store in
            let id = try create(lab, store)
            let made = try #require(try store.readNow { try $0.calendar(id) })
            #expect(made.displayName == "Book Club" && made.wish?.properties == CalendarProperties(color: "#aabbcc"))
            try lab.sync(store)
            #expect(try store.readNow { try $0.calendar(id)?.wish?.refusal } == "the colour #aabbcc: not here")
        }
    }

    @Test func `finds the one that it made when the answer is lost, and makes no second`() throws {
        let lab = try synced()
        lab.server.fail("MKCALENDAR", .answerLost)
        try lab.open { store in
            let made = try create(lab, store)
            #expect(made == CalendarID("work/book-club"))
            #expect(lab.server.state.withLock { $0.others.count } == 1)
        }
    }

    @Test func `says that nothing came of it when the request was lost`() throws {
        let lab = try synced()
        lab.server.fail("MKCALENDAR", .dropped)
        try lab.open { store in
            let error = #expect(throws: RemoteError.self) { _ = try create(lab, store) }
            #expect(error?.isOutcomeUnknown == false)
            let calendars = try store.readNow { try $0.calendars(of: nil) }
            #expect(calendars.count == 1)
        }
    }

    @Test func `says that it is not known what came of it when the look fails too, and shows it later`() throws {
        let lab = try synced()
        lab.server.fail("MKCALENDAR", .answerLost)
        lab.server.state.withLock {
            $0.before = { [lab] method in
                if method == "MKCALENDAR" { lab.server.fail("POLL", .error(Self.lost)) }
            }
        }
        try lab.open { store in
            let error = #expect(throws: RemoteError.self) { _ = try create(lab, store) }
            #expect(error?.isOutcomeUnknown == true)
            lab.server.state.withLock { $0.before = nil }
            #expect(try lab.sync(store).isInStep)
            let calendars = try store.readNow { try $0.calendars(of: nil) }
            #expect(calendars.map(\.id.shortName) == ["book-club", "team"])
        }
    }

    @Test func `takes another path where something stands that is not listed`() throws {
        let lab = try synced()
        lab.server.fail("MKCALENDAR", .taken)
        try lab.open { store in
            let id = try create(lab, store)
            #expect(id.shortName.hasPrefix("book-club-") && id.shortName.count == 18)
        }
    }

    @Test func `deletes one there, and keeps its texts here`() throws {
        let lab = try synced()
        try lab.open { store in
            try delete(lab, store)
            #expect(lab.server.takeRequests() == ["POLL", "DELETE CALENDAR"])
            #expect(try store.readNow { try $0.calendars(of: nil) } == [])
            let entries = try store.readNow {
                try $0.journal(JournalQuery(calendar: Laboratory.calendar)).filter { $0.kind == .deleted }
            }
            #expect(entries.count == 3 && entries.allSatisfy { $0.cause == cause && $0.before != nil })
            #expect(Set(entries.map(\.title)) == ["Event 0", "Event 1", "Event 2"])
            for entry in entries {
                let body = try store.readNow { reader in try entry.before.flatMap { try reader.body($0) } }
                #expect(body?.isEmpty == false)
            }
            #expect(try lab.problems() == [])
            #expect(try lab.sync(store).isInStep)
        }
    }

    @Test func `deletes none that events are on their way into or out of, whatever is to be discarded`() throws {
        let lab = try Laboratory.withTwoCalendars(3)
        try lab.open { store in
            try lab.move(store, uid: "u0", to: home)
            let refusal = #expect(throws: CalendarRefusal.self) { try delete(lab, store, discardEdits: true) }
            #expect(refusal?.reason.contains("almanac sync") == true)
            #expect(try lab.sync(store).isInStep)
            try delete(lab, store, discardEdits: true)
        }
        #expect(lab.titlesOnServer() == ["u0": ["home Event 0"]])
    }

    @Test func `takes one that comes to the same place later for another one`() throws {
        let lab = try synced()
        try lab.open { store in
            try delete(lab, store)
            lab.server.state.withLock { $0.isListed = true }
            lab.server.store("new.ics", eventText(uid: "new", title: "New"))
            #expect(try lab.sync(store).isInStep)
            #expect(try store.readNow { try $0.calendars(of: nil) }.map(\.id) == [CalendarID("work/team-2")])
        }
    }

    @Test func `refuses while edits wait, and journals them when they are given up`() throws {
        let lab = try synced()
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            let refusal = #expect(throws: CalendarRefusal.self) { try delete(lab, store) }
            #expect(refusal == CalendarRefusal(kind: .editsWaiting, reason: "1 edit has not reached the server"))
            #expect(!lab.server.takeRequests().contains("DELETE CALENDAR"))
            try delete(lab, store, discardEdits: true)
            let kinds = try store.readNow { try $0.journal(JournalQuery(calendar: Laboratory.calendar)).map(\.kind) }
            #expect(kinds.count { $0 == .discarded } == 1 && kinds.count { $0 == .deleted } == 3)
            #expect(try store.readNow { try $0.outbox(in: Laboratory.calendar) } == [])
        }
    }

    @Test(arguments: [MemoryServer.Fault.answerLost, .dropped])
    func `looks when the answer to a deletion is lost`(_ fault: MemoryServer.Fault) throws {
        let lab = try synced()
        lab.server.fail("DELETE CALENDAR", fault)
        try lab.open { store in
            let isDone = (try? delete(lab, store)) != nil
            #expect(isDone == !lab.server.state.withLock { $0.isListed })
            let calendars = try store.readNow { try $0.calendars(of: nil) }
            #expect(calendars.isEmpty == isDone)
        }
    }

    /// Whatever it is stopped after: nothing is lost here, and a calendar that is gone there is hidden at the least.
    @Test func `leaves every text where it was when it is stopped on the way`() throws {
        for effects in 0..<16 {
            let lab = try synced()
            try lab.open { store in
                _ = try? delete(lab, store, effects: effects)
                try lab.sync(store)
                let isThere = lab.server.state.withLock { $0.isListed }
                let shown = try store.readNow { try $0.calendars(of: nil) }.filter { $0.hiddenSince == nil }
                #expect(shown.isEmpty == !isThere, "stopped after \(effects)")
                #expect(try lab.titles(store).count == 3, "stopped after \(effects)")
                #expect(try lab.problems() == [])
            }
        }
    }
}
