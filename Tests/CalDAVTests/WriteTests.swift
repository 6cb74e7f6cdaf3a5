// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

@Suite struct `A write` {
    let name = RemoteName(href: Href("/cal/x.ics"), key: HrefKey("/cal/x.ics"))

    @Test func `carries its precondition, its length and no compression`() async throws {
        let server = try ScriptedServer { _ in .answer(201, headers: ["ETag": "\"2\""]) }
        let caldav = CalDAVServer(server.url)
        let done = WriteOutcome.done(etag: ETag("\"2\""), scheduleTag: nil)
        #expect(try await caldav.put(name, body: [65], precondition: .absent) == done)
        #expect(try await caldav.put(name, body: [66], precondition: .matches(ETag("W/\"1\""))) == done)
        _ = try await caldav.delete(name, etag: ETag("1"))
        let requests = server.requests
        #expect(requests.map(\.method) == ["PUT", "PUT", "DELETE"] && requests.allSatisfy { $0.path == "/cal/x.ics" })
        #expect(requests.map { $0.headers["if-none-match"] } == ["*", nil, nil])
        #expect(requests.map { $0.headers["if-match"] } == [nil, "\"1\"", "\"1\""])
        #expect(
            requests.map { $0.headers["content-type"] } == [
                "text/calendar; charset=utf-8", "text/calendar; charset=utf-8", nil,
            ])
        #expect(requests.allSatisfy { $0.headers["accept-encoding"] == "identity" })
    }

    @Test func `tries the next spelling of its ETag only after a plain mismatch`() async throws {
        let server = try ScriptedServer { $0.headers["if-match"] == "\"1\"" ? .answer(204) : .answer(412) }
        let outcome = try await CalDAVServer(server.url).delete(name, etag: ETag("\"1-gzip\""))
        #expect(outcome == .done(etag: nil, scheduleTag: nil))
        #expect(server.requests.map { $0.headers["if-match"] } == ["\"1-gzip\"", "\"1\""])
        let other = try ScriptedServer { _ in .error(412, "<C:valid-calendar-data/>") }
        let refused = try await CalDAVServer(other.url).put(name, body: [], precondition: .matches(ETag("\"1-gzip\"")))
        #expect(
            refused == .refused("the server does not take this text (valid-calendar-data)") && other.requests.count == 1
        )
    }

    @Test func `is not done because one spelling of the name is not known`() async throws {
        let server = try ScriptedServer { $0.path == "/cal/a@b.ics" ? .answer(204) : .answer(404) }
        let name = RemoteName(href: Href("/cal/a%40b.ics"), key: HrefKey("/cal/a@b.ics"))
        let outcome = try await CalDAVServer(server.url).delete(name, etag: ETag("\"1\""))
        #expect(outcome == .done(etag: nil, scheduleTag: nil))
        #expect(server.requests.map(\.path) == ["/cal/a%40b.ics", "/cal/a@b.ics"])
    }

    @Test func `is not refused because a question mark in the name was taken for a query`() async throws {
        let server = try ScriptedServer { $0.path == "/cal/a%3F.ics" ? .answer(204) : .answer(412) }
        let name = RemoteName(href: Href("/cal/a?.ics"), key: HrefKey("/cal/a?.ics"))
        let outcome = try await CalDAVServer(server.url).put(name, body: [65], precondition: .matches(ETag("\"1\"")))
        #expect(outcome == .done(etag: nil, scheduleTag: nil))
        #expect(server.requests.map(\.path) == ["/cal/a?.ics", "/cal/a%3F.ics"])
        #expect(server.requests.allSatisfy { $0.headers["if-match"] == "\"1\"" })
    }

    @Test(arguments: ["/cal/", "/cal", "/", "/cal/x/..", "/cal/sub/", "/cal/%2E", "/cal//", "/cal/?x.ics"])
    func `never goes to a collection`(path: String) async throws {
        let server = try ScriptedServer { _ in .answer(204) }
        let name = RemoteName(href: Href(path), key: HrefKey(path))
        let caldav = CalDAVServer(server.url)
        #expect(await remoteFailure { _ = try await caldav.delete(name, etag: ETag("\"1\"")) }?.scope == .item)
        #expect(await remoteFailure { _ = try await caldav.put(name, body: [], precondition: .absent) }?.scope == .item)
        #expect(server.requests.isEmpty)
    }

    @Test func `leaves open what happened when its answer is lost`() async throws {
        let server = try ScriptedServer { _ in .hangUp }
        let error = await remoteFailure {
            _ = try await CalDAVServer(server.url).put(name, body: [65], precondition: .absent)
        }
        #expect(error?.isOutcomeUnknown == true)
        let port = try freePort()
        let refused = await remoteFailure {
            _ = try await CalDAVServer("http://127.0.0.1:\(port)/").put(name, body: [65], precondition: .absent)
        }
        #expect(refused?.kind == .unreachable && refused?.isOutcomeUnknown == false)
    }

    @Test func `gives a new object a name in its calendar`() {
        let caldav = CalDAVServer("https://h/dav/")
        let own = caldav.newName(in: Href("https://h/cal%40/"), stem: "s")
        #expect(own == RemoteName(href: Href("/cal%40/s.ics"), key: HrefKey("/cal@/s.ics")))
        let foreign = caldav.newName(in: Href("https://o/cal"), stem: "s")
        #expect(foreign == RemoteName(href: Href("https://o/cal/s.ics"), key: HrefKey("/cal/s.ics")))
    }
}

