// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import Logging
import Planning
import RemoteCalendars
import Synchronization
import SyncEngine
import Testing

/// What a server makes of moves.
enum Mover: CaseIterable, Sendable {
    case moves, movesWithoutETag, movesAnything, copies, pretends, refusesMoves, hasUniqueUIDs

    func set(_ state: inout MemoryServer.State) {
        state.givesETagOnPut = self != .movesWithoutETag
        state.canMove = self != .refusesMoves && self != .hasUniqueUIDs
        state.ignoresETagOfMove = self == .movesAnything
        state.copiesInstead = self == .copies
        state.pretendsToMove = self == .pretends
        state.hasUniqueUIDs = self == .hasUniqueUIDs
    }
}

private let team = Laboratory.calendar
private let home = CalendarID("work/home")

extension Laboratory {
    /// Two calendars, `count` events in the first, synced once.
    fileprivate static func withTwoCalendars(_ count: Int = 8, _ mover: Mover = .moves) throws -> Laboratory {
        let lab = try Laboratory()
        lab.server.state.withLock { state in
            state.otherPath = "/alice/home/"
            mover.set(&state)
        }
        for n in 0..<count { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        let outcome = try lab.open { try lab.sync($0) }
        #expect(outcome.isInStep)
        _ = lab.server.takeRequests()
        return lab
    }

    /// `calendar title` by UID, as the database shows them; an object that is there twice has two.
    fileprivate func places() throws -> [String: [String]] {
        try open { store in
            try store.readNow { reader in
                var places: [String: [String]] = [:]
                for calendar in [team, home] {
                    for row in try reader.syncRows(in: calendar, after: nil, limit: 1000) {
                        guard let object = try row.object.flatMap({ try reader.object($0) }),
                            object.localBody(in: calendar) != nil,
                            let event = try reader.event(EventID(object: object.id, recurrenceID: nil))
                        else { continue }
                        places[object.uid, default: []].append("\(event.calendar.shortName) \(event.title)")
                    }
                }
                return places
            }
        }
    }

    /// Whether what was to happen before a request has happened; it will not any more.
    fileprivate func isOver() -> Bool {
        server.state.withLock { state in
            defer { state.before = nil }
            return state.before == nil
        }
    }

    fileprivate func titlesOnServer() -> [String: [String]] {
        var titles: [String: [String]] = [:]
        for (path, body) in server.bodies {
            let lines = body.components(separatedBy: "\r\n")
            let (uid, title) = (lines.first { $0.hasPrefix("UID:") }, lines.first { $0.hasPrefix("SUMMARY:") })
            let folder = path.split(separator: "/")[1]
            titles["\(uid?.dropFirst(4) ?? "")", default: []].append("\(folder) \(title?.dropFirst(8) ?? "")")
        }
        return titles
    }
}

@Suite struct `A move between calendars of one account` {
    @Test(arguments: Mover.allCases) func `ends with one copy in the new calendar`(_ mover: Mover) throws {
        let lab = try Laboratory.withTwoCalendars(4, mover)
        try lab.open { store in
            try lab.move(store, uid: "u1", to: home)
            let outcome = try lab.sync(store)
            #expect(outcome.isInStep || mover == .hasUniqueUIDs || mover == .pretends)
        }
        #expect(try lab.settle().isInStep)
        #expect(try lab.places()["u1"] == ["home Event 1"])
        #expect(lab.titlesOnServer()["u1"] == ["home Event 1"])
        try lab.expectInStep()
        let requests = lab.server.takeRequests().filter { ["MOVE", "PUT", "DELETE"].contains($0) }
        switch mover {
        case .moves, .movesWithoutETag, .movesAnything: #expect(requests == ["MOVE"])
        case .copies: #expect(requests == ["MOVE", "DELETE"])
        case .refusesMoves, .pretends: #expect(requests == ["MOVE", "PUT", "DELETE"])
        case .hasUniqueUIDs: #expect(requests == ["MOVE", "PUT", "DELETE", "PUT"])
        }
    }

    @Test func `asks a server that does not move only once for each run`() throws {
        let lab = try Laboratory.withTwoCalendars(4, .refusesMoves)
        try lab.open { store in
            for n in 0..<3 { try lab.move(store, uid: "u\(n)", to: home) }
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.server.takeRequests().count { $0 == "MOVE" } == 1)
        try lab.expectInStep()
    }

    @Test func `is no deletion that a person has to approve`() throws {
        let lab = try Laboratory.withTwoCalendars(20, .refusesMoves)
        try lab.open { store in
            for n in 0..<20 { try lab.move(store, uid: "u\(n)", to: home) }
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.server.bodies.keys.allSatisfy { $0.hasPrefix("/alice/home/") } && lab.server.bodies.count == 20)
        try lab.expectInStep()
    }

