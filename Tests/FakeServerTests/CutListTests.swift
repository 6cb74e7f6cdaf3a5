// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 2 and §1.2: a list of all members that the server itself calls incomplete, or gives without ETags.
@Suite struct `A listing that is cut` {
    private func world() throws -> FakeWorld {
        let world = try FakeWorld()
        for (number, year) in [1, 2, 3, 4, 5].enumerated() {
            let text = eventText(uid: "u\(year)", title: "Event \(year)", start: "202\(number + 3)0601T090000Z")
            world.fake.store("\(year).ics", text)
        }
        return world
    }

    private static let all = """
        account active
        calendar team s5 c5
        1.ics clean "1" | u1 Event 1
        2.ics clean "2" | u2 Event 2
        3.ics clean "3" | u3 Event 3
        4.ics clean "4" | u4 Event 4
        5.ics clean "5" | u5 Event 5
        journal created 5
        """

    static let lists: [Case] = [
        Case(name: "507 in its body", dialect: { $0.listingLimit = 2 }, database: all),
        Case(
            name: "507 as its status",
            dialect: {
                $0.listingLimit = 2
                $0.listingForm = .asStatus
            }, database: all),
        Case(
            name: "507 in its body, and queries that are cut too",
            dialect: {
                $0.listingLimit = 2
                $0.queryLimit = 1
            }, database: all),
        Case(name: "no ETags", dialect: { $0.givesETagsInLists = false }, database: all),
    ]

    @Test(arguments: lists) func `is put together from queries by ranges of time`(_ list: Case) async throws {
        let world = try world()
        try await list.play(in: world)
        try await world.expectRecovery()
    }

    @Test(arguments: lists.prefix(3)) func `is no evidence of a deletion`(_ list: Case) async throws {
        let world = try world()
        world.fake.dial(list.dialect)
        try await world.run()
        world.fake.remove("5.ics")
        world.fake.forgetTokens()
        try await world.run()
        try world.expect(database: Self.all.replacing("s5 c5", with: "s7 c7"), "\(list.name)")
        try await world.expectRecovery()
    }
}