@Suite struct `A redirect` {
    @Test(arguments: [301, 302, 307, 308])
    func `is followed with the body and the password to the same origin`(status: Int) async throws {
        let server = try ScriptedServer {
            $0.path == "/cal/" ? .multistatus(collection("/cal/")) : .answer(status, headers: ["Location": "/cal/"])
        }
        _ = try await CalDAVServer(server.url).listing(of: Href(server.url + "cal"))
        let requests = server.requests
        #expect(requests.map(\.path) == ["/cal", "/cal/"] && Set(requests.map(\.body)).count == 1)
        #expect(
            requests.allSatisfy { $0.method == "PROPFIND" && $0.headers["authorization"] != nil && !$0.body.isEmpty })
    }

    @Test func `to another origin never gets a request unless the settings allow it`() async throws {
        let target = try ScriptedServer { _ in
            .multistatus(
                found(
                    "/",
                    "<current-user-principal><href>/me/</href></current-user-principal><C:calendar-home-set><href>/me/</href></C:calendar-home-set>"
                ))
        }
        let server = try ScriptedServer { _ in .answer(302, headers: ["Location": target.url]) }
        let error = await remoteFailure { _ = try await CalDAVServer(server.url).discover() }
        #expect(error?.kind == .forbidden && error?.hint.contains("allowed_hosts") == true)
        #expect(error?.retry == .later(nil), "a redirect for now stops no account for good")
        #expect(target.requests.isEmpty)
        let home = try await CalDAVServer(server.url, allowedHosts: ["127.0.0.1:\(target.port)"]).discover()
        #expect(
            home.homes == [Href(target.url + "me/")]
                && target.requests.allSatisfy { $0.headers["authorization"] != nil })
    }

    @Test func `in circles ends after five`() async throws {
        let server = try ScriptedServer { .answer(307, headers: ["Location": $0.path == "/a" ? "/b" : "/a"]) }
        #expect(
            await remoteFailure {
                _ = try await CalDAVServer(server.url).get(RemoteName(href: Href("/a"), key: HrefKey("/a")))
            }?.kind == .badAnswer)
        #expect(server.requests.count == 6)
    }

    @Test func `of a collection to another path means that it has moved`() async throws {
        let server = try ScriptedServer { _ in .answer(301, headers: ["Location": "/elsewhere/"]) }
        let caldav = CalDAVServer(server.url)
        let calendar = Href(server.url + "cal/")
        #expect(await remoteFailure { _ = try await caldav.listing(of: calendar) }?.kind == .moved)
        #expect(
            await remoteFailure { _ = try await caldav.changes(in: calendar, since: SyncToken("t")) }?.kind == .moved)
        #expect(
            await remoteFailure { _ = try await caldav.poll(RemoteHome(principal: nil, homes: [calendar])) }?.kind
                == .moved)
        #expect(server.requests.count == 3)
    }

    @Test func `of a PUT stays on its origin and has to be read back`() async throws {
        let target = try ScriptedServer { _ in .answer(201) }
        let server = try ScriptedServer {
            switch $0.path {
            case "/cal/new": .answer(201, headers: ["ETag": "\"1\""])
            case "/cal/x": .answer(308, headers: ["Location": "/cal/new"])
            default: .answer(307, headers: ["Location": target.url])
            }
        }
        let caldav = CalDAVServer(server.url, allowedHosts: ["127.0.0.1"])
        let outcome = try await caldav.put(
            RemoteName(href: Href("/cal/x"), key: HrefKey("/cal/x")), body: [65], precondition: .absent)
        let new = RemoteName(href: Href("/cal/new"), key: HrefKey("/cal/new"))
        #expect(outcome == .doneElsewhere(new) && server.requests.map(\.body) == [[65], [65]])
        let away = RemoteName(href: Href("/cal/away"), key: HrefKey("/cal/away"))
        #expect(
            await remoteFailure { _ = try await caldav.put(away, body: [65], precondition: .absent) }?.kind == .moved)
        #expect(target.requests.isEmpty)
    }
}
