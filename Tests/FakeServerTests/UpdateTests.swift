// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 5: what servers say to a PUT of something that stands there.
@Suite struct `A changed event that is sent` {
    private func world() async throws -> FakeWorld {
        let world = try await FakeWorld.synced(2)
        try world.retitle("u1", "Mine")
        return world
    }

    private static let taken = """
        account active
        calendar team s3 c3
        1.ics clean "3" | u1 Mine
        2.ics clean "2" | u2 Event 2
        journal changed 1, confirmed 1, created 2
        """
    private static let usual = [
        "PROPFIND /alice/", "PUT team/1.ics", "PROPFIND /alice/", "sync-collection team/ s2", "GET team/1.ics",
    ]
    private static func waiting(_ edit: String, journal: String = "changed 1, created 2") -> String {
        """
        account active
        calendar team s2 c2
        1.ics clean "1" | u1 Mine dirty
        2.ics clean "2" | u2 Event 2
        edit 1.ics update \(edit)
        journal \(journal)
        """
    }

    static let successes: [Case] = [
        Case(name: "204", requests: usual, database: taken),
        Case(name: "201", dialect: { $0.writeStatus = 201 }, requests: usual, database: taken),
        Case(name: "207", dialect: { $0.writeStatus = 207 }, requests: usual, database: taken),
        Case(name: "no ETag", dialect: { $0.writtenTag = .none }, requests: usual, database: taken),
        Case(name: "a weak ETag", dialect: { $0.writtenTag = .weak }, requests: usual, database: taken),
        Case(
            name: "an ETag that nothing else gives", dialect: { $0.writtenTag = .other }, requests: usual,
            database: taken),
        Case(
            name: "another text than was sent", dialect: { $0.rewrites = true }, requests: usual,
            database: taken.replacing("changed 1", with: "changed 2")),
    ]

