// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import HTTPTransfer
import RemoteCalendars
import Synchronization
import TestSupport
import Testing

@testable import CalDAV

@Suite struct `Logging in` {
    static let basic = "Basic realm=\"x\""
    static let digest = "Digest realm=\"x\", nonce=\"n\", qop=\"auth\""

    @Test(
        arguments: [
            ([], []), ([basic], [.basic]), ([digest, basic], [.basic, .digest]),
            (["Negotiate, \(basic), DIGEST realm=\"Basic, Bearer \\\" x\""], [.basic, .digest]),
            (["bearer"], [.bearer]), (["Basically realm=\"x\""], []), (["X realm=\", Basic "], []),
        ] as [([String], Set<LoginMethod>)])
    func `reads what a server offers`(challenges: [String], methods: Set<LoginMethod>) {
        #expect(offeredMethods(challenges.map { HTTPHeader("WWW-Authenticate", $0) }) == methods)
    }

    @Test(
        arguments: [
            // Fixed, remembered, what is offered with each 401, what is tried.
            (nil, nil, [basic], [.basic, .basic]), (nil, nil, [""], [.basic, .basic]),
            (nil, nil, [digest], [.basic, .digest]), (nil, nil, [basic, digest], [.basic, .digest]),
            (nil, .digest, [digest], [.digest]), (nil, .digest, [basic, digest], [.digest, .basic]),
            (nil, .digest, [basic], [.digest, .basic]), (.basic, nil, [digest], [.basic, .basic]),
            (.digest, nil, [basic, digest], [.digest]), (.bearer, nil, [basic, digest], [.bearer, .bearer]),
            (.basic, .digest, [basic], [.basic, .basic]),
        ] as [(LoginMethod?, LoginMethod?, [String], [LoginMethod])])
    func `tries each way once, and the first once more`(
        fixed: LoginMethod?, remembered: LoginMethod?, offered: [String], tried: [LoginMethod]
    ) {
        var attempts = LoginAttempts(fixed: fixed, remembered: remembered)
        var methods = [attempts.method]
        while attempts.goesOn(after: offered.map { HTTPHeader("WWW-Authenticate", $0) }) {
            methods.append(attempts.method)
        }
        #expect(methods == tried)
    }

    @Test func `goes over to Digest by itself, and stays with it`() async throws {
        let server = try ScriptedServer { request in
            request.headers["authorization"]?.hasPrefix("Digest") == true
                ? .multistatus(collection("/cal/")) : .answer(401, headers: ["WWW-Authenticate": Self.digest])
        }
        let caldav = CalDAVServer(server.url)
        for _ in 0..<2 { #expect(try await caldav.listing(of: Href("/cal/")).isEmpty) }
        // Basic is refused, Digest asks for its challenge and answers it; afterwards no Basic any more.
        let schemes = server.requests.map { $0.headers["authorization"]?.prefix { $0 != " " } ?? "" }
        #expect(schemes == ["Basic", "", "Digest", "", "Digest"])
        #expect(server.requests.filter { !$0.body.isEmpty }.count == 3)
    }

    @Test func `with a write carries it out once`() async throws {
        let server = try ScriptedServer { request in
            request.headers["authorization"]?.hasPrefix("Digest") == true
                ? .answer(201) : .answer(401, headers: ["WWW-Authenticate": Self.digest])
        }
        let name = RemoteName(href: Href("/cal/x.ics"), key: HrefKey("/cal/x.ics"))
        let outcome = try await CalDAVServer(server.url).put(name, body: Array("x".utf8), precondition: .absent)
        #expect(outcome == .done(etag: nil, scheduleTag: nil))
        let written = server.requests.filter { $0.headers["authorization"]?.hasPrefix("Digest") == true }
        #expect(written.map(\.text) == ["x"])
    }

    @Test func `bears one refusal without reason, as of Yahoo, and no second`() async throws {
        let count = Mutex(0)
        let once = try ScriptedServer { _ in
            count.withLock { count in
                count += 1
                return count == 1 ? .answer(401) : .multistatus(collection("/cal/"))
            }
        }
        #expect(try await CalDAVServer(once.url).listing(of: Href("/cal/")).isEmpty)
        #expect(once.requests.count == 2)
        let always = try ScriptedServer { _ in .answer(401) }
        let error = await remoteFailure { _ = try await CalDAVServer(always.url).listing(of: Href("/cal/")) }
        #expect(error?.kind == .unauthorized && error?.scope == .account && error?.retry == .whenSettingsChange)
        #expect(always.requests.count == 2)
    }

    @Test func `with a token sends nothing else`() async throws {
        let server = try ScriptedServer { _ in .answer(401, headers: ["WWW-Authenticate": Self.digest]) }
        let caldav = CalDAVServer(server.url, password: "t0ken", login: .bearer)
        #expect(await remoteFailure { _ = try await caldav.listing(of: Href("/cal/")) }?.kind == .unauthorized)
        #expect(Set(server.requests.map { $0.headers["authorization"] }) == ["Bearer t0ken"])
    }

    @Test func `by Digest to Apache works for every kind of request`() async throws {
        let radicale = try await TestServer.trustingRadicale()
        let apache = try await TestServer.apache(before: radicale)
        _ = try PlainHTTP.send("MKCALENDAR", radicale.url + "alice/team/", headers: ["X-Remote-User": "alice"])
        let caldav = CalDAVServer(apache.url)
        let home = try await caldav.discover()
        #expect(home.homes == [Href(apache.url + "alice/")])
        let calendar = Href(apache.url + "alice/team/")
        let name = caldav.newName(in: calendar, stem: "x")
        #expect(try await caldav.put(name, body: event("u", "One"), precondition: .absent).isDone)
        guard case .found(_, let etag?, _) = try await caldav.get(name) else { throw CancellationError() }
        #expect(!etag.rawValue.contains("gzip"), "a GET asks for no coding, which would change the ETag")
        #expect(try await caldav.put(name, body: event("u", "Two"), precondition: .matches(etag)).isDone)
        #expect(try await caldav.listing(of: calendar).count == 1)
        let log = try apache.file("access.log").split(separator: "\n")
        #expect(log.contains("alice PUT /alice/team/x.ics 201") && log.filter { $0.hasPrefix("alice PUT") }.count == 2)
    }
}

extension WriteOutcome {
    fileprivate var isDone: Bool {
        if case .done = self { true } else { false }
    }
}
