// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

@Suite struct `A list of changes` {
    @Test func `follows the table`() async throws {
        let server = try ScriptedServer { _ in
            .multistatus(
                found("/cal/", "<getetag>\"c\"</getetag>") + found("/cal/new%40.ics", "<getetag>\"1\"</getetag>")
                    + response("/cal/gone", 404)
                    + response("/cal/gone2", 410) + response("/cal/locked", 403) + response("/cal/sogo", 201)
                    + "<response><href>/cal/noprop</href><propstat><prop><getetag/></prop><status>HTTP/1.1 404 No</status></propstat></response>"
                    + found("/cal/bare", "") + found("/cal/sub/", "<getetag>\"s\"</getetag>")
                    + found("/other/x", "<getetag>\"o\"</getetag>")
                    + response("/cal/twice", 404) + found("/cal/twice", "<getetag>\"2\"</getetag>")
                    + found("http://127.0.0.1:1/cal/elsewhere", "<getetag>\"e\"</getetag>")
                    + found("/cal/evil", "<getetag>a&#13;&#10;b</getetag>")
                    + "<sync-token>new</sync-token>")
        }
        let list = try await CalDAVServer(server.url).changes(in: Href(server.url + "cal/"), since: SyncToken("a&b"))
        #expect(list.token == SyncToken("new"))
        #expect(
            list.lines == [
                "/cal/bare -", "/cal/evil -", "/cal/gone gone", "/cal/gone2 gone", "/cal/locked -",
                "/cal/new@.ics \"1\"", "/cal/noprop -",
                "/cal/sogo -", "/cal/twice \"2\"",
            ])
        #expect(list.entries[5].name.href == Href("/cal/new%40.ics"))
        let request = try #require(server.requests.first)
        #expect(
            request.method == "REPORT" && request.headers["depth"] == "0"
                && request.headers["accept-encoding"] == "gzip")
        #expect(request.text.contains("<sync-token>a&amp;b</sync-token>"))
    }

    @Test func `keeps the old token when none comes`() async throws {
        let server = try ScriptedServer { _ in .multistatus("") }
        let list = try await CalDAVServer(server.url).changes(in: Href(server.url + "cal/"), since: SyncToken("old"))
        #expect(list.token == SyncToken("old") && list.isEmpty)
    }

    @Test func `goes on with pages until one is the last`() async throws {
        let server = try ScriptedServer { request in
            let pages = ["t0": ("1", "t1", true), "t1": ("2", "t2", true), "t2": ("3", "t3", false)]
            guard let page = pages.first(where: { request.text.contains("<sync-token>\($0.key)<") })?.value else {
                return .answer(500)
            }
            return .multistatus(
                found("/cal/\(page.0)", "<getetag>\"\(page.0)\"</getetag>") + (page.2 ? response("/cal/", 507) : "")
                    + "<sync-token>\(page.1)</sync-token>")
        }
        let list = try await CalDAVServer(server.url).changes(in: Href(server.url + "cal/"), since: SyncToken("t0"))
        #expect(list.token == SyncToken("t3") && list.lines == ["/cal/1 \"1\"", "/cal/2 \"2\"", "/cal/3 \"3\""])
    }

    @Test(arguments: ["<sync-token>same</sync-token>", ""])
    func `refuses pages that lead nowhere`(token: String) async throws {
        let server = try ScriptedServer { _ in .multistatus(response("/cal/", 507) + token) }
        let error = await remoteFailure {
            _ = try await CalDAVServer(server.url).changes(in: Href(server.url + "cal/"), since: SyncToken("same"))
        }
        #expect(error?.kind == .badAnswer && server.requests.count == 1)
    }

    @Test(arguments: [
        (403, "<valid-sync-token/>"), (409, "<valid-sync-token/>"), (412, "<valid-sync-token/>"),
        (400, "<valid-sync-token/>"), (403, ""),
        (409, ""), (410, ""), (412, ""), (418, ""), (507, ""), (400, ""), (404, ""),
    ])
    func `knows every way of refusing a token`(status: Int, condition: String) async throws {
        let server = try ScriptedServer { request in
            if request.method == "PROPFIND" { return .multistatus(collection("/cal/")) }
            return condition.isEmpty ? .answer(status) : .error(status, condition)
        }
        let error = await remoteFailure {
            _ = try await CalDAVServer(server.url).changes(in: Href(server.url + "cal/"), since: SyncToken("t"))
        }
        #expect(error?.kind == .tokenRefused && error?.retry == .now && error?.scope == .calendar)
    }

    @Test(arguments: [
        (403, "<need-privileges/>", RemoteError.Kind.forbidden), (403, "<supported-report/>", .unsupported),
        (404, "", .moved),
        (401, "", .unauthorized), (405, "", .unsupported), (501, "", .unsupported), (500, "", .status(500)),
        (503, "", .busy),
        (200, "", .badAnswer),
    ])
    func `takes nothing else for a refused token`(status: Int, condition: String, kind: RemoteError.Kind) async throws {
        let server = try ScriptedServer { $0.method == "PROPFIND" ? .answer(404) : .error(status, condition) }
        let error = await remoteFailure {
            _ = try await CalDAVServer(server.url).changes(in: Href(server.url + "cal/"), since: SyncToken("t"))
        }
        #expect(error?.kind == kind)
    }
}

