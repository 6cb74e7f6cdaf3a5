// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 11: what others store while a sync is under way. The token must never run ahead of it.
@Suite struct `An event that is stored in the middle of a sync` {
    struct Moment: Sendable, CustomTestStringConvertible {
        let name: String
        let fault: @Sendable (FakeCalDAV) -> Fault
        /// After the run in which it happened.
        let database: String
        var testDescription: String { name }
    }

    @Sendable private static func store(_ fake: FakeCalDAV) {
        fake.store("late.ics", eventText(uid: "late", title: "Late"))
    }

    private static let whole = """
        account active
        calendar team s3 c3
        1.ics clean "1" | u1 Event 1
        2.ics clean "2" | u2 Event 2
        late.ics clean "3" | late Late
        journal created 3
        """

    static let first: [Moment] = [
        Moment(
            name: "after the token was read, before the list",
            fault: { fake in Fault("PROPFIND team/", .before { store(fake) }) },
            database: """
                account active
                calendar team s2 c2
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                late.ics clean "3" | late Late
                journal created 3
                """),
        Moment(
            name: "after the list was made, before its answer",
            fault: { fake in Fault("PROPFIND team/", .after { store(fake) }) },
            database: """
                account active
                calendar team s2 c2
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                journal created 2
                """),
        Moment(
            name: "while the texts are fetched",
            fault: { fake in Fault("calendar-multiget", .before { store(fake) }) },
            database: """
                account active
                calendar team s2 c2
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                journal created 2
                """),
        Moment(
            name: "after the texts were fetched",
            fault: { fake in Fault("calendar-multiget", .after { store(fake) }) },
            database: """
                account active
                calendar team s2 c2
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                journal created 2
                """),
    ]

    @Test(arguments: first) func `is not missed by the first sync and the one after it`(_ moment: Moment) async throws {
        let world = try FakeWorld(2)
        world.fake.add(moment.fault(world.fake))
        try await world.run()
        try world.expect(database: moment.database, "\(moment.name)")
        try await world.run()
        try world.expect(database: Self.whole, "\(moment.name)")
        try await world.expectRecovery()
    }

    private static let later = """
        account active
        calendar team s4 c4
        1.ics clean "3" | u1 Changed
        2.ics clean "2" | u2 Event 2
        late.ics clean "4" | late Late
        journal changed 1, created 3
        """

    static let next: [Moment] = [
        Moment(
            name: "after the poll, before the list of changes",
            fault: { fake in Fault("sync-collection", .before { store(fake) }) },
            database: later.replacing("c4", with: "c3")),
        Moment(
            name: "after the list of changes was made",
            fault: { fake in Fault("sync-collection", .after { store(fake) }) }, database: later),
        Moment(
            name: "while the text is fetched", fault: { fake in Fault("GET", .before { store(fake) }) }, database: later
        ),
    ]

    @Test(arguments: next) func `is not missed by a later sync`(_ moment: Moment) async throws {
        let world = try await FakeWorld.synced(2)
        world.fake.store("1.ics", eventText(uid: "u1", title: "Changed"))
        world.fake.add(moment.fault(world.fake))
        try await world.run()
        try await world.run()
        try world.expect(database: moment.database, "\(moment.name)")
        try await world.expectRecovery()
    }

    /// The same where only a ctag, or nothing at all, says that something has changed.
    @Test(arguments: [Dialect.Versions.ctag, .none])
    func `is not missed without tokens either`(_ versions: Dialect.Versions) async throws {
        for request in ["PROPFIND team/", "calendar-multiget"] {
            let world = try FakeWorld(2)
            world.fake.dial { $0.versions = versions }
            let fake = world.fake
            fake.add(Fault(request, .before { Self.store(fake) }))
            try await world.run()
            try await world.run()
            let objects = try world.database().split(separator: "\n").filter { $0.contains(" | ") }
            #expect(
                objects == [
                    "1.ics clean \"1\" | u1 Event 1", "2.ics clean \"2\" | u2 Event 2",
                    "late.ics clean \"3\" | late Late",
                ])
        }
    }

    /// The list of changes names it before its text is there, as with an index that lags behind. What was never here and
    /// is not found is dropped; the next comparison brings it.
    @Test func `comes with the next comparison when it is listed before it can be fetched`() async throws {
        let world = try await FakeWorld.synced(2)
        Self.store(world.fake)
        world.fake.add(.status("GET", 404, times: 2))
        try await world.run()
        try world.expect(
            database: """
                account active
                calendar team s3 c3
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                journal created 2
                """)
        try await world.expectRecovery()
    }
}
