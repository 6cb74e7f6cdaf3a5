// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 5: what servers say to a PUT, and what they mean.
@Suite struct `A new event that is sent` {
    private func world() async throws -> FakeWorld {
        let world = try await FakeWorld.synced(1)
        try world.create("new", "Made here")
        return world
    }

    private static let taken = """
        account active
        calendar team s2 c2
        1.ics clean "1" | u1 Event 1
        new-new.ics clean "2" | new Made here
        journal confirmed 1, created 2
        """
    private static let usual = [
        "PROPFIND /alice/", "PUT team/new-new.ics", "PROPFIND /alice/", "sync-collection team/ s1",
        "GET team/new-new.ics",
    ]

    static let successes: [Case] = [
        Case(name: "201", requests: usual, database: taken),
        Case(name: "204", dialect: { $0.writeStatus = 204 }, requests: usual, database: taken),
        Case(name: "200", dialect: { $0.writeStatus = 200 }, requests: usual, database: taken),
        Case(name: "207", dialect: { $0.writeStatus = 207 }, requests: usual, database: taken),
        Case(name: "no ETag", dialect: { $0.writtenTag = .none }, requests: usual, database: taken),
        Case(name: "a weak ETag", dialect: { $0.writtenTag = .weak }, requests: usual, database: taken),
        Case(
            name: "an ETag that nothing else gives", dialect: { $0.writtenTag = .other }, requests: usual,
            database: taken),
        Case(
            name: "its own Location", dialect: { $0.location = "/alice/team/new-new.ics" }, requests: usual,
            database: taken),
        Case(name: "a relative Location", dialect: { $0.location = "new-new.ics" }, requests: usual, database: taken),
        Case(
            name: "another text than was sent", dialect: { $0.rewrites = true }, requests: usual,
            database: taken.replacing("journal", with: "journal changed 1,")),
        Case(
            name: "another ETag from GET", dialect: { $0.getSuffix = "-gzip" },
            database: """
                account active
                calendar team s2 c2
                1.ics clean "1" | u1 Event 1
                new-new.ics clean "2-gzip" | new Made here
                journal confirmed 1, created 2
                """),
    ]

    @Test(arguments: successes) func `is taken, and read back`(_ answer: Case) async throws {
        let world = try await world()
        try await answer.play(in: world)
        #expect(world.fake.texts().count == 2)
        try await world.expectRecovery()
        #expect(world.fake.texts().count == 2)
        #expect(try world.database().contains("new Made here"))
    }

    static let refusals: [Case] = [
        Case(name: "403", faults: [.status("PUT", 403)], database: refused("the server does not allow it")),
        Case(name: "413", faults: [.status("PUT", 413)], database: refused("it is too large for the server")),
        Case(name: "415", faults: [.status("PUT", 415)], database: refused("the server does not take this text (415)")),
        Case(name: "400", faults: [.status("PUT", 400)], database: refused("the server does not take this text (400)")),
        Case(name: "507", faults: [.status("PUT", 507)], database: refused("the server has no room for it")),
        Case(
            name: "403 with max-resource-size", faults: [Fault("PUT", .answer(.refused(403, "C:max-resource-size")))],
            database: refused("it is too large for the server")),
        Case(
            name: "412 though nothing stands there", faults: [.status("PUT", 412)],
            database: refused("the server refuses this item (412) though nothing stands in its place")),
        Case(
            name: "412 with a precondition",
            faults: [Fault("PUT", .answer(.refused(412, "C:valid-calendar-data")))],
            database: refused("the server does not take this text (valid-calendar-data)")),
    ]

    private static func refused(_ reason: String) -> String {
        """
        account active
        calendar team s1 c1
        1.ics clean "1" | u1 Event 1
        new-new.ics clean - | new Made here dirty
        edit new-new.ics create parked tried 1: \(reason)
        journal created 2
        """
    }

    @Test(arguments: refusals) func `stays here when it is refused, and is not sent again`(_ refusal: Case) async throws
    {
        let world = try await world()
        try await refusal.play(in: world)
        #expect(world.fake.texts().count == 1)
        world.advance(.seconds(86_000))
        try await world.run()
        #expect(!world.fake.takeRequests().contains { $0.hasPrefix("PUT") })
        // A new edit is another matter.
        world.fake.endTrouble()
        try world.retitle("new", "Changed")
        try await world.expectRecovery()
        #expect(world.fake.texts().count == 2)
    }

    struct Delay: Sendable, CustomTestStringConvertible {
        let status: Int
        let headers: [String: String]
        let waits: ClosedRange<Int>
        var testDescription: String { "\(status) \(headers)" }
    }