    @Test(arguments: successes) func `is taken, and read back`(_ answer: Case) async throws {
        let world = try await world()
        try await answer.play(in: world)
        try await world.expectRecovery()
        world.fake.takeRequests().forEach { #expect(!$0.hasPrefix("PUT")) }
    }

    @Test func `goes under the strong tag when GET alone carries what compression appends`() async throws {
        let world = try await FakeWorld.synced(1) { $0.getSuffix = "-gzip" }
        try world.expect(
            database: """
                account active
                calendar team s1 c1
                1.ics clean "1-gzip" | u1 Event 1
                journal created 1
                """)
        try world.retitle("u1", "Mine")
        try await world.run()
        #expect(world.fake.log.filter { $0.method == "PUT" }.map { $0.headers["if-match"] } == ["\"1-gzip\"", "\"1\""])
        world.expect(
            requests: [
                "PROPFIND /alice/", "PUT team/1.ics", "PUT team/1.ics", "PROPFIND /alice/",
                "sync-collection team/ s1", "GET team/1.ics",
            ])
        try world.expect(
            database: """
                account active
                calendar team s2 c2
                1.ics clean "2-gzip" | u1 Mine
                journal changed 1, confirmed 1, created 1
                """)
        try await world.run()
        world.expect(requests: ["PROPFIND /alice/"])
        try await world.expectRecovery()
    }

    static let refusals: [Case] = [
        Case(
            name: "403", faults: [.status("PUT", 403)],
            database: waiting("parked tried 1: the server does not allow it")),
        Case(
            name: "403 with the condition of an attendee",
            faults: [Fault("PUT", .answer(.refused(403, "C:allowed-attendee-scheduling-object-change")))],
            database: waiting(
                "parked tried 1: the server does not allow it (allowed-attendee-scheduling-object-change)")),
        Case(
            name: "412 though nobody else changed it", faults: [.status("PUT", 412)],
            database: waiting(
                "parked tried 1: the server refuses this version of the item (412) though nobody else changed it")),
        Case(
            name: "412 with a precondition", faults: [Fault("PUT", .answer(.refused(412, "C:max-resource-size")))],
            database: waiting("parked tried 1: it is too large for the server")),
        Case(
            name: "507", faults: [.status("PUT", 507)],
            database: waiting("parked tried 1: the server has no room for it")),
        Case(
            name: "413", faults: [.status("PUT", 413)],
            database: waiting("parked tried 1: it is too large for the server")),
    ]

    @Test(arguments: refusals) func `stays here when it is refused, and is not sent again`(
        _ refusal: Case
    ) async throws {
        let world = try await world()
        try await refusal.play(in: world)
        world.advance(.seconds(7200))
        try await world.run()
        #expect(!world.fake.takeRequests().contains { $0.hasPrefix("PUT") })
        world.fake.endTrouble()
        try world.retitle("u1", "Mine again")
        try await world.expectRecovery()
        #expect(world.fake.text("1.ics")?.contains("SUMMARY:Mine again") == true)
    }

    static let losses: [Case] = [
        Case(
            name: "nothing arrived", faults: [Fault("PUT", .dropBefore)],
            database: waiting("sent tried 1 waits: the connection to HOST broke off before the answer was complete")),
        Case(
            name: "the answer was lost", faults: [Fault("PUT", .dropAfter)],
            database: waiting("sent tried 1 waits: the connection to HOST broke off before the answer was complete")),
        Case(
            name: "502, carried out", faults: [Fault("PUT", .answerAfterwards(FakeAnswer(502)))],
            database: waiting("sent tried 1 waits: TEAM/1.ics answered 502")),
        Case(
            name: "502, not carried out", faults: [.status("PUT", 502)],
            database: waiting("sent tried 1 waits: TEAM/1.ics answered 502")),
    ]

    @Test(arguments: losses) func `is looked for when its answer is lost`(_ loss: Case) async throws {
        let world = try await world()
        try await loss.play(in: world)
        let wasThere = world.fake.text("1.ics")?.contains("Mine") == true
        try await world.expectRecovery()
        #expect(world.fake.takeRequests().count { $0.hasPrefix("PUT") } == (wasThere ? 0 : 1))
        let end = wasThere ? Self.taken.replacing("confirmed 1, ", with: "") : Self.taken
        try world.expect(database: end, "\(loss.name)")
    }

    @Test func `meets an edit that was faster`() async throws {
        let world = try await world()
        world.fake.add(Fault("PUT", .before { world.fake.store("1.ics", eventText(uid: "u1", title: "Theirs")) }))
        try await world.run()
        world.expect(requests: [
            "PROPFIND /alice/", "PUT team/1.ics", "GET team/1.ics", "PROPFIND /alice/", "sync-collection team/ s2",
        ])
        try world.expect(
            database: """
                account active
                calendar team s3 c3
                1.ics clean "3" | u1 Theirs
                2.ics clean "2" | u2 Event 2
                conflict u1 remote preferred (merge)
                journal changed 2, created 2
                """)
        try await world.expectRecovery()
    }

    @Test func `is kept as a new object when the old one went meanwhile`() async throws {
        let world = try await world()
        world.fake.add(Fault("PUT", .before { world.fake.remove("1.ics") }))
        try await world.run()
        try world.expect(
            database: """
                account active
                calendar team s4 c4
                2.ics clean "2" | u2 Event 2
                NEW.ics clean "4" | u1 Mine
                conflict u1 local edit kept over remote deletion (merge)
                journal changed 1, confirmed 1, created 2
                """)
        try await world.expectRecovery()
        #expect(world.fake.texts().values.contains { $0.contains("SUMMARY:Mine") })
        #expect(world.fake.texts().count == 2)
        try world.expect(
            database: """
                account active
                calendar team s4 c4
                2.ics clean "2" | u2 Event 2
                NEW.ics clean "4" | u1 Mine
                conflict u1 local edit kept over remote deletion (merge)
                journal changed 1, confirmed 1, created 2
                """)
    }
}
