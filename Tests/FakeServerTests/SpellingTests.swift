// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 3: one name in many spellings.
@Suite struct `An href in another spelling` {
    private static let names = ["a@b.ics", "a+b.ics", "a b.ics", "a:b.ics", "a(b),c.ics", "100%.ics", "\u{e9}.ics"]

    struct Spellings: Sendable, CustomTestStringConvertible {
        let list: Dialect.Spelling
        let multiget: Dialect.Spelling
        var testDescription: String { "listed \(list), fetched \(multiget)" }
    }

    private static let all: [Dialect.Spelling] = [.plain, .encoded, .twice, .composed, .decomposed, .open]
    static let pairs = all.flatMap { list in all.map { Spellings(list: list, multiget: $0) } }

    private func world(_ spellings: Spellings) async throws -> FakeWorld {
        let world = try FakeWorld()
        for (number, name) in Self.names.enumerated() {
            world.fake.store(name, eventText(uid: "u\(number)", title: "Event \(number)"))
        }
        world.fake.dial {
            $0.spelling = spellings.list
            $0.multigetSpelling = spellings.multiget
        }
        try await world.run()
        return world
    }

    @Test(arguments: pairs) func `is the same object`(_ spellings: Spellings) async throws {
        let world = try await world(spellings)
        let objects = try world.database().split(separator: "\n").filter { $0.contains(" | ") }
        #expect(objects.count == Self.names.count)
        #expect(objects.allSatisfy { $0.contains(" clean \"") && !$0.contains("lost") }, "\(objects)")
        // Edits and deletions reach it too.
        try world.retitle("u0", "Mine")
        try world.delete("u1")
        for number in 2..<Self.names.count {
            world.fake.store(Self.names[number], eventText(uid: "u\(number)", title: "Theirs"))
        }
        try await world.run()
        #expect(world.fake.texts().count == Self.names.count - 1)
        #expect(world.fake.text("a@b.ics")?.contains("SUMMARY:Mine") == true)
        let titles = try world.database().split(separator: "\n").filter { $0.hasSuffix(" Theirs") }
        #expect(titles.count == Self.names.count - 2, "\(titles)")
    }

    @Test func `is exactly this in the database`() async throws {
        let world = try await world(Spellings(list: .encoded, multiget: .open))
        try world.expect(
            database: """
                account active
                calendar team s7 c7
                %C3%A9.ics clean "7" | u6 Event 6
                100%25.ics clean "6" | u5 Event 5
                a%20b.ics clean "3" | u2 Event 2
                a%28b%29%2Cc.ics clean "5" | u4 Event 4
                a%2Bb.ics clean "2" | u1 Event 1
                a%3Ab.ics clean "4" | u3 Event 3
                a@b.ics clean "1" | u0 Event 0
                journal created 7
                """)
    }

    @Test func `with the server's own origin in front is the same object`() async throws {
        let world = try await FakeWorld.synced(2)
        let origin = String(world.fake.url.dropLast())
        world.fake.dial { $0.origin = origin }
        world.fake.store("1.ics", eventText(uid: "u1", title: "Changed"))
        world.fake.store("3.ics", eventText(uid: "u3", title: "New"))
        try await world.run()
        world.expect(requests: ["PROPFIND /alice/", "sync-collection team/ s2", "calendar-multiget team/ 2"])
        try world.expect(
            database: """
                account active
                calendar team s4 c4
                1.ics clean "3" | u1 Changed
                2.ics clean "2" | u2 Event 2
                3.ics clean "4" | u3 New
                journal changed 1, created 3
                """)
        world.fake.forgetTokens()
        try await world.run()
        world.expect(requests: ["PROPFIND /alice/", "sync-collection team/ s4", "PROPFIND team/"])
        try world.expect(
            database: """
                account active
                calendar team s5 c5
                1.ics clean "3" | u1 Changed
                2.ics clean "2" | u2 Event 2
                3.ics clean "4" | u3 New
                journal changed 1, created 3
                """)
    }

    @Test func `with another origin in front leaves the token where it is, since its changes cannot be read`()
        async throws
    {
        let world = try await FakeWorld.synced(3)
        world.fake.dial { $0.origin = "http://inside.example:8080" }
        world.fake.store("1.ics", eventText(uid: "u1", title: "Changed"))
        try await world.run()
        try world.expect(
            database: """
                account active
                calendar team s3 c3: TEAM/ gives its events under another host's name: the server, or the proxy in front of \
                it, has to know the name that the account's url has
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal created 3
                """)
        try await world.expectRecovery()
    }

    @Test func `with another origin in front is no evidence of anything`() async throws {
        let world = try await FakeWorld.synced(3)
        world.fake.dial { $0.origin = "http://inside.example:8080" }
        world.fake.store("1.ics", eventText(uid: "u1", title: "Changed"))
        world.fake.forgetTokens()
        try await world.run()
        world.expect(requests: ["PROPFIND /alice/", "sync-collection team/ s3", "PROPFIND team/"])
        try world.expect(
            database: """
                account active
                calendar team s3 c3: TEAM/ does not give a complete list of its events
                1.ics clean "1" | u1 Event 1
                2.ics clean "2" | u2 Event 2
                3.ics clean "3" | u3 Event 3
                journal created 3
                """)
        try await world.expectRecovery()
    }
}
