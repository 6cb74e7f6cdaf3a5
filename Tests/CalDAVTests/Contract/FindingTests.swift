// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import Testing

@Suite(.serialized) struct `The contract: finding calendars` {
    @Test(arguments: ContractServer.allCases)
    func `the same home is found from the bare host and from every URL below it`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let home = try await calendar.server.discover()
        #expect(home.principal != nil && home.homes.count == 1)
        for client in calendar.clientsByAddress() { #expect(try await client.discover() == home) }
    }

    @Test(arguments: ContractServer.allCases)
    func `one poll names each calendar once, with its tokens, and who we are`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let home = try await calendar.server.discover()
        let poll = try await calendar.server.poll(home)
        #expect(poll.principal == home.principal)
        #expect(Set(poll.calendars.map(\.name.key)).count == poll.calendars.count)
        let found = try #require(poll.calendars.first { $0.name.href == calendar.href })
        #expect(found.syncToken != nil && found.supportsSyncCollection && found.isWritable != false)
        #expect(found.components?.contains("VEVENT") != false)
    }

    @Test(arguments: ContractServer.allCases)
    func `the tokens of a poll change when something changed, and only then`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        func tokens() async throws -> [String?] {
            let entry = try await calendar.entry()
            return [entry.syncToken?.rawValue, entry.ctag]
        }
        // Xandikos writes a calendar's resource-id down when it is first asked for, which counts as a change.
        _ = try await tokens()
        var seen = [try await tokens()]
        #expect(try await tokens() == seen[0])
        let (name, etag) = try await calendar.create("x", calendar.event("u", "One"))
        seen.append(try await tokens())
        _ = try await calendar.server.put(name, body: calendar.event("u", "Two"), precondition: .matches(etag))
        seen.append(try await tokens())
        _ = try await calendar.server.delete(name, etag: try await calendar.read(name).etag)
        seen.append(try await tokens())
        for (before, after) in zip(seen, seen.dropFirst()) { #expect(before[0] != after[0], "\(seen)") }
        for (before, after) in zip(seen, seen.dropFirst()) where before[1] != nil { #expect(before[1] != after[1]) }
        #expect(try await tokens() == seen.last)
    }

    @Test(arguments: ContractServer.allCases)
    func `what it says that it can do is read, and nothing that it does not say`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let said = try await calendar.server.capabilities(of: try await calendar.server.discover())
        #expect(said.etagOnPut == nil && said.rewritesBodies == nil && said.usesSyncCollection)
        #expect(said.move == (kind == .radicale || kind == .xandikos ? true : nil))
    }

    @Test(arguments: ContractServer.allCases)
    func `objects are found by their UID`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let (name, _) = try await calendar.create("a", calendar.event("wanted", "One"))
        _ = try await calendar.create("b", calendar.event("other", "Two"))
        let found = try await calendar.server.names(withUID: calendar.uid("wanted"), in: calendar.href)
        #expect(found.map(\.key) == [name.key])
        #expect(try await calendar.server.names(withUID: calendar.uid("missing"), in: calendar.href).isEmpty)
    }

    @Test(arguments: ContractServer.allCases)
    func `a wrong password is told everywhere, and changes nothing`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let home = try await calendar.server.discover()
        let stranger = calendar.clientWithWrongPassword()
        let (href, name) = (calendar.href, calendar.name("x"))
        let attempts: [@Sendable () async throws -> Void] = [
            { _ = try await stranger.discover() }, { _ = try await stranger.poll(home) },
            { _ = try await stranger.listing(of: href) },
            { _ = try await stranger.changes(in: href, since: SyncToken("t")) },
            { _ = try await stranger.fetch([name], in: href) }, { _ = try await stranger.get(name) },
            { _ = try await stranger.put(name, body: calendar.event("u", "One"), precondition: .absent) },
            { _ = try await stranger.delete(name, etag: ETag("\"1\"")) },
        ]
        for (number, attempt) in attempts.enumerated() {
            let error = await remoteFailure(attempt)
            #expect(error?.kind == .unauthorized && error?.scope == .account, "\(number): \(String(describing: error))")
            #expect(error?.isOutcomeUnknown == false)
        }
    }

    @Test(arguments: ContractServer.allCases)
    func `a calendar that is not there has moved`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let server = calendar.server
        let gone = Href(String(calendar.href.rawValue.dropLast()) + "-gone/")
        let name = server.newName(in: gone, stem: "x")
        let range = TimeRange(start: seconds(2026, 2, 1), end: seconds(2026, 2, 2))
        #expect(await remoteFailure { _ = try await server.listing(of: gone) }?.kind == .moved)
        #expect(await remoteFailure { _ = try await server.changes(in: gone, since: SyncToken("t")) }?.kind == .moved)
        #expect(await remoteFailure { _ = try await server.members(of: gone, within: range) }?.kind == .moved)
        #expect(try await server.get(name) == .notFound)
        do {
            let outcome = try await server.put(name, body: calendar.event("u", "One"), precondition: .absent)
            guard case .refused = outcome else {
                Issue.record("\(outcome)")
                return
            }
        } catch let error as RemoteError {
            #expect(error.kind == .moved)
        }
        #expect(await remoteFailure { _ = try await server.listing(of: gone) }?.kind == .moved)
    }
}