    @Test func `is refused, with the way back, where attendees would be mailed`() throws {
        let lab = try Laboratory.withTwoCalendars(2, .refusesMoves)
        let attendees = "ORGANIZER:mailto:a@example.org\nATTENDEE:mailto:b@example.org"
        lab.server.store("guests.ics", eventText(uid: "guests", title: "Guests", extra: attendees))
        try lab.open { store in
            try lab.sync(store)
            try lab.move(store, uid: "guests", to: home)
            try lab.move(store, uid: "u0", to: home)
            try lab.sync(store)
            let row = try #require(try store.readNow { try $0.outbox(in: home) }.first)
            #expect(row.state == .parked && row.lastError?.contains("almanac move") == true)
            #expect(lab.server.body("guests.ics") != nil)
            try lab.move(store, uid: "guests", to: team)
            #expect(try lab.sync(store).isInStep)
        }
        #expect(try lab.places()["guests"] == ["team Guests"])
        #expect(try lab.places()["u0"] == ["home Event 0"])
    }

    @Test func `moves events with attendees where the server does it`() throws {
        let lab = try Laboratory.withTwoCalendars(0)
        let attendees = "ORGANIZER:mailto:a@example.org\nATTENDEE:mailto:b@example.org"
        lab.server.store("guests.ics", eventText(uid: "guests", title: "Guests", extra: attendees))
        try lab.open { store in
            try lab.sync(store)
            try lab.move(store, uid: "guests", to: home)
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.titlesOnServer()["guests"] == ["home Guests"])
        try lab.expectInStep()
    }

    @Test(arguments: Mover.allCases) func `takes along what changed in the old calendar meanwhile`(
        _ mover: Mover
    ) throws {
        let lab = try Laboratory.withTwoCalendars(4, mover)
        lab.server.store("1.ics", eventText(uid: "u1", title: "Theirs"))
        lab.server.state.withLock { state in
            state.before = { method in
                // Also in the last moment.
                guard method == "MOVE" || method == "DELETE" else { return }
                lab.server.state.withLock { $0.before = nil }
                lab.server.store("2.ics", eventText(uid: "u2", title: "Late"))
            }
        }
        try lab.open { store in
            try lab.move(store, uid: "u1", to: home)
            try lab.move(store, uid: "u2", to: home)
            try lab.sync(store)
        }
        #expect(lab.isOver())
        #expect(try lab.settle().isInStep)
        #expect(try lab.places()["u1"] == ["home Theirs"])
        #expect(try lab.places()["u2"] == ["home Late"])
        #expect(lab.titlesOnServer()["u1"] == ["home Theirs"] && lab.titlesOnServer()["u2"] == ["home Late"])
        try lab.expectInStep()
    }

    @Test func `merges what changed on both sides by the policy, and keeps the loser`() throws {
        let lab = try Laboratory.withTwoCalendars(2)
        lab.server.store("1.ics", eventText(uid: "u1", title: "Theirs"))
        try lab.open { store in
            try lab.move(store, uid: "u1", to: home)
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            try lab.sync(store)
            #expect(try store.readNow { try $0.conflicts(open: nil) }.count == 1)
        }
        #expect(try lab.settle().isInStep)
        #expect(try lab.places()["u1"] == ["home Theirs"])
        try lab.expectInStep()
    }

    @Test func `keeps both beside each other in the new calendar where the policy says so`() throws {
        let lab = try Laboratory(conflict: .keepBoth)
        lab.server.state.withLock { $0.otherPath = "/alice/home/" }
        lab.server.store("1.ics", eventText(uid: "u1", title: "Event"))
        try lab.open { store in
            try lab.sync(store)
            lab.server.store("1.ics", eventText(uid: "u1", title: "Theirs"))
            try lab.move(store, uid: "u1", to: home)
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            try lab.sync(store)
        }
        #expect(try lab.settle().isInStep)
        #expect(Set(lab.titlesOnServer().values.flatMap { $0 }) == ["home Theirs", "home Mine"])
        try lab.expectInStep()
    }

    @Test(arguments: Mover.allCases) func `outlives a deletion in the old calendar`(_ mover: Mover) throws {
        let lab = try Laboratory.withTwoCalendars(2, mover)
        lab.server.remove("1.ics")
        try lab.open { store in
            try lab.move(store, uid: "u1", to: home)
            try lab.sync(store)
        }
        #expect(try lab.settle().isInStep)
        #expect(lab.titlesOnServer()["u1"] == ["home Event 1"])
        try lab.expectInStep()
    }

