// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import MemoryCalendars
import Synchronization
import SyncEngine
import Testing

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

    /// The first is killed after each effect, the others share the effects out among them, for the time it takes.
    @Test(arguments: [
        (Mover.moves, 0, 1), (.movesAnything, 0, 4), (.pretends, 1, 4), (.refusesMoves, 2, 4), (.hasUniqueUIDs, 3, 4),
    ])
    func `leaves one copy on the server and one here, wherever it was killed`(
        _ mover: Mover, first: Int, step: Int
    ) throws {
        let lab = try scenario(mover)
        let count = try lab.open { store in
            let world = SimulatedWorld(store: store)
            try lab.sync(store, world: world)
            return world.trace.count
        }
        #expect(count > 30)
        for stop in stride(from: first, to: count, by: step) {
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
