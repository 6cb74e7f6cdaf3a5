// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 5: the server has the last word on names, and one UID stands once.
@Suite struct `A new event whose name or UID the server decides` {
    private func world() async throws -> FakeWorld {
        let world = try await FakeWorld.synced(1)
        try world.create("new", "Made here")
        return world
    }

    /// The server's name counts from the first answer on, or from the first list that shows it.
    static let otherNames: [Case] = [
        Case(
            name: "another Location",
            dialect: {
                $0.location = "/alice/team/theirs.ics"
                $0.storesAs = "theirs.ics"
            },
            database: """
                account active
                calendar team s2 c2
                1.ics clean "1" | u1 Event 1
                theirs.ics clean "2" | new Made here
                journal confirmed 1, created 2
                """),
        Case(
            name: "another name, without a Location", dialect: { $0.storesAs = "theirs.ics" },
            database: """
                account active
                calendar team s2 c2
                1.ics clean "1" | u1 Event 1
                theirs.ics clean "2" | new Made here
                journal confirmed 1, created 2
                """),
    ]

    @Test(arguments: otherNames) func `is one object under the name that the server chose`(
        _ answer: Case
    ) async throws {
        let world = try await world()
        try await answer.play(in: world)
        try await world.expectRecovery()
        let database = try world.database()
        #expect(database.split(separator: "\n").count { $0.contains("| new") } == 1, "\(database)")
    }

    private static let linked = """
        account active
        calendar team s2 c2
        1.ics clean "1" | u1 Event 1
        theirs.ics clean "2" | new Theirs
        conflict new remote preferred (merge)
        journal changed 1, created 2
        """

    static let conflicts: [Case] = [
        Case(
            name: "409 no-uid-conflict", dialect: { $0.uidConflict = .condition(409, "C:no-uid-conflict") },
            database: linked),
        Case(
            name: "403 no-uid-conflict with its href",
            dialect: { $0.uidConflict = .conditionWithHref(403, "C:no-uid-conflict") },
            database: linked),
        Case(
            name: "412 no-uid-conflict", dialect: { $0.uidConflict = .condition(412, "C:no-uid-conflict") },
            database: linked),
        Case(
            name: "403 unique-scheduling-object-resource with its href",
            dialect: { $0.uidConflict = .conditionWithHref(403, "C:unique-scheduling-object-resource") },
            database: linked),
        Case(
            name: "400 and a sentence", dialect: { $0.uidConflict = .sentence },
            database: linked),
    ]

    @Test(arguments: conflicts) func `is the same as one with its UID that stands there under another name`(
        _ conflict: Case
    ) async throws {
        let world = try await world()
        world.fake.add(
            Fault("PUT", .before { world.fake.store("theirs.ics", eventText(uid: "new", title: "Theirs")) }))
        try await conflict.play(in: world)
        try await world.expectRecovery()
        #expect(world.fake.texts().count == 2)
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
