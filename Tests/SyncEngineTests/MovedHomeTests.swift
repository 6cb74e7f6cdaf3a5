// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import MemoryCalendars
import RemoteCalendars
import Synchronization
import Testing

@testable import SyncEngine

/// A server of a pool: the same calendars under the same paths, now on one host and then on another.
private final class PooledServer: CalendarServer {
    struct State: Sendable {
        /// Of the server that has the data now.
        var host = "https://p1.example.org"
        /// What a request to another host gets.
        var failure = RemoteError.Kind.unknownHost
        var principalPath = "/alice/"
        var putHrefs: [String] = []
        var discoveries = 0
    }
    let state = Mutex(State())
    let server: MemoryServer
    init(_ server: MemoryServer) { self.server = server }

    /// The way to the data; fails for the hosts where it no longer is.
    private func reach(_ href: Href) throws {
        try state.withLock { state in
            guard !href.rawValue.hasPrefix(state.host) else { return }
            throw RemoteError(state.failure, scope: .calendar, retry: .later(nil), message: "\(href) is not there")
        }
    }
    private func placed(_ name: RemoteName) -> RemoteName {
        RemoteName(href: Href(state.withLock(\.host) + name.key.rawValue), key: name.key)
    }
    private func path(_ calendar: Href) -> Href {
        Href(String(calendar.rawValue.dropFirst(state.withLock(\.host).count)))
    }
    private func placed(_ list: ChangeList) -> ChangeList {
        ChangeList(
            token: list.token,
            entries: (0..<list.count).map { index in
                var entry = list[index]
                entry.name = placed(entry.name)
                return entry
            })
    }

    func shown(_ href: Href) -> String { href.rawValue.replacing("s3cr3t", with: "<secret>") }
    func discover() async throws -> RemoteHome {
        state.withLock { state in
            state.discoveries += 1
            return RemoteHome(
                principal: Href(state.host + state.principalPath), homes: [Href(state.host + "/alice/")],
                addresses: ["alice@example.org"])
        }
    }
    func poll(_ home: RemoteHome) async throws -> HomePoll {
        for home in home.homes { try reach(home) }
        var poll = try await server.poll(RemoteHome(principal: home.principal, homes: [MemoryServer.home]))
        let (host, path) = state.withLock { ($0.host, $0.principalPath) }
        poll.principal = Href(host + path)
        poll.calendars = poll.calendars.map { calendar in
            var calendar = calendar
            let url = host + calendar.name.key.rawValue
            calendar.name = RemoteName(href: Href(url), key: HrefKey(url))
            return calendar
        }
        return poll
    }
    func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList {
        try reach(calendar)
        return placed(try await server.changes(in: path(calendar), since: token))
    }
    func listing(of calendar: Href) async throws -> ChangeList {
        try reach(calendar)
        return placed(try await server.listing(of: path(calendar)))
    }
    func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey] { [] }
    func fetch(_ names: [RemoteName], in calendar: Href) async throws -> [FetchedObject] {
        for name in names { try reach(name.href) }
        return try await server.fetch(names, in: path(calendar))
    }
    func get(_ name: RemoteName) async throws -> FetchedObject.Outcome {
        try reach(name.href)
        return try await server.get(name)
    }
    func put(_ name: RemoteName, body: [UInt8], precondition: Precondition) async throws -> WriteOutcome {
        state.withLock { $0.putHrefs.append(name.href.rawValue) }
        try reach(name.href)
        return try await server.put(name, body: body, precondition: precondition)
    }
    func delete(_ name: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try reach(name.href)
        return try await server.delete(name, etag: etag)
    }
    func capabilities(of home: RemoteHome) async throws -> ServerCapabilities {
        try await server.capabilities(of: home)
    }
    func move(_ name: RemoteName, to target: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try reach(name.href)
        return try await server.move(name, to: target, etag: etag)
    }
    func names(withUID uid: String, in calendar: Href) async throws -> [RemoteName] {
        try await server.names(withUID: uid, in: path(calendar))
    }
    func newName(in calendar: Href, stem: String) -> RemoteName { server.newName(in: calendar, stem: stem) }
}

@Suite struct `A home set that moved to another host` {
    private let lab: Laboratory
    private let pool: PooledServer

    init() throws {
        lab = try Laboratory()
        pool = PooledServer(lab.server)
        for number in 1...5 {
            lab.server.store("\(number).ics", eventText(uid: "u\(number)", title: "Event \(number)"))
        }
        #expect(try lab.open { try sync($0) }.isInStep)
    }

