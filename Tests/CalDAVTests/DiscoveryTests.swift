// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

@Suite struct `Discovery` {
    static let principal = "<current-user-principal><href>/principals/alice%40x/</href></current-user-principal>"
    static let home =
        "<C:calendar-home-set><href>/homes/alice/</href><href>/homes/alice</href><href>/shared/</href></C:calendar-home-set>"

    @Test(arguments: ["", "dav/", "some/deep/place"])
    func `goes from any URL to the principal and its home sets`(path: String) async throws {
        let server = try ScriptedServer { request in
            switch request.path {
            case "/", "/dav/": .multistatus(found(request.path, Self.principal))
            case "/.well-known/caldav": .answer(301, headers: ["Location": "/dav/"])
            case "/principals/alice%40x/": .multistatus(found(request.path, Self.home + Self.principal))
            default: .answer(404)
            }
        }
        let home = try await CalDAVServer(server.url + path).discover()
        #expect(home.principal == Href(server.url + "principals/alice@x/"))
        #expect(home.homes == [Href(server.url + "homes/alice/"), Href(server.url + "shared/")])
        #expect(
            server.requests.allSatisfy { $0.method == "PROPFIND" && $0.headers["depth"] == "0" && !$0.body.isEmpty })
    }

    @Test func `takes the URL itself where a server names no principal`() async throws {
        let server = try ScriptedServer {
            $0.path == "/cal/" ? .multistatus(collection("/cal/")) : .text(200, "<html>")
        }
        let home = try await CalDAVServer(server.url + "cal/").discover()
        #expect(home == RemoteHome(principal: nil, homes: [Href(server.url + "cal/")]))
    }

    @Test(arguments: [
        (ScriptedServer.Reply.answer(401), RemoteError.Kind.unauthorized), (.answer(404), .notCalendar),
        (.text(200, "<html>hi"), .notCalendar),
        (
            .multistatus(found("/", "<current-user-principal><unauthenticated/></current-user-principal>")),
            .unauthorized
        ),
        (.answer(503), .busy), (.hangUp, .unreachable),
    ])
    func `says what is wrong in one line with the next step`(reply: ScriptedServer.Reply, kind: RemoteError.Kind)
        async throws
    {
        let server = try ScriptedServer { _ in reply }
        let error = await remoteFailure { _ = try await CalDAVServer(server.url).discover() }
        #expect(error?.kind == kind && error?.scope != .item, "\(error?.description ?? "")")
        #expect(error?.description.contains("\n") == false && error?.description.contains("alice-pw") == false)
    }

    @Test func `needs a URL and a password`() async throws {
        #expect(await remoteFailure { _ = try await CalDAVServer("https://").discover() }?.kind == .notCalendar)
        #expect(
            await remoteFailure { _ = try await CalDAVServer("http://192.0.2.1/").discover() }?.kind == .notCalendar)
        #expect(
            await remoteFailure { _ = try await CalDAVServer("https://h/", password: nil).discover() }?.kind
                == .noPassword)
    }
}

@Suite struct `A poll` {
    @Test func `tells every calendar with its tokens in one request`() async throws {
        let server = try ScriptedServer { _ in
            .multistatus(
                found(
                    "/home/",
                    "<resourcetype><collection/></resourcetype><current-user-principal><href>/me</href></current-user-principal>"
                )
                    + found(
                        "/home/work%40/",
                        """
                        <resourcetype><collection/><C:calendar/></resourcetype><displayname> Work </displayname><sync-token>t1</sync-token>
                        <CS:getctag xmlns:CS="http://calendarserver.org/ns/">c1</CS:getctag>
                        <C:supported-calendar-component-set><C:comp name="vevent"/></C:supported-calendar-component-set>
                        <supported-report-set><supported-report><report><sync-collection/></report></supported-report></supported-report-set>
                        <current-user-privilege-set><privilege><read/></privilege></current-user-privilege-set>
                        <A:calendar-color xmlns:A="http://apple.com/ns/ical/">#ff0000ff</A:calendar-color>
                        <A:calendar-order xmlns:A="http://apple.com/ns/ical/">3.0</A:calendar-order><C:max-resource-size>1000</C:max-resource-size>
                        """)
                    + collection("/home/plain")
                    + found(
                        "/home/inbox/", "<resourcetype><collection/><C:calendar/><C:schedule-inbox/></resourcetype>")
                    + found(
                        "/home/bin/",
                        "<resourcetype><C:calendar/><x:deleted-calendar xmlns:x=\"http://nextcloud.com/ns\"/></resourcetype>"
                    )
                    + found("/home/book/", "<resourcetype><collection/></resourcetype>")
                    + collection("https://evil.example.org/cal/"))
        }
        let home = RemoteHome(principal: nil, homes: [Href(server.url + "home/")])
        let poll = try await CalDAVServer(server.url).poll(home)
        #expect(poll.principal == Href(server.url + "me/"))
        let work = RemoteCalendar(
            name: RemoteName(href: Href(server.url + "home/work%40/"), key: HrefKey("/home/work@/")),
            displayName: "Work", color: "#ff0000ff",
            order: 3, syncToken: SyncToken("t1"), ctag: "c1", supportsSyncCollection: true, components: ["VEVENT"],
            isWritable: false,
            maxResourceSize: 1000)
        let plain = RemoteCalendar(
            name: RemoteName(href: Href(server.url + "home/plain"), key: HrefKey("/home/plain/")))
        #expect(poll.calendars == [work, plain])
        #expect(server.requests.count == 1 && server.requests[0].headers["depth"] == "1")
    }

    @Test(arguments: ["", response("/home/", 507), collection("/home/a/") + response("/home/", 507)])
    func `is none when the list is not complete`(content: String) async throws {
        let server = try ScriptedServer { _ in .multistatus(content) }
        let home = RemoteHome(principal: nil, homes: [Href(server.url + "home/")])
        #expect(await remoteFailure { _ = try await CalDAVServer(server.url).poll(home) }?.kind == .badAnswer)
    }
}