@Suite struct `A listing` {
    @Test func `holds every member once, and no collection`() async throws {
        let server = try ScriptedServer { _ in
            .multistatus(
                collection("/cal") + found("/cal/b.EML", "<getetag>\"2\"</getetag><resourcetype/>")
                    + found("/cal/a", "<resourcetype/>")
                    + found("/cal/sub", "<getetag>\"3\"</getetag><resourcetype><collection/></resourcetype>")
                    + found("/cal/b.EML", "<getetag>\"2\"</getetag>") + response("/cal/gone", 404)
                    + response("/cal/locked", 403))
        }
        let list = try await CalDAVServer(server.url).listing(of: Href(server.url + "cal/"))
        #expect(list.lines == ["/cal/a -", "/cal/b.EML \"2\"", "/cal/locked -"] && list.token == nil)
        #expect(server.requests.map { $0.headers["depth"] } == ["1"])
    }

    @Test(arguments: [
        "", found("/cal/a", "<getetag>\"1\"</getetag>"), found("/cal/", "<getetag>\"1\"</getetag>"),
        collection("/cal/") + response("/cal/", 507), collection("/cal/") + response("/cal/x", 507),
        collection("/other/"),
    ])
    func `is none unless it is proven complete`(content: String) async throws {
        let server = try ScriptedServer { _ in .multistatus(content) }
        let error = await remoteFailure {
            _ = try await CalDAVServer(server.url).listing(of: Href(server.url + "cal/"))
        }
        #expect(error?.kind == .badAnswer && error?.scope == .calendar)
    }

    @Test(arguments: [
        (
            ScriptedServer.Reply.text(200, "<html>log in</html>", ["Content-Type": "text/html"]),
            RemoteError.Kind.badAnswer
        ),
        (.text(207, "<html>log in</html>"), .badAnswer), (.answer(207), .badAnswer), (.answer(401), .unauthorized),
        (.answer(404), .moved),
        (.answer(500), .status(500)), (.answer(507), .badAnswer), (.hangUp, .unreachable),
        (
            .text(207, "<multistatus xmlns=\"DAV:\">" + found("/cal/", "<resourcetype><collection/></resourcetype>")),
            .badAnswer
        ),
        (.raw(Array("HTTP/1.1 207 -\r\nContent-Length: 900\r\n\r\n<multistatus xmlns=\"DAV:\">".utf8)), .unreachable),
        (.multistatus(collection("/cal/"), status: 200), .badAnswer), (.multistatus(response("/cal/", 404)), .moved),
        (.answer(301, headers: ["Location": "/new/"]), .moved),
    ])
    func `is none in any other answer`(reply: ScriptedServer.Reply, kind: RemoteError.Kind) async throws {
        let server = try ScriptedServer { _ in reply }
        let error = await remoteFailure {
            _ = try await CalDAVServer(server.url).listing(of: Href(server.url + "cal/"))
        }
        #expect(error?.kind == kind, "\(error?.description ?? "")")
    }
}

