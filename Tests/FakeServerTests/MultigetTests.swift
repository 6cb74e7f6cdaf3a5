// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 4: a multiget that leaves out, misnames or refuses.
@Suite struct `Ten texts asked for at once` {
    /// Ten events on the server, none of them here yet; the account is known.
    private func world() async throws -> FakeWorld {
        let world = try await FakeWorld.synced(0)
        for number in 0..<10 {
            world.fake.store("\(number).ics", eventText(uid: "u\(number)", title: "Event \(number)"))
        }
        return world
    }

    private static let all = """
        account active
        calendar team s10 c10
        0.ics clean "1" | u0 Event 0
        1.ics clean "2" | u1 Event 1
        2.ics clean "3" | u2 Event 2
        3.ics clean "4" | u3 Event 3
        4.ics clean "5" | u4 Event 4
        5.ics clean "6" | u5 Event 5
        6.ics clean "7" | u6 Event 6
        7.ics clean "8" | u7 Event 7
        8.ics clean "9" | u8 Event 8
        9.ics clean "10" | u9 Event 9
        journal created 10
        """
    private static let listed = ["PROPFIND /alice/", "sync-collection team/ s0", "calendar-multiget team/ 10"]

    static let answers: [Case] = [
        Case(name: "all there", requests: listed, database: all),
        Case(
            name: "one left out", dialect: { $0.omits = ["7.ics"] }, requests: listed + ["GET team/7.ics"],
            database: all),
        Case(
            name: "one called gone that is there", dialect: { $0.callsGone = ["7.ics"] },
            requests: listed + ["GET team/7.ics"], database: all),
        Case(
            name: "one under a name that was not asked for", dialect: { $0.misnames = ["7.ics": "elsewhere.ics"] },
            requests: listed + ["GET team/7.ics"], database: all),
        Case(name: "none under any name", dialect: { $0.emptiesHrefs = true }, database: all),
        Case(
            name: "413 above five", dialect: { $0.multigetMost = (5, 413) },
            requests: listed + ["calendar-multiget team/ 5", "calendar-multiget team/ 5"], database: all),
        Case(name: "504 above five", dialect: { $0.multigetMost = (5, 504) }, database: all),
        Case(name: "507 above five", dialect: { $0.multigetMost = (5, 507) }, database: all),
        Case(name: "not known at all", dialect: { $0.multigetMost = (0, 501) }, database: all),
        Case(
            name: "texts without ETags", dialect: { $0.givesETagsWithTexts = false },
            database: """
                account active
                calendar team s10 c10
                0.ics clean - | u0 Event 0
                1.ics clean - | u1 Event 1
                2.ics clean - | u2 Event 2
                3.ics clean - | u3 Event 3
                4.ics clean - | u4 Event 4
                5.ics clean - | u5 Event 5
                6.ics clean - | u6 Event 6
                7.ics clean - | u7 Event 7
                8.ics clean - | u8 Event 8
                9.ics clean - | u9 Event 9
                journal created 10
                """),
        Case(
            name: "strangers among them", dialect: { $0.strangers = ["/alice/team/x.ics", ""] }, database: all),
    ]

    @Test(arguments: answers) func `are all there in the end`(_ answer: Case) async throws {
        let world = try await world()
        try await answer.play(in: world)
        try await world.expectRecovery()
    }

    @Test func `leave nothing behind of one that went before it was fetched`() async throws {
        let world = try await world()
        world.fake.add(Fault("calendar-multiget", .before { world.fake.remove("7.ics") }))
        try await world.run()
        world.expect(requests: Self.listed + ["GET team/7.ics"])
        try world.expect(
            database: """
                account active
                calendar team s10 c10
                0.ics clean "1" | u0 Event 0
                1.ics clean "2" | u1 Event 1
                2.ics clean "3" | u2 Event 2
                3.ics clean "4" | u3 Event 3
                4.ics clean "5" | u4 Event 4
                5.ics clean "6" | u5 Event 5
                6.ics clean "7" | u6 Event 6
                8.ics clean "9" | u8 Event 8
                9.ics clean "10" | u9 Event 9
                journal created 9
                """)
        try await world.expectRecovery()
    }

    @Test func `keep one that is not found until a list says that it is gone`() async throws {
        let world = try await FakeWorld.synced(4)
        for number in 1...3 { world.fake.store("\(number).ics", eventText(uid: "u\(number)", title: "New \(number)")) }
        world.fake.add(Fault("calendar-multiget", .before { world.fake.remove("2.ics") }))
        try await world.run()
        world.expect(
            requests: [
                "PROPFIND /alice/", "sync-collection team/ s4", "calendar-multiget team/ 3", "GET team/2.ics",
            ])
        try world.expect(
            database: """
                account active
                calendar team s7 c7
                1.ics clean "5" | u1 New 1
                2.ics owed "2" seen "6" tried 1 waits: not found when fetched | u2 Event 2
                3.ics clean "7" | u3 New 3
                4.ics clean "4" | u4 Event 4
                journal changed 2, created 4
                """)
        try await world.run()
        world.expect(requests: ["PROPFIND /alice/", "sync-collection team/ s7"])
        try world.expect(
            database: """
                account active
                calendar team s8 c8
                1.ics clean "5" | u1 New 1
                3.ics clean "7" | u3 New 3
                4.ics clean "4" | u4 Event 4
                journal changed 2, created 4, deleted 1
                """)
        try await world.expectRecovery()
    }

    @Test func `leave one aside that is refused five times, and take it the day after`() async throws {
        let world = try await world()
        world.fake.dial { $0.omits = ["7.ics"] }
        world.fake.add(.status("GET team/7.ics", 403, times: 10))
        for _ in 0..<6 {
            try await world.run()
            world.advance(.seconds(3600))
        }
        try world.expect(
            database: """
                account active
                calendar team s10 c10
                0.ics clean "1" | u0 Event 0
                1.ics clean "2" | u1 Event 1
                2.ics clean "3" | u2 Event 2
                3.ics clean "4" | u3 Event 3
                4.ics clean "5" | u4 Event 4
                5.ics clean "6" | u5 Event 5
                6.ics clean "7" | u6 Event 6
                7.ics quarantined - seen "8" tried 5 waits: TEAM/7.ics is forbidden to us
                8.ics clean "9" | u8 Event 8
                9.ics clean "10" | u9 Event 9
                journal created 9
                """)
        try await world.expectRecovery()
    }
}
