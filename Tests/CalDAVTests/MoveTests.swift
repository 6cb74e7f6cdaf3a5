// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

@Suite struct `A move to another calendar` {
    let source = RemoteName(href: Href("/team/a%20b.ics"), key: HrefKey("/team/a b.ics"))
    let target = RemoteName(href: Href("/home/n.ics"), key: HrefKey("/home/n.ics"))
    static let done = WriteOutcome.done(etag: nil, scheduleTag: nil)

    @Test func `names its destination in full, overwrites nothing, and carries the ETag of what is moved`() async throws
    {
        let server = try ScriptedServer { _ in .answer(201, headers: ["ETag": "\"of which\""]) }
        let outcome = try await CalDAVServer(server.url).move(source, to: target, etag: ETag("W/\"1\""))
        #expect(outcome == Self.done)
        let request = try #require(server.requests.first)
        #expect((request.method, request.path) == ("MOVE", "/team/a%20b.ics"))
        #expect(request.headers["destination"] == server.url + "home/n.ics")
        #expect(request.headers["overwrite"] == "F")
        #expect(request.headers["if-match"] == "\"1\"")
        #expect(request.headers["depth"] == nil && request.headers["accept-encoding"] == "identity")
        #expect(request.body.isEmpty)
        #expect(server.requests.count == 1)
    }

    static let answers: [(Int, String?, WriteOutcome)] = [
        (201, nil, done), (204, nil, done), (200, nil, done), (404, nil, .notFound), (410, nil, .notFound),
        (412, nil, .preconditionFailed),
        (
            409, "<C:no-uid-conflict><href>/home/x.ics</href></C:no-uid-conflict>",
            .uidConflict(RemoteName(href: Href("/home/x.ics"), key: HrefKey("/home/x.ics")))
        ), (412, "<C:no-uid-conflict/>", .uidConflict(nil)),
        (403, nil, .refused("the server does not allow it")), (405, nil, .refused("the server cannot do this (405)")),
        (409, nil, .refused("the server refuses it (409)")), (501, nil, .refused("the server cannot do this (501)")),
        (502, nil, .refused("the server cannot do this (502)")), (507, nil, .refused("the server has no room for it")),
        (423, nil, .locked(after: nil)),
        (503, nil, .busy(after: nil, "the server is busy (503)")),
    ]

    @Test(arguments: answers) func `understands each answer`(
        _ status: Int, _ condition: String?, _ expected: WriteOutcome
    ) async throws {
        let server = try ScriptedServer { _ in condition.map { .error(status, $0) } ?? .answer(status) }
        #expect(try await CalDAVServer(server.url).move(source, to: target, etag: ETag("\"1\"")) == expected)
    }

    @Test func `is refused where a part of it failed`() async throws {
        let server = try ScriptedServer { _ in .multistatus(response("/home/n.ics", 403)) }
        let outcome = try await CalDAVServer(server.url).move(source, to: target, etag: ETag("\"1\""))
        #expect(outcome == .refused("the server does not allow it"))
    }

    @Test func `tries the next spelling of ETag and name as other writes do`() async throws {
        let server = try ScriptedServer { request in
            guard request.path == "/team/a@b.ics" else { return .answer(404) }
            return request.headers["if-match"] == "\"1\"" ? .answer(201) : .answer(412)
        }
        let name = RemoteName(href: Href("/team/a%40b.ics"), key: HrefKey("/team/a@b.ics"))
        #expect(try await CalDAVServer(server.url).move(name, to: target, etag: ETag("\"1-gzip\"")) == Self.done)
    }

    @Test(arguments: [("/team/", "/home/n.ics"), ("/team/a.ics", "/home/"), ("/team/a.ics", "/")])
    func `never moves a calendar, nor onto one`(_ from: String, _ to: String) async throws {
        let server = try ScriptedServer { _ in .answer(201) }
        let outcome = try await CalDAVServer(server.url).move(
            RemoteName(href: Href(from), key: HrefKey(from)), to: RemoteName(href: Href(to), key: HrefKey(to)),
            etag: ETag("\"1\""))
        #expect(outcome == .refused("this is not from one calendar to another of the same server"))
        #expect(server.requests.isEmpty)
    }

    @Test func `leaves open what happened when its answer is lost`() async throws {
        let server = try ScriptedServer { _ in .hangUp }
        let error = await remoteFailure {
            _ = try await CalDAVServer(server.url).move(source, to: target, etag: ETag("\"1\""))
        }
        #expect(error?.isOutcomeUnknown == true)
        let broken = try ScriptedServer { _ in .answer(500) }
        let failed = await remoteFailure {
            _ = try await CalDAVServer(broken.url).move(source, to: target, etag: ETag("\"1\""))
        }
        #expect(failed?.isOutcomeUnknown == true && broken.requests.count == 1)
    }
}

@Suite struct `A move on a real server` {
    @Test(arguments: RealServer.allCases)
    func `keeps the text, and leaves nothing behind`(kind: RealServer) async throws {
        let server = try await RealServers.shared.server(kind)
        let caldav = CalDAVServer(server.url)
        let names = try (0..<2).map { _ in
            let path = try server.makeCalendar(in: kind.home(), name: UUID().uuidString.lowercased())
            return caldav.newName(in: Href(path), stem: UUID().uuidString.lowercased())
        }
        let (source, target) = (names[0], names[1])
        guard
            case .done(let etag?, _) = try await caldav.put(
                source, body: event(UUID().uuidString, "One"), precondition: .absent),
            case .found(let text, _, _) = try await caldav.get(source)
        else {
            Issue.record("a new object has an ETag on each server")
            return
        }
        #expect(try await caldav.move(source, to: target, etag: etag) == .done(etag: nil, scheduleTag: nil))
        #expect(try await caldav.get(source) == .notFound)
        guard case .found(let moved, _, _) = try await caldav.get(target) else {
            Issue.record("it is not where it was moved to")
            return
        }
        #expect(moved == text)
        #expect(try await caldav.move(source, to: target, etag: etag) == .notFound)
    }
}
