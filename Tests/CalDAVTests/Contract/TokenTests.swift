// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import Testing

@Suite(.serialized) struct `The contract: what changed since a token` {
    @Test(arguments: ContractServer.allCases)
    func `creating, changing and deleting, each told once`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let empty = try await calendar.token()
        let (name, etag) = try await calendar.create("x", calendar.event("u1", "One"))
        let created = try await calendar.changes(since: empty)
        #expect(created.lines == ["\(name.key) \(etag)"])
        _ = try await calendar.server.put(name, body: calendar.event("u1", "Zwei"), precondition: .matches(etag))
        let newer = try await calendar.read(name).etag
        let changed = try await calendar.changes(since: created.token)
        #expect(changed.lines == ["\(name.key) \(newer)"] && newer != etag)
        #expect(try await calendar.server.delete(name, etag: newer) == .done(etag: nil, scheduleTag: nil))
        let deleted = try await calendar.changes(since: changed.token)
        #expect(deleted.lines == ["\(name.key) gone"])
        let nothing = try await calendar.changes(since: deleted.token)
        #expect(nothing.isEmpty && nothing.token == deleted.token)
        #expect(try await calendar.token() == nothing.token)
    }

    @Test(arguments: ContractServer.allCases)
    func `all that happened between two looks, by how it ended`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let (kept, keptTag) = try await calendar.create("kept", calendar.event("kept", "One"))
        let (gone, goneTag) = try await calendar.create("gone", calendar.event("gone", "One"))
        let (back, backTag) = try await calendar.create("back", calendar.event("back", "One"))
        let token = try await calendar.token()
        for title in ["Two", "Three"] {
            _ = try await calendar.server.put(
                kept, body: calendar.event("kept", title), precondition: .matches(try await calendar.read(kept).etag))
        }
        _ = try await calendar.server.delete(gone, etag: goneTag)
        _ = try await calendar.server.delete(back, etag: backTag)
        let backNow = try await calendar.create("back", calendar.event("back", "Again")).etag
        let (brief, briefTag) = try await calendar.create("brief", calendar.event("brief", "Came and went"))
        _ = try await calendar.server.delete(brief, etag: briefTag)
        let (new, newTag) = try await calendar.create("new", calendar.event("new", "New"))
        let changes = try await calendar.changes(since: token)
        // Whether somebody else's brief object is mentioned is up to the server; that it stands there would be wrong.
        let lines = changes.lines.filter { $0 != "\(brief.key) gone" }
        let keptNow = try await calendar.read(kept).etag
        #expect(
            lines == ["\(back.key) \(backNow)", "\(gone.key) gone", "\(kept.key) \(keptNow)", "\(new.key) \(newTag)"])
        #expect(keptNow != keptTag)
        #expect(try await calendar.changes(since: changes.token).isEmpty)
    }

    @Test(arguments: ContractServer.allCases)
    func `an old token still tells everything since`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let oldest = try await calendar.token()
        var latest = oldest
        for number in 0..<5 {
            try await calendar.create("e\(number)", calendar.event("u\(number)", "One"))
            let changes = try await calendar.changes(since: latest)
            #expect(changes.count == 1)
            latest = try #require(changes.token)
        }
        let all = try await calendar.changes(since: oldest)
        #expect(all.count == 5 && all.token == latest)
        #expect(all.lines == (try await calendar.listing()))
    }

    static let strangers = [
        "nonsense", "http://radicale.org/ns/sync/" + String(repeating: "0", count: 64), "data:,1-1",
        String(repeating: "0", count: 40), "<&>\"'", "http://sabre.io/ns/sync/15",
    ]

    @Test(arguments: ContractServer.allCases)
    func `a token that the server does not know is refused, and nothing is taken for deleted`(
        kind: ContractServer
    ) async throws {
        let calendar = try await ContractCalendar(kind)
        let (name, etag) = try await calendar.create("x", calendar.event("u", "One"))
        for text in Self.strangers {
            let error = await remoteFailure { _ = try await calendar.changes(since: SyncToken(text)) }
            #expect(error?.kind == .tokenRefused && error?.retry == .now && error?.scope == .calendar, "\(text)")
        }
        #expect(try await calendar.listing() == ["\(name.key) \(etag)"])
    }

    @Test(arguments: ContractServer.allCases.filter(\.habits.tokensNameTheirCalendar))
    func `the token of another calendar never hides what stands in this one`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let other = try await ContractCalendar(kind)
        let (name, etag) = try await calendar.create("x", calendar.event("u", "One"))
        try await other.create("y", other.event("v", "Other"))
        let foreign = try await other.token()
        do {
            let changes = try await calendar.changes(since: foreign)
            #expect(changes.lines == ["\(name.key) \(etag)"])
        } catch let error as RemoteError {
            #expect(error.kind == .tokenRefused)
        }
    }
}
