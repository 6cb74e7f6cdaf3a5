// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import MemoryCalendars
import RemoteCalendars
import Synchronization
import SyncEngine
import Testing

@Suite struct `A sync that is killed part-way` {
    /// Everything at once: pulls, deletions, conflicts, and edits that wait.
    private func scenario() throws -> Laboratory {
        let lab = try Laboratory()
        for n in 0..<8 { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        try lab.open { store in
            try lab.sync(store)
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
            try lab.delete(store, uid: "u2")
            try lab.create(store, uid: "mine", title: "Made here")
            try lab.edit(store, uid: "u5") { retitled($0, "Mine") }
        }
        lab.server.state.withLock { $0.rewritesBodies = true }
        lab.server.store("3.ics", eventText(uid: "u3", title: "Changed there"))
        lab.server.remove("4.ics")
        lab.server.store("5.ics", eventText(uid: "u5", title: "Theirs"))
        lab.server.store("new.ics", eventText(uid: "new", title: "New there"))
        return lab
    }

    private static let end = [
        "u0": "Event 0", "u1": "Edited here", "u3": "Changed there", "u5": "Theirs", "u6": "Event 6", "u7": "Event 7",
        "mine": "Made here", "new": "New there",
    ]

    private func effectCount() throws -> Int {
        let lab = try scenario()
        return try lab.open { store in
            let world = SimulatedWorld(store: store)
            try lab.sync(store, world: world)
            return world.trace.count
        }
    }

    @Test func `reaches the same end as one that was not, wherever it was killed`() throws {
        let count = try effectCount()
        #expect(count > 40)
        for stop in 0..<count {
            let lab = try scenario()
            try lab.open { store in
                #expect(throws: Stopped.self) { try lab.sync(store, effects: stop) }
            }
            #expect(try lab.settle().isInStep, "killed after \(stop) of \(count) effects")
            try lab.expectInStep("killed after \(stop) of \(count) effects")
            #expect(try lab.titles() == Self.end, "killed after \(stop) of \(count) effects")
        }
    }

    @Test(arguments: ["PUT", "DELETE"], [false, true])
    func `loses and doubles nothing when a request or its answer is lost`(_ method: String, _ arrives: Bool) throws {
        let lab = try scenario()
        lab.server.fail(method, arrives ? .answerLost : .dropped, arrives ? .answerLost : .dropped)
        try lab.open { try lab.sync($0) }
        #expect(try lab.settle().isInStep)
        try lab.expectInStep()
        #expect(try lab.titles() == Self.end)
    }

    @Test(arguments: [false, true]) func `sends a second edit that came while the answer to the first was lost`(
        _ arrives: Bool
    ) throws {
        let lab = try scenario()
        lab.server.fail("PUT", arrives ? .answerLost : .dropped, arrives ? .answerLost : .dropped)
        try lab.open { store in
            try lab.sync(store)
            try lab.edit(store, uid: "u1") { retitled($0, "Edited again") }
            try lab.edit(store, uid: "mine") { retitled($0, "Made and edited") }
        }
        #expect(try lab.settle().isInStep)
        try lab.expectInStep()
        try lab.open { store in
            let titles = try lab.titles(store)
            #expect((titles["u1"], titles["mine"]) == ("Edited again", "Made and edited"))
            #expect(titles.count == Self.end.count)
        }
    }

    @Test func `fetches again at most the two batches that were in flight`() throws {
        let lab = try Laboratory()
        for n in 0..<400 { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        var applied = Set<String>()
        for seed in 0..<40 {
            let done = try lab.open { store -> Bool in
                let before = applied
                lab.server.state.withLock { $0.fetchedKeys = [] }
                let finished = (try? lab.sync(store, seed: UInt64(seed), effects: 14)) != nil
                let fetched = lab.server.state.withLock { $0.fetchedKeys }
                #expect(fetched.allSatisfy { before.isDisjoint(with: $0) }, "run \(seed) fetched again what was stored")
                applied = try store.readNow { reader in
                    Set(
                        try reader.syncRows(in: Laboratory.calendar, after: nil, limit: 1000).filter {
                            $0.state == .clean
                        }.map(\.name.key.rawValue))
                }
                return finished
            }
            if done { break }
        }
        #expect(applied.count == 400)
        try lab.expectInStep()
    }
}

@Suite struct `The engine under the pump` {
    private func trace(seed: UInt64) throws -> [String] {
        let lab = try Laboratory()
        for n in 0..<300 { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        let counter = Mutex(0)
        return try lab.open(identifiers: {
            counter.withLock {
                $0 += 1; return "object-\($0)"
            }
        }) { store in
            let world = SimulatedWorld(store: store, seed: seed)
            try lab.sync(store, world: world)
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
            try lab.create(store, uid: "mine", title: "Made here")
            lab.server.store("2.ics", eventText(uid: "u2", title: "Theirs"))
            try lab.sync(store, world: world)
            return world.trace
        }
    }

    @Test(arguments: [1, 7, 42] as [UInt64]) func `does the same effects in the same order for the same seed`(
        _ seed: UInt64
    ) throws {
        let first = try trace(seed: seed)
        #expect(first == (try trace(seed: seed)))
        #expect(first.count > 30)
    }
}
