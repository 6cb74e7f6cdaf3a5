// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import SyncEngine
import Testing

/// PROTOCOL.md §6.3, 2: lists that come in pages, or say that they are cut.
@Suite struct `Changes that come in pages` {
    /// Six events, five of them changed since.
    private func world() async throws -> FakeWorld {
        let world = try await FakeWorld.synced(6)
        for number in 1...5 { world.fake.store("\(number).ics", eventText(uid: "u\(number)", title: "New \(number)")) }
        return world
    }

    private static func before(_ problem: String = "") -> String {
        """
        account active
        calendar team s6 c6\(problem)
        1.ics clean "1" | u1 Event 1
        2.ics clean "2" | u2 Event 2
        3.ics clean "3" | u3 Event 3
        4.ics clean "4" | u4 Event 4
        5.ics clean "5" | u5 Event 5
        6.ics clean "6" | u6 Event 6
        journal created 6
        """
    }
    private static let after = """
        account active
        calendar team s11 c11
        1.ics clean "7" | u1 New 1
        2.ics clean "8" | u2 New 2
        3.ics clean "9" | u3 New 3
        4.ics clean "10" | u4 New 4
        5.ics clean "11" | u5 New 5
        6.ics clean "6" | u6 Event 6
        journal changed 5, created 6
        """

    static let pages: [Case] = [
        Case(
            name: "one page", dialect: { $0.pageSize = 5 },
            requests: ["PROPFIND /alice/", "sync-collection team/ s6", "calendar-multiget team/ 5"], database: after),
        Case(
            name: "two pages", dialect: { $0.pageSize = 3 },
            requests: [
                "PROPFIND /alice/", "sync-collection team/ s6", "sync-collection team/ s9", "calendar-multiget team/ 5",
            ], database: after),
        Case(
            name: "five pages", dialect: { $0.pageSize = 1 },
            requests: ["PROPFIND /alice/"] + (6...10).map { "sync-collection team/ s\($0)" }
                + ["calendar-multiget team/ 5"], database: after),
        Case(
            name: "no page at all, 507 as the status",
            dialect: {
                $0.pageSize = 1
                $0.pageLimit = .asStatus
            },
            requests: [
                "PROPFIND /alice/", "sync-collection team/ s6", "PROPFIND team/", "calendar-multiget team/ 5",
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
            }, requests: ["PROPFIND /alice/", "sync-collection team/ s6"],
            database: before(": TEAM/ sends its changes in pages without an end")),
        Case(
            name: "a second page that breaks off", dialect: { $0.pageSize = 2 },
            faults: [Fault("sync-collection", .cut(after: 200), skip: 1)],
            requests: ["PROPFIND /alice/", "sync-collection team/ s6", "sync-collection team/ s8"],
            database: before(": the connection to HOST broke off before the answer was complete")),
        Case(
            name: "a second page that is refused", dialect: { $0.pageSize = 2 },
            faults: [Fault("sync-collection", .answer(FakeAnswer(500)), skip: 1)],
            requests: ["PROPFIND /alice/", "sync-collection team/ s6", "sync-collection team/ s8"],
            database: before(": TEAM/ answered 500")),
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
