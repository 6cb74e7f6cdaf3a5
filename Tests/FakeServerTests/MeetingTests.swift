// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Planning
import Testing

/// PROTOCOL.md §6.3, 10: edits that meet edits.
@Suite struct `An edit that meets another` {
    /// What happens while the request is at the server, or before the run.
    struct Meeting: Sendable, CustomTestStringConvertible {
        let name: String
        var policy = ConflictPolicy.merge
        let happens: @Sendable (FakeWorld) throws -> Void
        let database: String
        var testDescription: String { name }
    }

    static let meetings: [Meeting] = [
        Meeting(
            name: "edited again while it was sent",
            happens: { world in
                try world.retitle("u1", "First")
                world.fake.add(Fault("PUT", .before { try? world.retitle("u1", "Second") }))
            },
            database: """
                account active
                calendar team s5 c5
                1.ics clean "5" | u1 Second
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal changed 2, confirmed 2, created 3
                """),
        Meeting(
            name: "edited again while its answer was on the way",
            happens: { world in
                try world.retitle("u1", "First")
                world.fake.add(Fault("PUT", .after { try? world.retitle("u1", "Second") }))
            },
            database: """
                account active
                calendar team s5 c5
                1.ics clean "5" | u1 Second
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal changed 2, confirmed 2, created 3
                """),
        Meeting(
            name: "deleted while it was sent",
            happens: { world in
                try world.retitle("u1", "First")
                world.fake.add(Fault("PUT", .after { try? world.delete("u1") }))
            },
            database: """
                account active
                calendar team s5 c5
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal changed 1, confirmed 2, created 3, deleted 1
                """),
        Meeting(
            name: "a new one edited while it was sent",
            happens: { world in
                try world.create("new", "First")
                world.fake.add(Fault("PUT", .after { try? world.retitle("new", "Second") }))
            },
            database: """
                account active
                calendar team s5 c5
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                new-new.ics clean "5" | new Second
                journal changed 1, confirmed 2, created 4
                """),
        Meeting(
            name: "a new one deleted while it was sent",
            happens: { world in
                try world.create("new", "First")
                world.fake.add(Fault("PUT", .after { try? world.delete("new") }))
            },
            database: """
                account active
                calendar team s5 c5
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal confirmed 2, created 4, deleted 1
                """),
        Meeting(
            name: "the same line edited on both sides",
            happens: { world in
                try world.retitle("u1", "Mine")
                world.fake.store("1.ics", eventText(uid: "u1", title: "Theirs"))
            },
            database: """
                account active
                calendar team s4 c4
                1.ics clean "4" | u1 Theirs
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                conflict u1 remote preferred (merge)
                journal changed 2, created 3
                """),
        Meeting(
            name: "the same line edited on both sides, local-wins", policy: .localWins,
            happens: { world in
                try world.retitle("u1", "Mine")
                world.fake.store("1.ics", eventText(uid: "u1", title: "Theirs"))
            },
            database: """
                account active
                calendar team s5 c5
                1.ics clean "5" | u1 Mine
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                conflict u1 local preferred (local-wins)
                journal changed 1, confirmed 1, created 3
                """),
        Meeting(
            name: "the same line edited on both sides, remote-wins", policy: .remoteWins,
            happens: { world in
                try world.retitle("u1", "Mine")
                world.fake.store("1.ics", eventText(uid: "u1", title: "Theirs"))
            },
            database: """
                account active
                calendar team s4 c4
                1.ics clean "4" | u1 Theirs
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                conflict u1 remote preferred (remote-wins)
                journal changed 2, created 3
                """),
        Meeting(
            name: "the same line edited on both sides, keep-both", policy: .keepBoth,
            happens: { world in
                try world.retitle("u1", "Mine")
                world.fake.store("1.ics", eventText(uid: "u1", title: "Theirs"))
            },
            database: """
                account active
                calendar team s5 c5
                1.ics clean "4" | u1 Theirs
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                NEW.ics clean "5" | NEW Mine
                conflict u1 both kept (keep-both)
                journal changed 2, confirmed 1, created 4
                """),
        Meeting(
            name: "the same edit on both sides",
            happens: { world in
                try world.retitle("u1", "Agreed")
                world.fake.store("1.ics", eventText(uid: "u1", title: "Agreed"))
            },
            database: """
                account active
                calendar team s4 c4
                1.ics clean "4" | u1 Agreed
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal changed 1, created 3
                """),
        Meeting(
            name: "deleted here, edited there",
            happens: { world in
                try world.delete("u1")
                world.fake.store("1.ics", eventText(uid: "u1", title: "Theirs"))
            },
            database: """
                account active
                calendar team s4 c4
                1.ics clean "4" | u1 Theirs
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                conflict u1 remote edit kept over local deletion (merge)
                journal created 4, deleted 1
                """),
        Meeting(
            name: "edited here, deleted there",
            happens: { world in
                try world.retitle("u1", "Mine")
                world.fake.remove("1.ics")
            },
            database: """
                account active
                calendar team s5 c5
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                NEW.ics clean "5" | u1 Mine
                conflict u1 local edit kept over remote deletion (merge)
                journal changed 1, confirmed 1, created 3
                """),
        Meeting(
            name: "deleted on both sides",
            happens: { world in
                try world.delete("u1")
                world.fake.remove("1.ics")
            },
            database: """
                account active
                calendar team s4 c4
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal created 3, deleted 1
                """),
        Meeting(
            name: "only respelled there",
            happens: { world in
                try world.retitle("u1", "Mine")
                let respelled = eventText(uid: "u1", title: "Event 1").replacing("DTSTAMP:2026", with: "DTSTAMP:2025")
                world.fake.store("1.ics", respelled)
            },
            database: """
                account active
                calendar team s5 c5
                1.ics clean "5" | u1 Mine
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal changed 1, confirmed 1, created 3
                """),
    ]

    @Test(arguments: meetings) func `ends as the policy says`(_ meeting: Meeting) async throws {
        let world = try await FakeWorld.synced(3, conflict: meeting.policy)
        try meeting.happens(world)
        try await world.run()
        try world.expect(database: meeting.database, "\(meeting.name)")
        try await world.expectRecovery("\(meeting.name)")
    }

    // Different lines edited on both sides: with the merge by properties. Moves with a crash between their steps: with
    // moves. Both have their places here.
}
