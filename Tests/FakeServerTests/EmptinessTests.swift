// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 7: answers that look as if everything had gone. Nothing is deleted by any of them.
@Suite struct `A calendar that suddenly seems empty` {
    private func world(_ dialect: @Sendable (inout Dialect) -> Void = { _ in }) async throws -> FakeWorld {
        let world = try await FakeWorld.synced(4, dialect)
        world.fake.forgetTokens()
        return world
    }

    private static let events = """
        1.ics clean "1" | u1 Event 1
        2.ics clean "2" | u2 Event 2
        3.ics clean "3" | u3 Event 3
        4.ics clean "4" | u4 Event 4
        journal created 4
        """
    private static let collection =
        "<response><href>/alice/team/</href><propstat><prop><resourcetype><collection/>"
        + "<C:calendar/></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response>"

    private static func listing(_ answer: FakeAnswer) -> [Fault] { [Fault("PROPFIND team/", .answer(answer))] }
    private static func home(_ answer: FakeAnswer) -> [Fault] { [Fault("PROPFIND /alice/", .answer(answer), times: 2)] }

    static let answers: [Case] = [
        Case(
            name: "an empty list", faults: listing(.multistatus(collection)),
            database: """
                account active
                calendar team s5 c5
                1.ics gone "1" seen - | u1 Event 1
                2.ics gone "2" seen - | u2 Event 2
                3.ics gone "3" seen - | u3 Event 3
                4.ics gone "4" seen - | u4 Event 4
                journal created 4
                """),
        Case(
            name: "a list of nothing at all", faults: listing(.multistatus("")),
            database: """
                account active
                calendar team s4 c4: TEAM/ does not give a complete list of its events
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "the list that a proxy gives that drops our body and our depth",
            faults: listing(.multistatus(collection.replacing("<C:calendar/>", with: ""))),
            database: """
                account active
                calendar team s5 c5
                1.ics gone "1" seen - | u1 Event 1
                2.ics gone "2" seen - | u2 Event 2
                3.ics gone "3" seen - | u3 Event 3
                4.ics gone "4" seen - | u4 Event 4
                journal created 4
                """),
        Case(
            name: "a list without an end", faults: [Fault("PROPFIND team/", .shorten(to: 500))],
            database: """
                account active
                calendar team s4 c4: a broken answer from TEAM/: unclosed token at line 1, column 499
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "half a list, and said so", dialect: { $0.listingLimit = 2 },
            database: """
                account active
                calendar team s5 c5
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "a web page", faults: listing(.page(200)),
            database: """
                account active: TEAM/ answered with a web page (200): log in to this network if it asks for that; else check the account's url
                calendar team s4 c4
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "401", faults: [.status("PROPFIND team/", 401)],
            database: """
                account active: HOST refuses the username or password: correct the account's username or password, then type: almanac reload
                calendar team s4 c4
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "403", faults: [.status("PROPFIND team/", 403)],
            database: """
                account active
                calendar team s4 c4: TEAM/ is forbidden to us: ask its owner for access, or leave it out with the account's calendars setting
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "404", faults: [.status("PROPFIND team/", 404)],
            database: """
                account active
                calendar team s4 c4: TEAM/ is not there (404)
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "500", faults: [.status("PROPFIND team/", 500)],
            database: """
                account active
                calendar team s4 c4: TEAM/ answered 500
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "204", faults: [.status("PROPFIND team/", 204)],
            database: """
                account active: TEAM/ answered 204, which is not what a calendar server says: check the account's url
                calendar team s4 c4
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "a home set without calendars",
            faults: home(.multistatus("<response><href>/alice/</href></response>")),
            database: """
                account active
                calendar team s4 c4 hidden
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "a home set that is a web page", faults: home(.page(200)),
            database: """
                account active: HOST/alice/ answered with a web page (200): log in to this network if it asks for that; else check the account's url
                calendar team s4 c4
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "a home set that is not there", faults: home(FakeAnswer(404)),
            database: """
                account active: HOST/alice/ is not there (404)
                calendar team s4 c4
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "a home set whose list is cut",
            faults: [Fault("PROPFIND /alice/", .shorten(to: 700), times: 2)],
            database: """
                account active: a broken answer from HOST/alice/: no element found at line 1, column 700
                calendar team s4 c4
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
        Case(
            name: "a home set that is refused in the middle of a run",
            faults: [.status("sync-collection", 401)],
            database: """
                account active: HOST refuses the username or password: correct the account's username or password, then type: almanac reload
                calendar team s4 c4
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """),
    ]

    @Test(arguments: answers) func `loses nothing`(_ answer: Case) async throws {
        let world = try await world()
        try await answer.play(in: world)
        let database = try world.database()
        #expect(!database.contains("deleted"))
        #expect(database.split(separator: "\n").count { $0.contains("| u") } == 4)
        try await world.expectRecovery()
        #expect(world.fake.texts().count == 4)
    }

    @Test func `is asked again, and loses what a person approves`() async throws {
        let world = try await world()
        for number in 1...4 { world.fake.remove("\(number).ics") }
        for _ in 0..<3 {
            try await world.run()
            world.advance(.seconds(300))
        }
        try world.expect(
            database: """
                account active
                calendar team s9 c9
                1.ics gone "1" seen - | u1 Event 1
                2.ics gone "2" seen - | u2 Event 2
                3.ics gone "3" seen - | u3 Event 3
                4.ics gone "4" seen - | u4 Event 4
                journal created 4
                """)
        try world.approveDeletions()
        try await world.run()
        try world.expect(
            database: """
                account active
                calendar team s9 c9
                journal created 4, deleted 4
                """)
    }

    /// Whoever drops our body makes it a request for everything that a server likes to give: no token, no ctag.
    @Test func `is whole when everything is answered but what was asked`() async throws {
        let world = try await world()
        world.fake.dial { $0.dropsBodies = true }
        try await world.run()
        try world.expect(
            database: """
                account active
                calendar team - -
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                4.ics clean "4" | u4 Event 4
                journal created 4
                """)
        try await world.expectRecovery()
    }

    /// A calendar that lost two of two is no different from a server that lost them.
    @Test func `of two events is believed when the list is whole`() async throws {
        let world = try await FakeWorld.synced(2)
        for number in 1...2 { world.fake.remove("\(number).ics") }
        try await world.run()
        try world.expect(
            database: """
                account active
                calendar team s4 c4
                journal created 2, deleted 2
                """)
    }
}
