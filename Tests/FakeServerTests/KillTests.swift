// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import SyncEngine
import Testing

/// PROTOCOL.md §6.3, 9: killed at every boundary, of the network and of the database, and started again.
@Suite struct `A sync that is killed anywhere` {
    /// Pulls, a deletion, a conflict, and three edits that wait.
    private func world() async throws -> FakeWorld {
        let world = try await FakeWorld.synced(6)
        try world.retitle("u1", "Mine")
        try world.delete("u2")
        try world.create("new", "Made here")
        try world.retitle("u5", "Mine too")
        world.fake.store("3.ics", eventText(uid: "u3", title: "Theirs"))
        world.fake.remove("4.ics")
        world.fake.store("5.ics", eventText(uid: "u5", title: "Theirs too"))
        world.fake.store("7.ics", eventText(uid: "u7", title: "New there"))
        _ = world.fake.takeRequests()
        return world
    }

    private static let objects = [
        "1.ics u1 Mine", "3.ics u3 Theirs", "5.ics u5 Theirs too", "6.ics u6 Event 6", "7.ics u7 New there",
        "new-new.ics new Made here",
    ]

    /// All of it has happened, once; who won is on record; and there is nothing more to do.
    private func expectEnd(of world: FakeWorld, _ where: String) async throws {
        try await world.expectRecovery("\(`where`)")
        let lines = try world.database().split(separator: "\n").map(String.init)
        let objects = lines.filter { $0.contains(" | ") }.map { line in
            "\(line.prefix { $0 != " " })\(line[(line.firstIndex(of: "|") ?? line.startIndex)...].dropFirst())"
        }
        #expect(objects == Self.objects, "\(`where`)")
        let conflicts = lines.filter { $0.hasPrefix("conflict") }
        #expect(conflicts == ["conflict u5 remote preferred (merge)"], "\(`where`)")
        #expect(!lines.contains { $0.hasPrefix("edit") || $0.hasPrefix("lost") }, "\(`where`)")
        _ = world.fake.takeRequests()
        try await world.run()
        world.expect(requests: ["PROPFIND /alice/"], "\(`where`)")
    }

    @Test func `comes to this when it is not`() async throws {
        let world = try await world()
        try await world.run()
        try world.expect(
            database: """
                account active
                calendar team s13 c13
                1.ics clean "12" | u1 Mine
                3.ics clean "7" | u3 Theirs
                5.ics clean "9" | u5 Theirs too
                6.ics clean "6" | u6 Event 6
                7.ics clean "10" | u7 New there
                new-new.ics clean "13" | new Made here
                conflict u5 remote preferred (merge)
                journal changed 4, confirmed 3, created 8, deleted 2
                """)
        try await expectEnd(of: world, "not killed")
    }

    enum Loss: String, CaseIterable, Sendable {
        case requestLost, answerLost
        var action: Fault.Action { self == .requestLost ? .dropBefore : .dropAfter }
    }

    @Test(arguments: Loss.allCases, [false, true])
    func `reaches the same end after any request, lost or carried out`(_ loss: Loss, killed: Bool) async throws {
        let undisturbed = try await world()
        try await undisturbed.run()
        let count = undisturbed.fake.takeRequests().count
        #expect(count > 8)
        for number in 1...count {
            let world = try await world()
            world.fake.onRequest { current in
                guard current == number else { return nil }
                if killed { world.killNow() }
                return loss.action
            }
            do { try await world.run() } catch is Stopped {}
            try await expectEnd(of: world, "\(loss) at request \(number) of \(count)")
        }
    }

    @Test func `reaches the same end after any effect and any commit`() async throws {
        let count = try await world().countedRun()
        #expect(count > 30)
        for effects in 0..<count {
            let world = try await world()
            await #expect(throws: Stopped.self) { try await world.run(effects: effects) }
            try await expectEnd(of: world, "killed after \(effects) of \(count) effects")
        }
    }

    @Test func `never makes two of one new event, however often its answer is lost`() async throws {
        let world = try await world()
        for _ in 0..<4 {
            world.fake.add(Fault("PUT team/new-new.ics", .dropAfter))
            try await world.run()
            world.advance(.seconds(7200))
        }
        #expect(world.fake.takeRequests().count { $0 == "PUT team/new-new.ics" } == 1)
        try await expectEnd(of: world, "answer lost")
    }
}