    @Test(arguments: Mover.allCases) func `can be taken back at any moment`(_ mover: Mover) throws {
        for method in ["nothing", "MOVE", "PUT", "DELETE"] {
            let lab = try Laboratory.withTwoCalendars(2, mover)
            try lab.open { store in
                try lab.move(store, uid: "u1", to: home)
                lab.server.state.withLock { state in
                    state.before = {
                        guard $0 == method else { return }
                        lab.server.state.withLock { $0.before = nil }
                        try! lab.move(store, uid: "u1", to: team, as: "back")
                    }
                }
                if method == "nothing" { try lab.move(store, uid: "u1", to: team) }
                try lab.sync(store)
            }
            let hasHappened = lab.isOver() || method == "nothing"
            #expect(try lab.settle(runs: 10).isInStep, "\(method)")
            let place = hasHappened ? "team Event 1" : "home Event 1"
            #expect(try lab.places()["u1"] == [place], "\(method)")
            #expect(lab.titlesOnServer()["u1"] == [place], "\(method)")
            try lab.expectInStep("\(method)")
            if method == "nothing" { #expect(!lab.server.takeRequests().contains("PUT")) }
        }
    }

    @Test(arguments: Mover.allCases) func `can be edited or deleted while it is under way`(_ mover: Mover) throws {
        for method in ["MOVE", "PUT", "DELETE"] {
            let lab = try Laboratory.withTwoCalendars(3, mover)
            try lab.open { store in
                try lab.move(store, uid: "u1", to: home)
                try lab.move(store, uid: "u2", to: home)
                lab.server.state.withLock { state in
                    state.before = {
                        guard $0 == method else { return }
                        lab.server.state.withLock { $0.before = nil }
                        try! lab.edit(store, uid: "u1") { retitled($0, "Edited") }
                        try! lab.delete(store, uid: "u2")
                    }
                }
                try lab.sync(store)
            }
            let hasHappened = lab.isOver()
            #expect(try lab.settle(runs: 10).isInStep, "\(method)")
            #expect(lab.titlesOnServer()["u1"] == [hasHappened ? "home Edited" : "home Event 1"], "\(method)")
            #expect(lab.titlesOnServer()["u2"] == (hasHappened ? nil : ["home Event 2"]), "\(method)")
            try lab.expectInStep("\(method)")
        }
    }
}

@Suite struct `A move that is killed part-way` {
    /// Moves of every kind at once.
    private func scenario(_ mover: Mover) throws -> Laboratory {
        let lab = try Laboratory.withTwoCalendars(7, mover)
        try lab.open { store in
            try lab.move(store, uid: "u0", to: home)
            try lab.move(store, uid: "u1", to: home)
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
            for uid in ["u2", "u3", "u4", "u5"] { try lab.move(store, uid: uid, to: home) }
            try lab.move(store, uid: "u4", to: team)
            try lab.delete(store, uid: "u5")
            try lab.create(store, uid: "mine", title: "Made here")
            try lab.move(store, uid: "mine", to: home)
        }
        lab.server.state.withLock { $0.rewritesBodies = true }
        lab.server.store("2.ics", eventText(uid: "u2", title: "Changed there"))
        lab.server.remove("3.ics")
        return lab
    }

    private static let end = [
        "u0": ["home Event 0"], "u1": ["home Edited here"], "u2": ["home Changed there"], "u3": ["home Event 3"],
        "u4": ["team Event 4"], "u6": ["team Event 6"], "mine": ["home Made here"],
    ]

    @Test(arguments: Mover.allCases) func `leaves one copy on the server and one here, wherever it was killed`(
        _ mover: Mover
    ) throws {
        let lab = try scenario(mover)
        let count = try lab.open { store in
            let world = SimulatedWorld(store: store)
            try lab.sync(store, world: world)
            return world.trace.count
        }
        #expect(count > 30)
        for stop in 0..<count {
            let lab = try scenario(mover)
            try lab.open { store in
                #expect(throws: Stopped.self) { try lab.sync(store, effects: stop) }
            }
            if mover != .hasUniqueUIDs {
                let there = Set(lab.titlesOnServer().keys)
                #expect(there.isSuperset(of: ["u0", "u1", "u2", "u4"]), "killed after \(stop) of \(count) effects")
            }
            #expect(try lab.settle(runs: 10).isInStep, "killed after \(stop) of \(count) effects")
            #expect(try lab.places() == Self.end, "killed after \(stop) of \(count) effects")
            #expect(lab.titlesOnServer() == Self.end, "killed after \(stop) of \(count) effects")
            try lab.expectInStep("killed after \(stop) of \(count) effects")
        }
    }

    @Test(arguments: Mover.allCases, ["MOVE", "PUT", "DELETE"])
    func `loses and doubles nothing when a request or its answer is lost`(_ mover: Mover, _ method: String) throws {
        for arrives in [false, true] {
            let lab = try scenario(mover)
            for _ in 0..<3 { lab.server.fail(method, arrives ? .answerLost : .dropped) }
            try lab.open { try lab.sync($0) }
            #expect(try lab.settle(runs: 10).isInStep)
            #expect(try lab.places() == Self.end)
            #expect(lab.titlesOnServer() == Self.end)
            try lab.expectInStep()
        }
    }
}

@Suite struct `A move between accounts` {
    private static let own = CalendarID("own/team")