    static let delays = [
        Delay(status: 423, headers: [:], waits: 15...30),
        Delay(status: 425, headers: [:], waits: 15...30),
        Delay(status: 429, headers: [:], waits: 15...30),
        Delay(status: 503, headers: [:], waits: 15...30),
        Delay(status: 429, headers: ["Retry-After": "90"], waits: 90...90),
        Delay(status: 503, headers: ["Retry-After": "0"], waits: 60...60),
        Delay(status: 503, headers: ["Retry-After": "1000000000"], waits: 7200...7200),
        Delay(status: 503, headers: ["Retry-After": "99999999999999999999"], waits: 7200...7200),
        Delay(status: 503, headers: ["Retry-After": "soon"], waits: 15...30),
        Delay(
            status: 429,
            headers: ["Date": "Thu, 01 Jan 2026 00:10:00 GMT", "Retry-After": "Thu, 01 Jan 2026 00:00:00 GMT"],
            waits: 60...60),
        Delay(
            status: 429,
            headers: ["Date": "Thu, 01 Jan 2026 00:00:00 GMT", "Retry-After": "Thu, 01 Jan 2026 00:10:00 GMT"],
            waits: 600...600),
        Delay(status: 503, headers: ["Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"], waits: 60...60),
    ]

    @Test(arguments: delays) func `waits as long as it is told, and no longer than two hours`(_ delay: Delay)
        async throws
    {
        let world = try await world()
        world.fake.makeCalendar("other")
        world.fake.store("o.ics", eventText(uid: "o", title: "Other"), in: "other")
        world.fake.add(.status("PUT team", delay.status, delay.headers))
        try await world.run()
        let waits = try world.waits()
        #expect(waits.count == 1 && delay.waits.contains(waits[0]), "\(waits)")
        #expect(world.fake.takeRequests().count { $0.hasPrefix("PUT") } == 1)
        let database = try world.database()
        #expect(database.contains("edit new-new.ics create queued tried 1 waits: "), "\(database)")
        #expect(database.contains("o Other"), "the other calendar goes on")
        world.advance(.seconds(delay.waits.lowerBound - 2))
        if delay.waits.count == 1 {
            try await world.run()
            #expect(!world.fake.takeRequests().contains { $0.hasPrefix("PUT") })
        }
        world.advance(.seconds(20))
        try await world.run()
        try world.expect(
            database: """
                account active
                calendar other s2 c2
                calendar team s3 c3
                /alice/other/o.ics clean "2" | o Other
                1.ics clean "1" | u1 Event 1
                new-new.ics clean "3" | new Made here
                journal confirmed 1, created 3
                """)
    }

    static let losses: [Case] = [
        Case(
            name: "nothing arrived", faults: [Fault("PUT", .dropBefore)],
            database: lost("the connection to HOST broke off before the answer was complete")),
        Case(
            name: "the answer was lost", faults: [Fault("PUT", .dropAfter)],
            database: lost("the connection to HOST broke off before the answer was complete", there: true)),
        Case(
            name: "500, carried out", faults: [Fault("PUT", .answerAfterwards(FakeAnswer(500)))],
            database: lost("TEAM/new-new.ics answered 500", there: true)),
        Case(
            name: "500, not carried out", faults: [.status("PUT", 500)],
            database: lost("TEAM/new-new.ics answered 500")),
        Case(
            name: "504, carried out", faults: [Fault("PUT", .answerAfterwards(FakeAnswer(504)))],
            database: lost("TEAM/new-new.ics answered 504", there: true)),
        Case(
            name: "a login page, carried out", faults: [Fault("PUT", .answerAfterwards(.page(200)))],
            database: """
                account active: TEAM/new-new.ics answered with a web page (200): log in to this network if it asks for that; else check the account's url
                calendar team s1 c1
                1.ics clean "1" | u1 Event 1
                new-new.ics clean - | new Made here dirty
                edit new-new.ics create sent tried 1 waits: TEAM/new-new.ics answered with a web page (200)
                journal created 2
                """),
    ]

    private static func lost(_ reason: String, there: Bool = false) -> String {
        """
        account active
        calendar team s1 c1
        1.ics clean "1" | u1 Event 1
        new-new.ics clean - | new Made here dirty
        edit new-new.ics create sent tried 1 waits: \(reason)
        journal created 2
        """
    }

    @Test(arguments: losses) func `is looked for when its answer is lost, and never sent twice`(_ loss: Case)
        async throws
    {
        let world = try await world()
        try await loss.play(in: world)
        let wasThere = world.fake.texts().count == 2
        try await world.expectRecovery()
        let requests = world.fake.takeRequests()
        #expect(requests.count { $0.hasPrefix("PUT") } == (wasThere ? 0 : 1), "\(requests)")
        #expect(world.fake.texts().count == 2)
        // What was found there was ours; there was no answer that confirmed it.
        let end = wasThere ? Self.taken.replacing("confirmed 1, ", with: "") : Self.taken
        try world.expect(database: end, "\(loss.name)")
    }

    @Test func `gives way to somebody else's that took its name`() async throws {
        let world = try await world()
        world.fake.add(
            Fault("PUT", .before { world.fake.store("new-new.ics", eventText(uid: "theirs", title: "Theirs")) }))
        try await world.run()
        try world.expect(
            database: """
                account active
                calendar team s3 c3
                1.ics clean "1" | u1 Event 1
                NEW.ics clean "3" | new Made here
                new-new.ics clean "2" | theirs Theirs
                journal confirmed 1, created 3
                """)
        try await world.expectRecovery()
        #expect(world.fake.texts().count == 3)
    }
}
