// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import Logging
import MemoryCalendars
import Synchronization
import SyncEngine
import Testing

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
            let (waiting, count) = try store.readNow { reader in
                let calendars = [team, Self.own]
                let rows = try calendars.flatMap { try reader.syncRows(in: $0, after: nil, limit: 100) }
                return (try calendars.flatMap { try reader.outbox(in: $0) }, rows.count)
            }
            #expect(waiting == [], comment)
            #expect(count == 5, comment)
            #expect(try accounts.lab.problems() == [], comment)
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