    /// One database, two accounts on servers of their own, synced once.
    private struct Accounts {
        let lab: Laboratory
        let other = MemoryServer()

        init() throws {
            lab = try Laboratory()
            for n in 0..<4 { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
            other.store("x.ics", eventText(uid: "x", title: "Event x"))
            try lab.open { store in try run(store) }
        }

        private func sync(_ server: MemoryServer, _ account: AccountName, _ world: SimulatedWorld) -> AccountSync {
            AccountSync(
                policy: SyncPolicy(account: account, url: "https://server/", username: "alice"),
                server: SimulatedServer(server: server, world: world), effects: world,
                log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        }

        /// First the account that lets go, then the one that takes, then the first again as the daemon does.
        @discardableResult
        func run(_ store: CalendarStore, effects: Int = .max, day: Int = 0) throws -> (Bool, SimulatedWorld) {
            let world = SimulatedWorld(store: store, effects: effects)
            world.state.withLock { $0.wall = $0.wall + .seconds(86_400 * day) }
            let (work, own) = (
                sync(lab.server, AccountName("work"), world), sync(other, AccountName("own"), world)
            )
            let isInStep = try world.run {
                _ = try await work.run(failures: 0)
                let taken = try await own.run(failures: 0)
                return try await work.run(failures: 0).isInStep && taken.isInStep
            }
            return (isInStep, world)
        }

        func titles(_ server: MemoryServer) -> Set<String> {
            Set(server.bodies.values.compactMap { $0.firstMatch(of: /SUMMARY:([^\r]*)/).map { String($0.1) } })
        }

        func settle() throws -> Bool {
            for day in 1..<8 where try lab.open({ try run($0, day: day).0 }) { return true }
            return false
        }
    }

    private func scenario() throws -> Accounts {
        let accounts = try Accounts()
        let lab = accounts.lab
        try lab.open { store in
            for uid in ["u0", "u1", "u2"] { try lab.move(store, uid: uid, to: Self.own) }
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
        }
        lab.server.store("2.ics", eventText(uid: "u2", title: "Changed there"))
        return accounts
    }

    private func expectEnd(_ accounts: Accounts, _ comment: Comment) throws {
        #expect(accounts.titles(accounts.lab.server) == ["Event 3"], comment)
        #expect(accounts.titles(accounts.other) == ["Event x", "Event 0", "Edited here", "Changed there"], comment)
        #expect(accounts.other.bodies.count == 4, comment)
        try accounts.lab.open { store in
            let (waiting, count, problems) = try store.readNow { reader in
                let calendars = [team, Self.own]
                let rows = try calendars.flatMap { try reader.syncRows(in: $0, after: nil, limit: 100) }
                return (try calendars.flatMap { try reader.outbox(in: $0) }, rows.count, try reader.integrityProblems())
            }
            #expect(waiting == [], comment)
            #expect((count, problems) == (5, []), comment)
        }
    }

    @Test func `ends with one copy, wherever it is killed, and never without one`() throws {
        let accounts = try scenario()
        let (isInStep, world) = try accounts.lab.open { try accounts.run($0) }
        #expect(isInStep)
        try expectEnd(accounts, "not killed")
        let count = world.trace.count
        for stop in 0..<count {
            let accounts = try scenario()
            let comment: Comment = "killed after \(stop) of \(count) effects"
            try accounts.lab.open { store in
                #expect(throws: Stopped.self) { try accounts.run(store, effects: stop) }
            }
            let there = accounts.titles(accounts.lab.server).union(accounts.titles(accounts.other))
            #expect(there.isSuperset(of: ["Event 0", "Changed there"]), comment)
            #expect(try accounts.settle(), comment)
            try expectEnd(accounts, comment)
        }
    }

    @Test(arguments: ["PUT", "DELETE"], [false, true])
    func `loses and doubles nothing when a request or its answer is lost`(_ method: String, _ arrives: Bool) throws {
        let accounts = try scenario()
        let server = method == "PUT" ? accounts.other : accounts.lab.server
        for _ in 0..<2 { server.fail(method, arrives ? .answerLost : .dropped) }
        try accounts.lab.open { try accounts.run($0) }
        #expect(try accounts.settle())
        try expectEnd(accounts, "\(method) \(arrives)")
    }

    @Test func `tells the account that may let go`() throws {
        let accounts = try scenario()
        let world = try accounts.lab.open { try accounts.run($0).1 }
        let released = world.state.withLock { $0.released }
        #expect(released == [AccountName("work")])
    }
}
