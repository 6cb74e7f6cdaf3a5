// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 1: every way in which servers say that they no longer know a sync token.
@Suite struct `A sync token that the server no longer knows` {
    /// One changed, one gone, one new; and the server has forgotten its history.
    private func world() async throws -> FakeWorld {
        let world = try await FakeWorld.synced(3)
        world.fake.store("1.ics", eventText(uid: "u1", title: "Changed"))
        world.fake.remove("2.ics")
        world.fake.store("4.ics", eventText(uid: "u4", title: "New"))
        world.fake.forgetTokens()
        return world
    }

    private static let compared = """
        account active
        calendar team s7 c7
        1.ics clean "4" | u1 Changed
        3.ics clean "3" | u3 Event 3
        4.ics clean "6" | u4 New
        journal changed 1, created 4, deleted 1
        """

    static let refusals: [Case] = [
        Case(
            name: "403 with the condition", dialect: { $0.refusal = .condition(403) }, requests: listed,
            database: compared),
        Case(
            name: "409 with the condition", dialect: { $0.refusal = .condition(409) }, requests: listed,
            database: compared),
        Case(
            name: "412 with the condition", dialect: { $0.refusal = .condition(412) }, requests: listed,
            database: compared),
        Case(name: "403 and nothing", dialect: { $0.refusal = .bare(403) }, requests: listed, database: compared),
        Case(name: "409 and nothing", dialect: { $0.refusal = .bare(409) }, requests: listed, database: compared),
        Case(name: "410", dialect: { $0.refusal = .bare(410) }, requests: listed, database: compared),
        Case(name: "412 and nothing", dialect: { $0.refusal = .bare(412) }, requests: listed, database: compared),
        Case(name: "418", dialect: { $0.refusal = .bare(418) }, requests: listed, database: compared),
        Case(name: "400", dialect: { $0.refusal = .bare(400) }, requests: askedFirst, database: compared),
        Case(name: "404", dialect: { $0.refusal = .bare(404) }, requests: askedFirst, database: compared),
        Case(name: "405", dialect: { $0.refusal = .bare(405) }, requests: listed, database: compared),
        Case(name: "415", dialect: { $0.refusal = .bare(415) }, requests: listed, database: compared),
        Case(name: "501", dialect: { $0.refusal = .bare(501) }, requests: listed, database: compared),
    ]
    private static let listed = [
        "PROPFIND /alice/", "sync-collection team/ s3", "PROPFIND team/", "calendar-multiget team/ 2",
    ]
    /// It may be the calendar that is not there.
    private static let askedFirst = [
        "PROPFIND /alice/", "sync-collection team/ s3", "PROPFIND:0 team/", "PROPFIND team/",
        "calendar-multiget team/ 2",
    ]

    @Test(arguments: refusals) func `leads to one comparison by listing`(_ refusal: Case) async throws {
        let world = try await world()
        try await refusal.play(in: world)
        try await world.expectRecovery()
    }

    /// Such an answer names every object and no deletion, so it is not believed.
    @Test func `is not missed when the server lists everything in its place and does not say so`() async throws {
        let world = try await world()
        let silence = Case(
            name: "silent initial", dialect: { $0.refusal = .silentInitial }, requests: Self.listed,
            database: Self.compared)
        try await silence.play(in: world)
        try await world.expectRecovery()
    }

    @Test func `leaves everything as it is when it is the calendar that is gone`() async throws {
        let world = try await world()
        world.fake.add(.status("sync-collection", 404), .status("PROPFIND:0 team/", 404))
        try await world.run()
        world.expect(requests: ["PROPFIND /alice/", "sync-collection team/ s3", "PROPFIND:0 team/"])
        try world.expect(
            database: """
                account active
                calendar team s3 c3: TEAM/ is not there (404)
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal created 3
                """)
        try await world.expectRecovery()
    }
}
