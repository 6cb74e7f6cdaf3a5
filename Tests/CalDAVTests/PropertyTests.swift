// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

@Suite struct `New properties of a calendar` {
    private static let wanted = CalendarProperties(displayName: "A & B", color: "#112233", order: 3)
    private static let none = CalendarProperties()

    private static func propstat(_ names: String, _ status: Int) -> String {
        "<propstat><prop>\(names)</prop><status>HTTP/1.1 \(status) -</status></propstat>"
    }

    private func update(
        _ server: ScriptedServer, _ properties: CalendarProperties = wanted
    ) async throws -> PropertiesOutcome {
        try await CalDAVServer(server.url).update(properties, of: Href(server.url + "cal/"))
    }

    @Test func `go out in one PROPPATCH, escaped, and only those that are wanted`() async throws {
        let server = try ScriptedServer { _ in
            .multistatus(found("/cal/", "<displayname/><A:calendar-color xmlns:A=\"http://apple.com/ns/ical/\"/>"))
        }
        let outcome = try await update(server)
        #expect(outcome == .answered(taken: Self.wanted, refused: Self.none, reason: ""))
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1 && request.method == "PROPPATCH" && request.path == "/cal/")
        let set = "<set><prop><displayname>A &amp; B</displayname><A:calendar-color>#112233</A:calendar-color>"
        #expect(request.text.contains(set + "<A:calendar-order>3</A:calendar-order></prop></set>"))
        _ = try await update(server, CalendarProperties(order: 1))
        #expect(server.requests.last?.text.contains("displayname") == false)
    }

    /// RFC 4918 §9.2: all or nothing, so the innocent ones fail with 424.
    @Test func `go once more without the one that took the others down with it`() async throws {
        let color = "<A:calendar-color xmlns:A=\"http://apple.com/ns/ical/\"/>"
        let order = "<A:calendar-order xmlns:A=\"http://apple.com/ns/ical/\"/>"
        let server = try ScriptedServer { request in
            let rest = request.text.contains("calendar-color")
            let content =
                rest
                ? Self.propstat(color, 403) + Self.propstat("<displayname/>" + order, 424)
                : Self.propstat("<displayname/>" + order, 200)
            return .multistatus("<response><href>/cal/</href>\(content)</response>")
        }
        #expect(
            try await update(server)
                == .answered(
                    taken: CalendarProperties(displayName: "A & B", order: 3),
                    refused: CalendarProperties(color: "#112233"), reason: "the server does not allow it"))
        #expect(server.requests.count == 2)
    }

    @Test func `are taken one by one by a server that does them one by one`() async throws {
        let color = "<A:calendar-color xmlns:A=\"http://apple.com/ns/ical/\"/>"
        let server = try ScriptedServer { _ in
            let content = Self.propstat(color, 409) + Self.propstat("<displayname/>", 200)
            return .multistatus("<response><href>/cal/</href>\(content)</response>")
        }
        let wanted = CalendarProperties(displayName: "N", color: "#112233")
        #expect(
            try await update(server, wanted)
                == .answered(
                    taken: CalendarProperties(displayName: "N"), refused: CalendarProperties(color: "#112233"),
                    reason: "the server refuses it (409)"))
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [
        (ScriptedServer.Reply.error(403, "<need-privileges/>"), "the server does not allow it (need-privileges)"),
        (.answer(405), "the server cannot do this (405)"), (.answer(501), "the server cannot do this (501)"),
        (.answer(507), "the server has no room for it"),
        (
            .multistatus("<response><href>/cal/</href><status>HTTP/1.1 403 -</status></response>"),
            "the server does not allow it"
        ),
        (.multistatus("<response><href>/cal/</href>\(propstat("<displayname/>", 424))</response>"), ""),
    ])
    func `are refused for good`(reply: ScriptedServer.Reply, reason: String) async throws {
        let server = try ScriptedServer { _ in reply }
        let outcome = try await update(server)
        guard case .answered(let taken, let refused, let why) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(taken.isEmpty && refused == Self.wanted && (why == reason || reason.isEmpty) && !why.isEmpty)
        #expect(server.requests.count == 1)
    }

    @Test func `are taken by a bare success, and not by the page of a network`() async throws {
        let plain = try ScriptedServer { _ in .answer(204) }
        #expect(try await update(plain) == .answered(taken: Self.wanted, refused: Self.none, reason: ""))
        let portal = try ScriptedServer { _ in .text(200, "<html>log in</html>", ["Content-Type": "text/html"]) }
        #expect(await remoteFailure { _ = try await update(portal) }?.kind == .badAnswer)
    }

    @Test(arguments: [
        (ScriptedServer.Reply.answer(401), RemoteError.Kind.unauthorized), (.answer(404), .moved),
        (.answer(500), .status(500)), (.hangUp, .unreachable), (.text(207, "<multistatus xmlns=\"DAV:\">"), .badAnswer),
        (.answer(302, headers: ["Location": "/elsewhere/"]), .moved),
    ])
    func `stay wanted after any other answer`(reply: ScriptedServer.Reply, kind: RemoteError.Kind) async throws {
        let server = try ScriptedServer { _ in reply }
        #expect(await remoteFailure { _ = try await update(server) }?.kind == kind)
    }

    @Test func `wait as long as a busy server asks`() async throws {
        let server = try ScriptedServer { _ in .answer(503, headers: ["Retry-After": "120"]) }
        #expect(try await update(server) == .tryLater(after: .seconds(120), "the server is busy (503)"))
    }
}
