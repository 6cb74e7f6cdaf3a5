// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

enum RealServer: String, CaseIterable, Sendable {
    case radicale, xandikos
}

/// One server of each kind for the whole suite; every test makes a calendar of its own.
actor RealServers {
    static let shared = RealServers()
    private var started: [RealServer: Task<TestServer, any Error>] = [:]

    func server(_ kind: RealServer) async throws -> TestServer {
        let task =
            started[kind]
            ?? Task {
                switch kind {
                case .radicale: try await TestServer.radicale()
                case .xandikos: try await TestServer.xandikos()
                }
            }
        started[kind] = task
        return try await task.value
    }
}

@Suite struct `Against a real server` {
    @Test(arguments: RealServer.allCases)
    func `everything is found from the bare host`(kind: RealServer) async throws {
        let calendar = try await Calendar(kind)
        let home = try await calendar.caldav.discover()
        #expect(home.principal == Href(calendar.server.url + "alice/") && home.homes.count == 1)
        let poll = try await calendar.caldav.poll(home)
        #expect(poll.principal == home.principal)
        let found = try #require(poll.calendars.first { $0.name.href == calendar.href })
        #expect(found.syncToken != nil && found.supportsSyncCollection && found.isWritable == true)
        #expect(try await CalDAVServer(calendar.href.rawValue).discover() == home)
        #expect(
            await remoteFailure { _ = try await CalDAVServer(calendar.server.url, password: "wrong").discover() }?.kind
                == .unauthorized)
    }

    @Test(arguments: RealServer.allCases)
    func `creating, changing and deleting is told by sync-collection`(kind: RealServer) async throws {
        let calendar = try await Calendar(kind)
        let first = calendar.caldav.newName(in: calendar.href, stem: UUID().uuidString.lowercased())
        let empty = try await calendar.token()
        guard
            case .done(let etag?, _) = try await calendar.caldav.put(
                first, body: event("u1", "One"), precondition: .absent)
        else {
            Issue.record("a new object has an ETag on both servers")
            return
        }
        let created = try await calendar.caldav.changes(in: calendar.href, since: empty)
        #expect(created.lines == ["\(first.key) \(etag)"])
        let outcome = try await calendar.caldav.put(first, body: event("u1", "Zwei"), precondition: .matches(etag))
        guard case .done(let newer?, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let changed = try await calendar.caldav.changes(in: calendar.href, since: try #require(created.token))
        #expect(changed.lines == ["\(first.key) \(newer)"])
        #expect(try await calendar.caldav.delete(first, etag: newer) == .done(etag: nil, scheduleTag: nil))
        #expect(try await calendar.caldav.delete(first, etag: newer) == .done(etag: nil, scheduleTag: nil))
        let deleted = try await calendar.caldav.changes(in: calendar.href, since: try #require(changed.token))
        #expect(deleted.lines == ["\(first.key) gone"])
        let nothing = try await calendar.caldav.changes(in: calendar.href, since: try #require(deleted.token))
        #expect(nothing.isEmpty && nothing.token == deleted.token)
    }

    @Test(arguments: RealServer.allCases)
    func `a precondition that fails changes nothing`(kind: RealServer) async throws {
        let calendar = try await Calendar(kind)
        let name = calendar.caldav.newName(in: calendar.href, stem: "x")
        guard
            case .done(let etag?, _) = try await calendar.caldav.put(
                name, body: event("u", "One"), precondition: .absent)
        else { return }
        #expect(
            try await calendar.caldav.put(name, body: event("u", "Two"), precondition: .absent) == .preconditionFailed)
        let stale = Precondition.matches(ETag("\"stale\""))
        #expect(
            try await calendar.caldav.put(name, body: event("u", "Two"), precondition: stale) == .preconditionFailed)
        #expect(try await calendar.caldav.delete(name, etag: ETag("\"stale\"")) == .preconditionFailed)
        guard case .found(_, let now, _) = try await calendar.caldav.get(name) else {
            Issue.record("it is still there")
            return
        }
        #expect(now == etag)
        let missing = calendar.caldav.newName(in: calendar.href, stem: "missing")
        let outcome = try await calendar.caldav.put(missing, body: event("m", "M"), precondition: .matches(etag))
        #expect(outcome == .preconditionFailed || outcome == .notFound)
        #expect(try await calendar.caldav.get(missing) == .notFound)
    }

    @Test(arguments: RealServer.allCases)
    func `the same UID under another name and a broken text are refused`(kind: RealServer) async throws {
        let calendar = try await Calendar(kind)
        let names = ["a", "b", "c"].map { calendar.caldav.newName(in: calendar.href, stem: $0) }
        _ = try await calendar.caldav.put(names[0], body: event("same", "One"), precondition: .absent)
        guard
            case .uidConflict = try await calendar.caldav.put(
                names[1], body: event("same", "Two"), precondition: .absent)
        else {
            Issue.record("a UID conflict is told apart from a lost race")
            return
        }
        guard
            case .refused = try await calendar.caldav.put(names[2], body: Array("nonsense".utf8), precondition: .absent)
        else {
            Issue.record("nonsense is refused for good")
            return
        }
        #expect(try await calendar.caldav.listing(of: calendar.href).lines.count == 1)
    }

    @Test(arguments: RealServer.allCases)
    func `an unknown token is told, and the listing gives all`(kind: RealServer) async throws {
        let calendar = try await Calendar(kind)
        let token = SyncToken("http://radicale.org/ns/sync/" + String(repeating: "0", count: 64))
        let error = await remoteFailure { _ = try await calendar.caldav.changes(in: calendar.href, since: token) }
        #expect(error?.kind == .tokenRefused && error?.retry == .now)
        #expect(try await calendar.caldav.listing(of: calendar.href).isEmpty)
        for stem in ["b", "a@b+c", "ä ö"] {
            try calendar.server.send(
                "PUT",
                calendar.path + (stem.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? stem) + ".ics",
                headers: ["Content-Type": "text/calendar"], body: String(decoding: event(stem, "x"), as: UTF8.self))
        }
        let listing = try await calendar.caldav.listing(of: calendar.href)
        let folder = pathKey(calendar.path)
        #expect(
            listing.entries.map(\.name.key.rawValue)
                == ["%C3%A4%20%C3%B6", "a@b%2Bc", "b"].map { "\(folder)\($0).ics" })
        #expect(listing.entries.allSatisfy { $0.etag != nil && $0.status == .present })
        let objects = try await calendar.caldav.fetch(listing.entries.map(\.name), in: calendar.href)
        #expect(Set(objects.map(\.key)) == Set(listing.entries.map(\.name.key)))
    }

    @Test(arguments: RealServer.allCases)
    func `multiget gives what GET gives, and says what is missing`(kind: RealServer) async throws {
        let calendar = try await Calendar(kind)
        var names = (0..<5).map { calendar.caldav.newName(in: calendar.href, stem: "e\($0)") }
        for (index, name) in names.enumerated() {
            _ = try await calendar.caldav.put(
                name, body: event("u\(index)", "Größe & <b> \(index)"), precondition: .absent)
        }
        names.insert(calendar.caldav.newName(in: calendar.href, stem: "missing"), at: 2)
        let objects = try await calendar.caldav.fetch(names, in: calendar.href)
        #expect(objects.count == names.count)
        for name in names {
            let outcome = try #require(objects.first { $0.key == name.key }).outcome
            #expect(outcome == (try await calendar.caldav.get(name)), "\(name.key)")
        }
    }

    @Test(arguments: RealServer.allCases)
    func `a query for a range names what is in it`(kind: RealServer) async throws {
        let calendar = try await Calendar(kind)
        let name = calendar.caldav.newName(in: calendar.href, stem: "x")
        _ = try await calendar.caldav.put(name, body: event("u", "x"), precondition: .absent)
        let day = Int64(Day(year: 2026, month: 2, day: 1).number) * 86_400
        let inside = TimeRange(start: day, end: day + 86_400)
        #expect(try await calendar.caldav.members(of: calendar.href, within: inside) == [name.key])
        let outside = TimeRange(start: day + 86_400, end: day + 2 * 86_400)
        #expect(try await calendar.caldav.members(of: calendar.href, within: outside).isEmpty)
    }

    @Test(arguments: RealServer.allCases)
    func `a calendar that is not there has moved`(kind: RealServer) async throws {
        let calendar = try await Calendar(kind)
        let gone = Href(calendar.href.rawValue + "gone/")
        #expect(await remoteFailure { _ = try await calendar.caldav.listing(of: gone) }?.kind == .moved)
        #expect(
            await remoteFailure { _ = try await calendar.caldav.changes(in: gone, since: SyncToken("t")) }?.kind
                == .moved)
    }
}

/// A new calendar of alice's.
private struct Calendar {
    let server: TestServer
    let caldav: CalDAVServer
    let path: String
    var href: Href { Href(server.url + path.dropFirst()) }

    init(_ kind: RealServer) async throws {
        server = try await RealServers.shared.server(kind)
        caldav = CalDAVServer(server.url)
        let folder = kind == .radicale ? "/alice/" : "/alice/calendars/"
        path = try server.makeCalendar(in: folder, name: UUID().uuidString.lowercased())
    }

    func token() async throws -> SyncToken {
        let poll = try await caldav.poll(try await caldav.discover())
        return try #require(poll.calendars.first { $0.name.href == href }?.syncToken)
    }
}

func event(_ uid: String, _ title: String) -> [UInt8] {
    let lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Almanac//test//EN", "BEGIN:VEVENT", "UID:\(uid)",
        "DTSTAMP:20260101T000000Z",
        "DTSTART:20260201T100000Z", "DTEND:20260201T110000Z", "SUMMARY:\(title)", "END:VEVENT", "END:VCALENDAR", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
}