    private func sync(_ store: CalendarStore, effects: Int = .max) throws -> AccountOutcome {
        let world = SimulatedWorld(store: store, seed: 1, effects: effects)
        let account = AccountSync(
            policy: lab.policy, server: pool, effects: world,
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try world.run { try await account.run(failures: 0) }
    }

    private func calendars(_ store: CalendarStore) throws -> [CalendarRecord] {
        try store.readNow { try $0.calendars(of: nil) }
    }

    @Test(arguments: [RemoteError.Kind.unknownHost, .moved, .forbidden])
    func `keeps its rows, tokens and ids, and its edits go to the new host`(failure: RemoteError.Kind) throws {
        let before = try lab.open { store in
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
            let rows = try store.readNow { try $0.objects(uid: "u2", in: Laboratory.calendar) }
            return (try calendars(store), rows.map(\.id))
        }
        pool.state.withLock { ($0.host, $0.failure) = ("https://p2.example.org", failure) }
        lab.server.store("2.ics", eventText(uid: "u2", title: "Changed there"))
        lab.server.remove("3.ics")
        _ = lab.server.takeRequests()
        #expect(try lab.open { try sync($0) }.isInStep)
        try lab.open { store in
            let after = try calendars(store)
            #expect(after.map(\.id) == [Laboratory.calendar] && after.map(\.id) == before.0.map(\.id))
            #expect(after[0].name.href == Href("https://p2.example.org/alice/team/") && after[0].hiddenSince == nil)
            #expect(try store.readNow { try $0.objects(uid: "u2", in: Laboratory.calendar) }.map(\.id) == before.1)
            #expect(
                try lab.titles(store) == ["u1": "Edited here", "u2": "Changed there", "u4": "Event 4", "u5": "Event 5"])
            let account = try #require(try store.readNow { try $0.account(lab.policy.account) })
            #expect(account.principal == Href("https://p2.example.org/alice/") && account.problem == nil)
            #expect(account.addresses == ["alice@example.org"])
            let hrefs = try store.readNow { try $0.syncRows(in: Laboratory.calendar, after: nil, limit: 100) }
                .map(\.name.href.rawValue)
            #expect(hrefs.count == 4 && hrefs.allSatisfy { $0.hasPrefix("https://p2.example.org/alice/team/") })
        }
        // The token was good there too: nothing was listed anew.
        #expect(!lab.server.takeRequests().contains("PROPFIND"))
        #expect(pool.state.withLock { $0.putHrefs.last } == "https://p2.example.org/alice/team/1.ics")
        #expect(pool.state.withLock { $0.discoveries } == 2)
    }

    @Test func `keeps them wherever the move was killed`() throws {
        var (stop, isCut) = (0, true)
        while isCut {
            let test = try Self()
            let rows = try test.lab.open { try $0.readNow { try $0.objects(uid: "u2", in: Laboratory.calendar) } }
            try test.lab.open { try test.lab.edit($0, uid: "u1") { retitled($0, "Edited here") } }
            test.pool.state.withLock { $0.host = "https://p2.example.org" }
            isCut = try test.lab.open { store in
                do {
                    _ = try test.sync(store, effects: stop)
                    return false
                } catch is Stopped {
                    return true
                }
            }
            let outcome = try test.lab.open { try test.sync($0) }
            #expect(outcome.isInStep, "killed after \(stop): \(outcome.problem ?? "")")
            try test.lab.open { store in
                #expect(try calendars(store).map(\.id) == [Laboratory.calendar], "killed after \(stop)")
                let after = try store.readNow { try $0.objects(uid: "u2", in: Laboratory.calendar) }
                #expect(after.map(\.id) == rows.map(\.id), "killed after \(stop)")
                #expect(try test.lab.titles(store)["u1"] == "Edited here" && test.lab.titles(store).count == 5)
            }
            stop += 1
        }
        #expect(stop > 15)
    }

    @Test func `is held where we are somebody else there`() throws {
        pool.state.withLock { ($0.host, $0.principalPath) = ("https://p2.example.org", "/bob/") }
        let outcome = try lab.open { try sync($0) }
        #expect(outcome.needsPerson && outcome.problem?.contains("/bob/") == true)
        #expect(try lab.open { try calendars($0)[0].name.href } == Href("https://p1.example.org/alice/team/"))
    }

    @Test func `is held without a word of what the server was sent`() throws {
        pool.state.withLock { ($0.host, $0.principalPath) = ("https://p2.example.org", "/s3cr3t/") }
        let outcome = try lab.open { try sync($0) }
        #expect(outcome.problem?.contains("this account is https://p2.example.org/<secret>/ and no longer") == true)
        #expect(try lab.open { try $0.readNow { try $0.account(lab.policy.account)?.problem } } == outcome.problem)
    }