@Suite struct `Fetching` {
    @Test func `answers every name exactly once`() async throws {
        let server = try ScriptedServer { request in
            switch (request.method, request.path) {
            case ("REPORT", _):
                .multistatus(
                    data("/cal/a%2Bb.ics", "A\n", "\"1\"") + data("/cal/a+b.ics", "again", "\"9\"")
                        + response("/cal/gone.ics", 404)
                        + data("", "empty", "\"0\"") + data("/cal/stranger.ics", "x", "\"x\"")
                        + data("/cal/d%2540.ics", "D", "\"4\"")
                        + found("/cal/bare.ics", "<getetag>\"3\"</getetag>"))
            case ("GET", "/cal/missing.ics"): .text(200, "M\r\n", ["ETag": "\"2\"", "Schedule-Tag": "\"s\""])
            case ("GET", "/cal/bare.ics"): .answer(403)
            case ("GET", "/cal/login.ics"): .answer(500)
            default: .answer(404)
            }
        }
        let names = ["a+b.ics", "gone.ics", "missing.ics", "d%40.ics", "bare.ics", "login.ics"].map { name in
            RemoteName(href: Href("/cal/\(name)"), key: HrefKey(pathKey("/cal/\(name)")))
        }
        let objects = try await CalDAVServer(server.url).fetch(names, in: Href(server.url + "cal/"))
        let outcomes = Dictionary(grouping: objects, by: \.key.rawValue).mapValues { $0.map(\.outcome) }
        #expect(Set(outcomes.keys) == Set(names.map(\.key.rawValue)))
        #expect(
            outcomes["/cal/a%2Bb.ics"] == [.found(body: Array("A\r\n".utf8), etag: ETag("\"1\""), scheduleTag: nil)])
        #expect(outcomes["/cal/gone.ics"] == [.notFound])
        #expect(
            outcomes["/cal/missing.ics"] == [
                .found(body: Array("M\r\n".utf8), etag: ETag("\"2\""), scheduleTag: "\"s\"")
            ])
        #expect(outcomes["/cal/d@.ics"] == [.found(body: Array("D".utf8), etag: ETag("\"4\""), scheduleTag: nil)])
        #expect(
            outcomes["/cal/bare.ics"] == [.failed("the server refuses to hand it out (403)")]
                || outcomes["/cal/bare.ics"]?.count == 1)
        if case .failed = outcomes["/cal/login.ics"]?.first {
        } else {
            Issue.record("a 500 is a failure of that object")
        }
        #expect(server.requests.count { $0.method == "REPORT" } == 1)
        let gets = server.requests.filter { $0.method == "GET" }
        #expect(gets.allSatisfy { $0.headers["accept-encoding"] == "identity" })
    }

    @Test func `goes on by GET where multiget is not known, and by GET alone for one`() async throws {
        let server = try ScriptedServer { $0.method == "REPORT" ? .answer(501) : .text(200, $0.path) }
        let names = ["1", "2"].map { RemoteName(href: Href("/cal/\($0)"), key: HrefKey("/cal/\($0)")) }
        let caldav = CalDAVServer(server.url)
        let objects = try await caldav.fetch(names, in: Href(server.url + "cal/"))
        #expect(Set(objects.map(\.key.rawValue)) == ["/cal/1", "/cal/2"])
        _ = try await caldav.fetch(Array(names.prefix(1)), in: Href(server.url + "cal/"))
        #expect(try await caldav.fetch([], in: Href(server.url + "cal/")).isEmpty)
        #expect(server.requests.map(\.method).sorted() == ["GET", "GET", "GET", "REPORT"])
    }

    @Test(arguments: [
        (ScriptedServer.Reply.answer(401), RemoteError.Kind.unauthorized), (.answer(503), .busy),
        (.text(200, "<html>x"), .badAnswer),
    ])
    func `stops at what is not about one object`(reply: ScriptedServer.Reply, kind: RemoteError.Kind) async throws {
        let server = try ScriptedServer { $0.method == "REPORT" ? .multistatus("") : reply }
        let names = ["1", "2"].map { RemoteName(href: Href("/cal/\($0)"), key: HrefKey("/cal/\($0)")) }
        let error = await remoteFailure {
            _ = try await CalDAVServer(server.url).fetch(names, in: Href(server.url + "cal/"))
        }
        #expect(error?.kind == kind)
    }

    @Test func `tries the other spelling before it believes a 404`() async throws {
        let server = try ScriptedServer { $0.path == "/cal/a@b" ? .text(200, "here") : .answer(404) }
        let outcome = try await CalDAVServer(server.url).get(
            RemoteName(href: Href("/cal/a%40b"), key: HrefKey("/cal/a@b")))
        #expect(outcome == .found(body: Array("here".utf8), etag: nil, scheduleTag: nil))
    }

    private func data(_ href: String, _ text: String, _ etag: String) -> String {
        found(href, "<getetag>\(etag)</getetag><C:calendar-data>\(text)</C:calendar-data>")
    }
}
