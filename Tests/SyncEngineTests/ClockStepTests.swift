// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import MemoryCalendars
import RemoteCalendars
import SyncEngine
import Synchronization
import Testing

@Suite struct `A wall clock that is set all the time` {
    /// Titles by UID, and what was done to what, after edits of both sides and lost requests. Which of two edits met with
    /// the lost answer is a matter of schedules.
    private func run(_ seed: UInt64, clockIsSet: Bool) throws -> (titles: [String: String], history: [String]) {
        let lab = try Laboratory()
        for n in 0..<8 { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        var dice = Dice(state: seed)
        func sync() throws -> AccountOutcome {
            try lab.open { store in
                let world = SimulatedWorld(store: store, seed: seed)
                if clockIsSet { world.state.withLock { $0.clockSetter = Dice(state: dice.next()) } }
                return try lab.sync(store, world: world)
            }
        }
        _ = try sync()
        try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
            try lab.delete(store, uid: "u2")
            try lab.create(store, uid: "mine", title: "Made here")
        }
        lab.server.store("3.ics", eventText(uid: "u3", title: "Changed there"))
        lab.server.remove("4.ics")
        lab.server.store("new.ics", eventText(uid: "new", title: "New there"))
        lab.server.fail("PUT", .answerLost, .dropped)
        lab.server.fail("DELETE", .dropped)
        for _ in 0..<6 { _ = try sync() }
        #expect(try lab.settle(runs: 12).isInStep, "seed \(seed)")
        try lab.expectInStep("seed \(seed)")
        let history = try lab.open { store in
            try store.readNow { try $0.journal(JournalQuery(limit: 1000)) }
        }
        #expect(history.map(\.id) == history.map(\.id).sorted(by: >), "seed \(seed)")
        let changes = history.filter { $0.kind != .confirmed }.map { "\($0.kind) \($0.title ?? "-")" }
        return (try lab.titles(), changes.sorted())
    }

    @Test func `loses, doubles and brings back nothing`() throws {
        let first = UInt64.random(in: 0...(1 << 48))
        for seed in first..<(first + 10) {
            let (right, wrong) = (try run(seed, clockIsSet: false), try run(seed, clockIsSet: true))
            #expect(right.titles["u1"] == "Edited here" && right.titles["mine"] == "Made here", "seed \(seed)")
            #expect(wrong.titles == right.titles, "seed \(seed)")
            #expect(wrong.history == right.history, "seed \(seed)")
        }
    }

    @Test func `has discovery repeated, and everything audited, once and not for years`() throws {
        let lab = try Laboratory()
        lab.server.store("1.ics", eventText(uid: "u1", title: "Event"))
        func sync(at wall: Instant) throws -> [String] {
            try lab.open { store in
                let world = SimulatedWorld(store: store)
                world.state.withLock { $0.wall = wall }
                _ = lab.server.takeRequests()
                try lab.sync(store, world: world)
                return lab.server.takeRequests()
            }
        }
        let (now, decade) = (Instant(seconds: 1_780_000_000), Duration.seconds(10 * 365 * 86_400))
        let first = try sync(at: now + decade)
        #expect(first.contains("DISCOVER"), "\(first)")
        let back = try sync(at: now)
        #expect(back.contains("DISCOVER") && back.contains("PROPFIND"), "\(back)")
        let after = try sync(at: now + .seconds(60))
        #expect(after == ["POLL"], "\(after)")
    }
}
