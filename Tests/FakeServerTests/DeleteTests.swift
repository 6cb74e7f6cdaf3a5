// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 6: what servers say to a DELETE.
@Suite struct `A deletion that is sent` {
    private func world() async throws -> FakeWorld {
        let world = try await FakeWorld.synced(3)
        try world.delete("u1")
        return world
    }

    private static let done = """
        account active
        calendar team s4 c4
        2.ics clean "2" | u2 Event 2
        3.ics clean "3" | u3 Event 3
        journal confirmed 1, created 3, deleted 1
        """
    private static func waiting(_ edit: String) -> String {
        """
        account active
        calendar team s3 c3
        1.ics clean "1" | u1 deleted
        2.ics clean "2" | u2 Event 2
        3.ics clean "3" | u3 Event 3
        edit 1.ics delete \(edit)
        journal created 3, deleted 1
        """
    }
    private static let usual = [
        "PROPFIND /alice/", "DELETE team/1.ics", "PROPFIND /alice/", "sync-collection team/ s3",
    ]

    static let answers: [Case] = [
        Case(name: "204", requests: usual, database: done),
        Case(
            name: "200", faults: [Fault("DELETE", .answerAfterwards(FakeAnswer(200)))], requests: usual, database: done),
        Case(
            name: "404, gone already", faults: [Fault("DELETE", .answerAfterwards(FakeAnswer(404)))], requests: usual,
            database: done),
        Case(
            name: "410, gone already", faults: [Fault("DELETE", .answerAfterwards(FakeAnswer(410)))], requests: usual,
            database: done),
        Case(
            name: "403", faults: [.status("DELETE", 403)],
            database: waiting("parked tried 1: the server does not allow it")),
        Case(
            name: "405", faults: [.status("DELETE", 405)],
            database: waiting("parked tried 1: the server cannot do this (405)")),
        Case(
            name: "412 though nobody changed it", faults: [.status("DELETE", 412)],
            database: waiting(
                "parked tried 1: the server refuses this version of the item (412) though nobody else changed it")),
        Case(
            name: "423", faults: [.status("DELETE", 423)],
            database: waiting("queued tried 1 waits: it is locked on the server")),
        Case(
            name: "429", faults: [.status("DELETE", 429, ["Retry-After": "120"])],
            database: waiting("queued tried 1 waits: the server is busy (429)")),
        Case(
            name: "500, not carried out", faults: [.status("DELETE", 500)],
            database: waiting("sent tried 1 waits: TEAM/1.ics answered 500")),
        Case(
            name: "500, carried out", faults: [Fault("DELETE", .answerAfterwards(FakeAnswer(500)))],
            database: waiting("sent tried 1 waits: TEAM/1.ics answered 500")),
        Case(
            name: "the answer was lost", faults: [Fault("DELETE", .dropAfter)],
            database: waiting("sent tried 1 waits: the connection to HOST broke off before the answer was complete")),
        Case(
            name: "nothing arrived", faults: [Fault("DELETE", .dropBefore)],
            database: waiting("sent tried 1 waits: the connection to HOST broke off before the answer was complete")),
    ]

    @Test(arguments: answers) func `is done, or waits, and is never forgotten`(_ answer: Case) async throws {
        let world = try await world()
        try await answer.play(in: world)
        let isUnheard = try world.fake.text("1.ics") == nil && world.database().contains("edit")
        if try world.database().contains("parked") {
            // Only a new decision sends it again.
            world.advance(.seconds(7200))
            try await world.run()
            #expect(!world.fake.takeRequests().contains { $0.hasPrefix("DELETE") })
            try world.retry("u1")
        }
        try await world.expectRecovery()
        // What was found to be gone needs no answer that confirms it.
        let end = isUnheard ? Self.done.replacing("confirmed 1, ", with: "") : Self.done
        try world.expect(database: end, "\(answer.name)")
    }

    @Test func `waits longer and longer while the server is busy, and is never dropped`() async throws {
        let world = try await world()
        world.fake.add(.status("DELETE", 503, times: 100))
        var waits: [Int] = []
        for _ in 0..<12 {
            try await world.run()
            waits += try world.waits()
            world.advance(.seconds(7200))
        }
        #expect(waits.count == 12 && waits[0] <= 30 && waits[1] > 29 && waits[11] > 1799 && waits[11] <= 3600)
        try world.expect(database: Self.waiting("queued tried 12: the server is busy (503)"))
        try await world.expectRecovery()
        try world.expect(database: Self.done)
    }

    @Test func `gives way to an edit that was faster`() async throws {
        let world = try await world()
        world.fake.add(Fault("DELETE", .before { world.fake.store("1.ics", eventText(uid: "u1", title: "Theirs")) }))
        try await world.run()
        world.expect(requests: [
            "PROPFIND /alice/", "DELETE team/1.ics", "GET team/1.ics", "PROPFIND /alice/", "sync-collection team/ s3",
        ])
        try world.expect(
            database: """
                account active
                calendar team s4 c4
                1.ics clean "4" | u1 Theirs
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                conflict u1 remote edit kept over local deletion (merge)
                journal created 4, deleted 1
                """)
        try await world.expectRecovery()
        #expect(world.fake.text("1.ics")?.contains("Theirs") == true)
    }
}