    /// Two servers may both have a /alice/.
    @Test func `is held where the settings named the other host`() throws {
        try lab.open { store in
            _ = try store.writeNow(at: Instant(seconds: 1_780_000_000), durability: .full) { tx in
                var account = try #require(try tx.account(lab.policy.account))
                account.discoveredAt = nil
                try tx.save(account)
            }
        }
        pool.state.withLock { $0.host = "https://p2.example.org" }
        #expect(try lab.open { try sync($0) }.needsPerson)
    }

    @Test func `is waited for while the network is away`() throws {
        pool.state.withLock { $0.host = "https://p2.example.org" }
        let typedIsHome = isWorthDiscovering(
            after: RemoteError(.unknownHost, scope: .account, retry: .later(nil), message: ""),
            RemoteHome(principal: nil, homes: [Href("https://server/alice/")]), typed: lab.policy.url)
        #expect(!typedIsHome)
        for kind in [RemoteError.Kind.unauthorized, .timeout, .busy, .unreachable, .certificate] {
            pool.state.withLock { $0.failure = kind }
            #expect(try lab.open { try sync($0) }.isDown, "\(kind)")
            #expect(pool.state.withLock { $0.discoveries } == 1)
        }
    }
}

@Suite struct `Which calendar is which after a move` {
    private func record(_ id: String, _ url: String, key: String? = nil) -> CalendarRecord {
        CalendarRecord(id: CalendarID("work/\(id)"), name: RemoteName(href: Href(url), key: HrefKey(key ?? url)))
    }
    private func remote(_ url: String, key: String? = nil) -> RemoteCalendar {
        RemoteCalendar(name: RemoteName(href: Href(url), key: HrefKey(key ?? url)))
    }
    private func moves(_ polled: [RemoteCalendar], _ stored: [CalendarRecord]) -> [String] {
        movedCalendars(polled, stored: stored, typed: "https://own/dav/").map { "\($0.id) \($0.to.href) \($0.prefix)" }
    }

    @Test func `follows the path`() {
        let stored = [record("a", "https://p1/x/a/"), record("b", "https://p1/x/b/")]
        #expect(
            moves([remote("https://p2/x/b/"), remote("https://p2/x/a/"), remote("https://p2/x/new/")], stored)
                == ["work/a https://p2/x/a/ https://p2", "work/b https://p2/x/b/ https://p2"])
        #expect(moves([remote("https://p1/x/b/"), remote("https://p1/x/a/")], stored).isEmpty)
        #expect(moves([], stored).isEmpty)
    }

    @Test func `goes to and from the account's own host`() {
        let own = record("a", "https://own/x/a/", key: "/x/a/")
        #expect(moves([remote("https://p2/x/a/")], [own]) == ["work/a https://p2/x/a/ https://p2"])
        #expect(
            moves([remote("https://own/x/a/", key: "/x/a/")], [record("a", "https://p1/x/a/")])
                == ["work/a https://own/x/a/ "])
    }

    @Test func `follows iCloud's partitions, whose keys are their paths`() {
        #expect(
            moves([remote("https://p2/x/a/", key: "/x/a/")], [record("a", "https://p1/x/a/", key: "/x/a/")])
                == ["work/a https://p2/x/a/ https://p2"])
    }

    @Test func `is left alone where a path could mean another calendar`() {
        // The old host still has calendars: this one was deleted there.
        #expect(
            moves(
                [remote("https://p1/x/b/"), remote("https://p2/x/a/")],
                [record("a", "https://p1/x/a/"), record("b", "https://p1/x/b/")]
            ).isEmpty)
        // Twice there, twice here, or known already.
        #expect(moves([remote("https://p2/a/"), remote("https://p3/a/")], [record("a", "https://p1/a/")]).isEmpty)
        #expect(
            moves([remote("https://p3/a/")], [record("a", "https://p1/a/"), record("b", "https://p2/a/")]).isEmpty)
        #expect(
            moves([remote("https://p2/a/")], [record("a", "https://p1/a/"), record("b", "https://p2/a/")]).isEmpty)
        #expect(moves([remote("https://p2/x/A/")], [record("a", "https://p1/x/a/")]).isEmpty)
    }

    @Test(arguments: [
        ("https://a/alice/", "https://a/alice/", false, true), ("https://a/alice/", "https://b/alice/", true, true),
        ("https://a/alice/", "https://b/alice/", false, false), ("https://a/alice/", "https://a/bob/", true, false),
        ("https://a/alice/", "https://b/bob/", true, false),
    ])
    func `and so is a principal`(known: String, found: String, fromSameURL: Bool, isSame: Bool) {
        #expect(isSamePrincipal(Href(known), Href(found), fromSameURL: fromSameURL) == isSame)
    }
}
