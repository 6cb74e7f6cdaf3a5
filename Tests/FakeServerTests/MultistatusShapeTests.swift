// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import RemoteCalendars
import Testing

/// PROTOCOL.md §6.3, 3: what a multistatus may look like. What only costs memory (endless answers, deep ones, entities
/// without an end) is refused while it is read: `Tests/CalDAVTests/MultistatusTests` goes through those limits.
@Suite struct `A multistatus of another shape` {
    /// One changed, one new.
    private func world(
        _ dialect: @Sendable (inout Dialect) -> Void = { _ in }
    ) async throws -> FakeWorld {
        let world = try await FakeWorld.synced(3, dialect)
        world.fake.store("1.ics", eventText(uid: "u1", title: "Changed"))
        world.fake.store("4.ics", eventText(uid: "u4", title: "New"))
        return world
    }

    static let after = """
        account active
        calendar team s5 c5
        1.ics clean "4" | u1 Changed
        2.ics clean "2" | u2 Event 2
        3.ics clean "3" | u3 Event 3
        4.ics clean "5" | u4 New
        journal changed 1, created 4
        """
    private static let usual = ["PROPFIND /alice/", "sync-collection team/ s3", "calendar-multiget team/ 2"]
    private static let unread = ["PROPFIND /alice/", "sync-collection team/ s3"]

    static func before(_ problem: String, token: String = "s3 c3") -> String {
        """
        account active
        calendar team \(token): \(problem)
        1.ics clean "1" | u1 Event 1
        2.ics clean "2" | u2 Event 2
        3.ics clean "3" | u3 Event 3
        journal created 3
        """
    }

    static let shapes: [Case] = [
        Case(name: "as it should be", requests: usual, database: after),
        Case(
            name: "no getetag (404 in its propstat)", dialect: { $0.givesETagsInLists = false }, requests: usual,
            database: after),
        Case(name: "every href twice", dialect: { $0.repeatsHrefs = true }, requests: usual, database: after),
        Case(
            name: "the collection among its members", dialect: { $0.listsItself = true }, requests: usual,
            database: after),
        Case(
            name: "hrefs of other places",
            dialect: {
                $0.strangers = [
                    "/alice/other/9.ics", "/alice/team/inside/", "/alice/team/inside/9.ics", "/alice/", "/",
                    "http://127.0.0.1:1/alice/team/9.ics", "https://elsewhere.example/alice/team/9.ics", "",
                ]
            }, requests: usual, database: after),
        Case(name: "texts in CDATA", dialect: { $0.usesCDATA = true }, requests: usual, database: after),
        Case(
            name: "gone and there in one answer",
            faults: [
                Fault(
                    "sync-collection",
                    .answer(
                        .multistatus(
                            gone("1.ics") + there("1.ics", "\"4\"") + there("4.ics", "\"5\"") + gone("4.ics")
                                + gone("never.ics") + "<sync-token>s5</sync-token>")))
            ], requests: usual, database: after),
        Case(
            name: "a status beside the properties, as SOGo gives it",
            faults: [
                Fault(
                    "sync-collection",
                    .answer(
                        .multistatus(
                            there("1.ics", "\"4\"", status: 200) + there("4.ics", "\"5\"", status: 201)
                                + "<sync-token>s5</sync-token>")))
            ], requests: usual, database: after),
        Case(
            name: "a refusal of one member",
            faults: [
                Fault(
                    "sync-collection",
                    .answer(
                        .multistatus(
                            there("1.ics", "\"4\"") + "<response><href>/alice/team/4.ics</href>"
                                + "<status>HTTP/1.1 503 Busy</status></response><sync-token>s5</sync-token>")))
            ], requests: usual, database: after),
        Case(
            name: "no token", dialect: { $0.givesTokenInReply = false }, requests: usual,
            database: after.replacing("s5 c5", with: "s3 c5")),
        Case(
            name: "a DOCTYPE", dialect: { $0.doctype = "<!DOCTYPE multistatus SYSTEM \"http://127.0.0.1:1/dtd\">" },
            requests: ["PROPFIND /alice/"],
            database: """
                account active: a broken answer from HOST: a DOCTYPE, which WebDAV never needs, at line 1, column 91
                calendar team s3 c3
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal created 3
                """),
        Case(
            name: "entities that grow without end",
            faults: [Fault("sync-collection", .answer(bomb))], requests: unread,
            database: """
                account active
                calendar team s3 c3: a broken answer from HOST: a DOCTYPE, which WebDAV never needs, at line 1, column 33
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal created 3
                """),
        Case(
            name: "404 for the collection",
            faults: [Fault("sync-collection", .answer(.multistatus(gone("") + "<sync-token>s5</sync-token>")))],
            database: before("TEAM/ is not there")),
    ]

    private static func there(_ name: String, _ etag: String, status: Int? = nil) -> String {
        "<response><href>/alice/team/\(name)</href>" + (status.map { "<status>HTTP/1.1 \($0) -</status>" } ?? "")
            + "<propstat><prop><getetag>\(etag)</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></response>"
    }

    private static func gone(_ name: String) -> String {
        "<response><href>/alice/team/\(name)</href><status>HTTP/1.1 404 Not Found</status></response>"
    }

    private static let bomb: FakeAnswer = {
        let entities = (1...9).map { n in "<!ENTITY e\(n) \"\(String(repeating: "&e\(n - 1);", count: 10))\">" }
        return FakeAnswer(
            207,
            "<?xml version=\"1.0\"?><!DOCTYPE m [<!ENTITY e0 \"0123456789\">\(entities.joined())]>"
                + "<multistatus xmlns=\"DAV:\"><response><href>&e9;</href></response></multistatus>",
            headers: ["Content-Type": "application/xml"])
    }()

    @Test(arguments: shapes) func `says what it says, and no more`(_ shape: Case) async throws {
        let world = try await world()
        try await shape.play(in: world)
        try await world.expectRecovery()
    }

    @Test func `is asked for again from the same token when it carried none, and costs nothing more`() async throws {
        let world = try await world()
        world.fake.dial { $0.givesTokenInReply = false }
        try await world.run()
        _ = world.fake.takeRequests()
        try await world.run()
        world.expect(requests: Self.unread)
    }

    static let lists = ["PROPFIND /alice/", "sync-collection", "PROPFIND team/", "calendar-multiget"]

    /// The connection ends there, or all seems well.
    @Test(arguments: lists, [false, true])
    func `that is cut anywhere deletes nothing and hides nothing`(list: String, isFramed: Bool) async throws {
        for length in [0, 1, 37, 100, 240, 400, -300, -90, -16, -15, -1] {
            let world = try await world()
            if list.hasPrefix("PROPFIND team") { world.fake.forgetTokens() }
            world.fake.add(Fault(list, isFramed ? .shorten(to: length) : .cut(after: length)))
            try await world.run()
            let lines = try world.database().split(separator: "\n")
            #expect(lines.filter { $0.contains(" | ") && !$0.contains("| u4") }.count == 3, "cut after \(length)")
            #expect(!lines.contains { $0.contains("gone") || $0.contains("hidden") || $0.contains("deleted") })
            try await world.expectRecovery("cut after \(length)")
        }
    }
}
