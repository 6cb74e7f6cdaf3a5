// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Testing

/// PROTOCOL.md §6.3, 8: redirects keep the body, and never take the password or a cookie anywhere.
@Suite struct `A redirect in a sync` {
    private static let moved = [301, 302, 307, 308]

    @Test(arguments: moved) func `is followed with method, depth and body`(status: Int) async throws {
        let world = try FakeWorld(1)
        world.fake.add(
            Fault("PROPFIND:0 /", .answer(.redirect(status, to: "/dav"))),
            Fault("PROPFIND:0 /dav", .answer(.redirect(status, to: "\(world.fake.url)principals/alice/"))))
        try await world.run()
        let asked = world.fake.log.prefix(3)
        #expect(asked.map(\.path) == ["/", "/dav", "/principals/alice/"])
        #expect(Set(asked.map(\.method)) == ["PROPFIND"] && Set(asked.map { $0.headers["depth"] }) == ["0"])
        #expect(Set(asked.map(\.body)).count == 1 && asked.first?.body.contains("<propfind") == true)
        #expect(asked.allSatisfy { $0.hasAuthorization })
        try world.expect(
            database: """
                account active
                calendar team s1 c1
                1.ics clean "1" | u1 Event 1
                journal created 1
                """)
    }

    @Test func `is none when it says See Other`() async throws {
        let world = try FakeWorld(1)
        world.fake.add(
            Fault("PROPFIND", .answer(.redirect(303, to: "\(world.fake.url)principals/alice/")), times: 10))
        try await world.run()
        #expect(!world.fake.log.contains { $0.path == "/principals/alice/" })
        try world.expect(
            database: """
                account active: no calendars were found at HOST/: HOST/ has moved (303): write the address that the server's documentation gives for CalDAV into the account's url
                """)
        try await world.expectRecovery()
    }

    struct Elsewhere: Sendable, CustomTestStringConvertible {
        let request: String
        let isFirstSync: Bool
        var testDescription: String { request }
    }

    static let elsewhere = [
        Elsewhere(request: "PROPFIND:0 /", isFirstSync: true),
        Elsewhere(request: "PROPFIND:0 /principals/alice/", isFirstSync: true),
        Elsewhere(request: "PROPFIND /alice/", isFirstSync: false),
        Elsewhere(request: "sync-collection", isFirstSync: false),
        Elsewhere(request: "PROPFIND team/", isFirstSync: false),
        Elsewhere(request: "GET", isFirstSync: false),
        Elsewhere(request: "PUT", isFirstSync: false),
        Elsewhere(request: "DELETE", isFirstSync: false),
    ]

    @Test(arguments: elsewhere, moved)
    func `to another host takes no request there, and so no password`(_ place: Elsewhere, status: Int) async throws {
        let world = place.isFirstSync ? try FakeWorld(3) : try await FakeWorld.synced(3)
        let other = try world.fake.addHost()
        if !place.isFirstSync {
            if place.request == "PROPFIND team/" { world.fake.forgetTokens() }
            world.fake.store("1.ics", eventText(uid: "u1", title: "Theirs"))
            try world.retitle("u2", "Mine")
            try world.delete("u3")
        }
        world.fake.add(Fault(place.request, .answer(.redirect(status, to: other + "alice/team/")), times: 20))
        try await world.run()
        #expect(world.fake.log.contains { $0.line.hasPrefix(place.request) })
        #expect(world.fake.log.allSatisfy { $0.host == 0 })
        let database = try world.database()
        #expect(!database.contains("gone"), "\(database)")
        try await world.expectRecovery()
    }

    @Test func `to a host that the settings allow may have the password`() async throws {
        let fake = try FakeCalDAV()
        let other = try fake.addHost()
        let world = try FakeWorld(1, allowedHosts: [String(other.dropFirst(7).dropLast())], fake: fake)
        fake.add(Fault("PROPFIND:0 /", .answer(.redirect(302, to: other))))
        try await world.run()
        #expect(fake.log.prefix(2).map(\.host) == [0, 1])
        #expect(fake.log.allSatisfy { $0.hasAuthorization })
        let database = try world.database()
        #expect(database.contains("u1 Event 1"))
    }

    @Test func `in a circle ends after five`() async throws {
        let world = try FakeWorld(1)
        world.fake.add(
            Fault("PROPFIND:0 /a", .answer(.redirect(302, to: "/")), times: 100),
            Fault("PROPFIND:0 /", .answer(.redirect(302, to: "/a")), times: 100))
        try await world.run()
        let circle = (0..<6).map { $0 % 2 == 0 ? "PROPFIND:0 /" : "PROPFIND:0 /a" }
        world.expect(requests: circle + ["PROPFIND:0 /.well-known/caldav"] + circle.dropFirst())
        try world.expect(
            database: """
                account active: no calendars were found at HOST/: 127.0.0.1 redirects in circles: \
                write the address that the server's documentation gives for CalDAV into the account's url
                """)
        try await world.expectRecovery()
    }

    /// The calendars of another host are none of ours, whatever the home set says.
    @Test func `by the home set to another host asks nothing there`() async throws {
        let world = try FakeWorld(1)
        let other = try world.fake.addHost()
        world.fake.dial { $0.homes = [other + "alice/"] }
        try await world.run()
        #expect(world.fake.log.allSatisfy { $0.host == 0 })
        let problem = try world.database().replacing(/127\.0\.0\.1:[0-9]+/, with: "OTHER")
        #expect(
            problem == """
                account active: 127.0.0.1 sends us to OTHER, which may not be given the password: \
                if that is right, add allowed_hosts = ["127.0.0.1"] to the account
                """)
        try await world.expectRecovery()
    }

    @Test func `of the home set to another path is a reason to discover again`() async throws {
        let world = try await FakeWorld.synced(1)
        world.fake.add(Fault("PROPFIND /alice/", .answer(.redirect(301, to: "/bob/"))))
        try await world.run()
        world.expect(requests: [
            "PROPFIND /alice/", "PROPFIND:0 /", "PROPFIND:0 /principals/alice/", "PROPFIND /alice/",
        ])
        try world.expect(
            database: """
                account active
                calendar team s1 c1
                1.ics clean "1" | u1 Event 1
                journal created 1
                """)
    }

    @Test func `and a cookie are two things that never meet`() async throws {
        let fake = try FakeCalDAV()
        let other = try fake.addHost()
        let world = try FakeWorld(2, allowedHosts: [String(other.dropFirst(7).dropLast())], fake: fake)
        fake.dial { $0.setsCookies = true }
        fake.add(Fault("PROPFIND:0 /", .answer(.redirect(302, to: other))))
        try await world.run()
        try world.retitle("u1", "Mine")
        try await world.run()
        #expect(fake.log.count > 8 && fake.log.allSatisfy { !$0.hasCookie })
    }

    @Test func `is followed only with the account's own password`() async throws {
        let world = try FakeWorld(1)
        world.fake.dial { $0.password = "another" }
        try await world.run()
        world.expect(requests: ["PROPFIND:0 /"])
        try world.expect(
            database: """
                account active: HOST refuses the username or password: correct the account's username or password, then type: almanac reload
                """)
        try await world.expectRecovery()
    }
}
