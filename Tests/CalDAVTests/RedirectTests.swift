// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import HTTPTransfer
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

/// What each redirect does to each request.
@Suite struct `Each redirect` {
    static let name = RemoteName(href: Href("/cal/x.ics"), key: HrefKey("/cal/x.ics"))

    enum Operation: CaseIterable {
        case propfind, report, get, put, delete

        func run(_ caldav: CalDAVServer) async throws {
            switch self {
            case .propfind: _ = try await caldav.listing(of: Href("/cal/"))
            case .report: _ = try await caldav.changes(in: Href("/cal/"), since: SyncToken("t"))
            case .get: _ = try await caldav.get(name)
            case .put: _ = try await caldav.put(name, body: Array("x".utf8), precondition: .absent)
            case .delete: _ = try await caldav.delete(name, etag: ETag("\"1\""))
            }
        }

        var hasBody: Bool { self != .get && self != .delete }
    }

    /// The other spelling of a path is the only place on the same origin where every request may go.
    @Test(arguments: Operation.allCases, [301, 302, 303, 307, 308])
    func `is followed with method, body and login to another spelling, 303 only by GET`(
        operation: Operation, status: Int
    ) async throws {
        let server = try ScriptedServer { request in
            if request.path.hasPrefix("/cal/") {
                return .answer(status, headers: ["Location": request.path.replacing("/cal/", with: "/%63al/")])
            }
            return operation == .get ? .text(200, "BEGIN:VCALENDAR") : .multistatus(collection("/cal/"))
        }
        let error = await remoteFailure { try await operation.run(CalDAVServer(server.url)) }
        let isFollowed = status != 303 || operation == .get
        #expect((error == nil) == isFollowed, "\(error?.description ?? "")")
        let requests = server.requests
        #expect(requests.count == (isFollowed ? 2 : 1))
        #expect(Set(requests.map(\.method)).count == 1 && Set(requests.map(\.body)).count == 1)
        #expect(requests.allSatisfy { $0.headers["authorization"] != nil && $0.body.isEmpty != operation.hasBody })
        #expect(requests.allSatisfy { $0.headers["depth"] == requests[0].headers["depth"] })
        #expect(requests.allSatisfy { $0.headers["if-match"] == requests[0].headers["if-match"] })
    }

    @Test(arguments: Operation.allCases, [301, 302, 303, 307, 308])
    func `to another host gets no request there, nor a cookie back`(operation: Operation, status: Int) async throws {
        let target = try ScriptedServer { _ in .multistatus(collection("/cal/")) }
        let server = try ScriptedServer { _ in
            .answer(status, headers: ["Location": target.url + "cal/", "Set-Cookie": "a=b; Path=/"])
        }
        let caldav = CalDAVServer(server.url)
        for _ in 0..<2 { #expect(await remoteFailure { try await operation.run(caldav) } != nil) }
        #expect(target.requests.isEmpty, "\(target.requests)")
        #expect(server.requests.allSatisfy { $0.headers["cookie"] == nil })
    }

    @Test(arguments: [301, 302, 307, 308], ["http://127.0.0.1:1/", "ftp://h/", "https://alice:pw@h/", "//"])
    func `from https to anything less ends there`(status: Int, target: String) async throws {
        let root = RemoteURL(scheme: "https", host: "h", port: nil, path: "/")
        let connection = try CalDAVServer("https://h/").connection()
        let request = DAVRequest(method: "PROPFIND", url: root)
        let error = #expect(throws: RemoteError.self) { try connection.next(target, after: request, status) }
        #expect(error?.kind == .badAnswer && error?.message.contains("no https URL") == true)
    }
}

/// A network that wants a login first, in each of its disguises.
@Suite struct `A captive portal` {
    static let page = "<!DOCTYPE html><html><body>Please log in</body></html>"
    static let replies: [ScriptedServer.Reply] = [
        .text(200, page, ["Content-Type": "text/html"]), .text(200, page), .text(511, page),
        .answer(302, headers: ["Location": "https://portal.example.net/login"]),
        .answer(307, headers: ["Location": "https://portal.example.net/login"]),
        .answer(302, headers: ["Location": "http://portal.example.net/login"]),
    ]

    @Test(arguments: `Each redirect`.Operation.allCases, replies.indices)
    func `is named, stops no account for good, and nothing of it is data`(
        operation: `Each redirect`.Operation, index: Int
    ) async throws {
        let server = try ScriptedServer { _ in Self.replies[index] }
        let error = await remoteFailure { try await operation.run(CalDAVServer(server.url)) }
        #expect(error?.scope == .account && error?.retry == .later(nil), "\(String(describing: error))")
        #expect(error?.hint.contains("log in to") == true, "\(error?.description ?? "")")
    }

    @Test(arguments: replies.indices)
    func `is told apart from a server without calendars`(index: Int) async throws {
        let server = try ScriptedServer { _ in Self.replies[index] }
        let error = await remoteFailure { _ = try await CalDAVServer(server.url).discover() }
        #expect(error?.scope == .account && error?.retry != .whenSettingsChange)
        let words = ["log in to", "web page", "wants a login"]
        #expect(words.contains { error?.description.contains($0) == true }, "\(error?.description ?? "")")
    }
}

@Suite struct `A server that says when to come back` {
    @Test(arguments: [
        ("120", Duration.seconds(120)), ("0", .seconds(60)), ("1000000000", .seconds(7200)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(60)), ("Thu, 31 Dec 9998 23:59:59 GMT", .seconds(7200)),
    ])
    func `is believed between a minute and two hours`(value: String, delay: Duration) async throws {
        let server = try ScriptedServer { _ in .answer(503, headers: ["Retry-After": value]) }
        let error = await remoteFailure { _ = try await CalDAVServer(server.url).listing(of: Href("/cal/")) }
        #expect(error?.kind == .busy && error?.scope == .account && error?.retry == .later(delay))
        let name = `Each redirect`.name
        let outcome = try await CalDAVServer(server.url).delete(name, etag: ETag("\"1\""))
        #expect(outcome == .busy(after: delay, "the server is busy (503)"))
    }
}
