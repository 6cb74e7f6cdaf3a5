// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import SyncEngine
import Testing

/// PROTOCOL.md §6.3, 2: lists that come in pages, or say that they are cut.
@Suite struct `Changes that come in pages` {
    /// Five events, each of them changed since.
    private func world() async throws -> FakeWorld {
        let world = try await FakeWorld.synced(5)
        for number in 1...5 { world.fake.store("\(number).ics", eventText(uid: "u\(number)", title: "New \(number)")) }
        return world
    }

    private static func before(_ problem: String = "") -> String {
        """
        account active
        calendar team s5 c5\(problem)
        1.ics clean "1" | u1 Event 1
        2.ics clean "2" | u2 Event 2
        3.ics clean "3" | u3 Event 3
        4.ics clean "4" | u4 Event 4
        5.ics clean "5" | u5 Event 5
        journal created 5
        """
    }
    private static let after = """
        account active
        calendar team s10 c10
        1.ics clean "6" | u1 New 1
        2.ics clean "7" | u2 New 2
        3.ics clean "8" | u3 New 3
        4.ics clean "9" | u4 New 4
        5.ics clean "10" | u5 New 5
        journal changed 5, created 5
        """

    static let pages: [Case] = [
        Case(
            name: "one page", dialect: { $0.pageSize = 5 },
            requests: ["PROPFIND /alice/", "sync-collection team/ s5", "calendar-multiget team/ 5"], database: after),
        Case(
            name: "two pages", dialect: { $0.pageSize = 3 },
            requests: [
                "PROPFIND /alice/", "sync-collection team/ s5", "sync-collection team/ s8", "calendar-multiget team/ 5",
            ], database: after),
        Case(
            name: "five pages", dialect: { $0.pageSize = 1 },
            requests: ["PROPFIND /alice/"] + (5...9).map { "sync-collection team/ s\($0)" }
                + ["calendar-multiget team/ 5"], database: after),
        Case(
            name: "no page at all, 507 as the status",
            dialect: {
                $0.pageSize = 1
                $0.pageLimit = .asStatus
            },
            requests: [
                "PROPFIND /alice/", "sync-collection team/ s5", "PROPFIND team/", "calendar-multiget team/ 5",
            ], database: after),
    ]

    @Test(arguments: pages) func `are read to their end`(_ pages: Case) async throws {
        let world = try await world()
        try await pages.play(in: world)
        try await world.expectRecovery()
    }

    static let broken: [Case] = [
        Case(
            name: "a page whose token is that of the one before",
            dialect: {
                $0.pageSize = 2
                $0.pageTokenStays = true
            }, requests: ["PROPFIND /alice/", "sync-collection team/ s5"],
            database: before(": TEAM sends its changes in pages without an end")),
        Case(
            name: "a second page that breaks off", dialect: { $0.pageSize = 2 },
            faults: [Fault("sync-collection", .cut(after: 200), skip: 1)],
            requests: ["PROPFIND /alice/", "sync-collection team/ s5", "sync-collection team/ s7"],
            database: before(": the connection to HOST broke off before the answer was complete")),
        Case(
            name: "a second page that is refused", dialect: { $0.pageSize = 2 },
            faults: [Fault("sync-collection", .answer(FakeAnswer(500)), skip: 1)],
            requests: ["PROPFIND /alice/", "sync-collection team/ s5", "sync-collection team/ s7"],
            database: before(": TEAM answered 500")),
    ]

    @Test(arguments: broken) func `count for nothing without their end`(_ pages: Case) async throws {
        let world = try await world()
        try await pages.play(in: world)
        try await world.expectRecovery()
    }

    @Test func `count for nothing when the process is killed between two of them`() async throws {
        let world = try await world()
        world.fake.dial { $0.pageSize = 2 }
        world.fake.add(Fault("sync-collection", .before { world.killNow() }, skip: 1))
        await #expect(throws: Stopped.self) { try await world.run() }
        try world.expect(database: Self.before())
        try await world.expectRecovery()
        try world.expect(database: Self.after)
    }
}
