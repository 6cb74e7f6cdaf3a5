// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

@Suite struct `A new calendar` {
    private static let club = NewCalendar(
        properties: CalendarProperties(displayName: "Club <1>", color: "#112233", order: 2),
        components: ["VEVENT", "VTODO"])

    private func create(_ server: ScriptedServer) async throws -> CreationOutcome {
        let caldav = CalDAVServer(server.url)
        let name = caldav.newCalendarName(in: Href(server.url + "alice/"), segment: "club")
        #expect(name == RemoteName(href: Href(server.url + "alice/club/"), key: HrefKey("/alice/club/")))
        return try await caldav.create(Self.club, at: name)
    }

    @Test func `is made with its properties in one request`() async throws {
        let server = try ScriptedServer { _ in .answer(201) }
        #expect(try await create(server) == .done)
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1 && request.method == "MKCALENDAR" && request.path == "/alice/club/")
        for part in [
            "<C:mkcalendar ", "<displayname>Club &lt;1&gt;</displayname>", "<A:calendar-color>#112233<",
            "<C:comp name=\"VEVENT\"/><C:comp name=\"VTODO\"/>",
        ] {
            #expect(request.text.contains(part), "\(request.text)")
        }
    }

    @Test(arguments: [400, 403, 409, 424]) func `does without what the server refuses in it`(status: Int) async throws {
        let server = try ScriptedServer { $0.text.contains("calendar-color") ? .answer(status) : .answer(201) }
        #expect(try await create(server) == .done)
        #expect(server.requests.map(\.method) == ["MKCALENDAR", "MKCALENDAR"])
        #expect(server.requests[1].text.contains("displayname") && !server.requests[1].text.contains("calendar-order"))
    }

    @Test(arguments: [405, 501]) func `is made by MKCOL where MKCALENDAR is not known`(status: Int) async throws {
        let server = try ScriptedServer { request in
            ["MKCALENDAR": .answer(status), "MKCOL": .answer(201)][request.method] ?? .answer(404)
        }
        #expect(try await create(server) == .done)
        #expect(server.requests.map(\.method) == ["MKCALENDAR", "PROPFIND", "MKCOL"])
        let text = server.requests[2].text
        #expect(text.contains("<mkcol ") && text.contains("<resourcetype><collection/><C:calendar/></resourcetype>"))
    }

    @Test func `does not take the place of something else`() async throws {
        let server = try ScriptedServer { request in
            request.method == "PROPFIND" ? .multistatus(collection("/alice/club/")) : .answer(405)
        }
        #expect(try await create(server) == .taken)
        let other = try ScriptedServer { _ in .error(403, "<resource-must-be-null/>") }
        #expect(try await create(other) == .taken)
    }

    @Test func `counts as made where the server says so in a multistatus`() async throws {
        let made = try ScriptedServer { request in
            request.method == "PROPFIND"
                ? .multistatus(collection("/alice/club/")) : .multistatus(response("/alice/club/", 200))
        }
        #expect(try await create(made) == .done)
    }

    @Test(arguments: [
        (405, "the server makes no calendars (405)"), (501, "the server makes no calendars (501)"),
        (403, "the server does not allow it"), (507, "the server has no room for it"),
    ])
    func `is refused in words`(status: Int, reason: String) async throws {
        let server = try ScriptedServer { $0.method == "PROPFIND" ? .answer(404) : .answer(status) }
        #expect(try await create(server) == .refused(reason))
    }

    @Test func `is in doubt when the answer is lost`() async throws {
        for reply in [ScriptedServer.Reply.hangUp, .answer(500), .answer(502)] {
            let server = try ScriptedServer { _ in reply }
            let error = await remoteFailure { _ = try await create(server) }
            #expect(error?.isOutcomeUnknown == true, "\(String(describing: error))")
            #expect(server.requests.count == 1)
        }
        let busy = try ScriptedServer { _ in .answer(429, headers: ["Retry-After": "90"]) }
        #expect(try await create(busy) == .tryLater(after: .seconds(90), "the server is busy (429)"))
    }
}

@Suite struct `The deletion of a calendar` {
    private static let calendars =
        collection("/alice/team/") + collection("/alice/folder/") + collection("/alice/folder/inside/")

    private func delete(
        _ path: String, homes: [String] = ["alice/"], _ reply: ScriptedServer.Reply = .answer(204)
    ) async throws -> (outcome: DeletionOutcome, deleted: [String]) {
        let server = try ScriptedServer { $0.method == "DELETE" ? reply : .multistatus(Self.calendars) }
        let home = RemoteHome(principal: nil, homes: homes.map { Href(server.url + $0) })
        let outcome = try await CalDAVServer(server.url).deleteCalendar(Href(server.url + path), in: home)
        return (outcome, server.requests.filter { $0.method == "DELETE" }.map(\.path))
    }

    @Test func `is one request for the collection that is meant`() async throws {
        for path in ["alice/team/", "alice/%74eam"] {
            let result = try await delete(path)
            #expect(result.outcome == .done && result.deleted.count == 1)
        }
    }

    @Test(arguments: [
        ("alice/", ["alice/"]), ("", ["alice/"]), ("alice", ["alice/"]), ("bob/team/", ["alice/"]),
        ("alice/team/", ["alice/team/"]), ("alice/team/", ["alice/team/deep/"]), ("alice/../bob/x/", ["alice/"]),
        ("alice/folder/", ["alice/"]),
    ])
    func `is never sent to anything but one calendar inside a home`(path: String, homes: [String]) async throws {
        let result = try await delete(path, homes: homes)
        guard case .refused = result.outcome else {
            Issue.record("\(path): \(result.outcome)")
            return
        }
        #expect(result.deleted == [])
    }

    @Test func `is done already where the calendar is not listed`() async throws {
        let result = try await delete("alice/gone/")
        #expect(result.outcome == .done && result.deleted == [])
        #expect(try await delete("alice/team/", .answer(404)).outcome == .done)
    }

    @Test func `is none when a part is left`() async throws {
        let partial = ScriptedServer.Reply.multistatus(response("/alice/team/1.ics", 423))
        #expect(
            try await delete("alice/team/", partial).outcome
                == .refused("the server could delete only a part of it (423)"))
        #expect(try await delete("alice/team/", .answer(403)).outcome == .refused("the server does not allow it"))
        #expect(try await delete("alice/team/", .answer(405)).outcome == .refused("the server cannot do this (405)"))
    }

    @Test func `is in doubt when the answer is lost`() async throws {
        let error = await remoteFailure { _ = try await delete("alice/team/", .hangUp) }
        #expect(error?.isOutcomeUnknown == true)
    }

    private func delete(
        _ path: String, _ reply: ScriptedServer.Reply
    ) async throws -> (outcome: DeletionOutcome, deleted: [String]) {
        try await delete(path, homes: ["alice/"], reply)
    }
}

@Suite struct `What a poll says of a calendar` {
    @Test func `has its owner in the spelling of the principal, and its resource id`() async throws {
        let server = try ScriptedServer { _ in
            let principal = "<current-user-principal><href>/p/alice</href></current-user-principal>"
            let type = "<resourcetype><collection/><C:calendar/></resourcetype>"
            let id = "<resource-id><href>urn:uuid:1</href></resource-id>"
            return .multistatus(
                found("/h/", "\(principal)<resourcetype><collection/></resourcetype>")
                    + found("/h/own/", "\(type)<owner><href>/p/alice/</href></owner>\(id)")
                    + found("/h/bobs/", "\(type)<owner><href>/p/b%6fb</href></owner>") + found("/h/plain/", type)
                    + found("/h/odd/", "\(type)<owner>somebody</owner><resource-id/>"))
        }
        let poll = try await CalDAVServer(server.url).poll(
            RemoteHome(principal: nil, homes: [Href(server.url + "h/")]))
        #expect(poll.principal == Href(server.url + "p/alice/"))
        #expect(poll.calendars.map(\.owner) == [poll.principal, Href(server.url + "p/bob/"), nil, nil])
        #expect(poll.calendars.map(\.resourceID) == ["urn:uuid:1", nil, nil, nil])
    }
}

@Suite struct `Calendars of a real server` {
    @Test(arguments: RealServer.allCases)
    func `are made, changed and deleted`(kind: RealServer) async throws {
        let server = try await RealServers.shared.server(kind)
        let caldav = CalDAVServer(server.url)
        let home = try await caldav.discover()
        let place = try #require(home.homes.first)
        let segment = "made-" + UUID().uuidString.lowercased()
        let name = caldav.newCalendarName(in: place, segment: segment)
        let properties = CalendarProperties(displayName: "Größe & <b>", color: "#12ab3f", order: 7)
        let wanted = NewCalendar(properties: properties)
        #expect(try await caldav.create(wanted, at: name) == .done)
        let made = try #require(try await caldav.poll(home).calendars.first { $0.name == name })
        #expect(made.properties.without(properties).isEmpty && properties.without(made.properties).isEmpty)
        #expect(made.components == ["VEVENT"] && (made.owner == nil || made.owner == home.principal))
        #expect(try await caldav.create(wanted, at: name) == .taken)

        let next = CalendarProperties(displayName: "Other", color: "#000000", order: 1)
        let answer = try await caldav.update(next, of: name.href)
        #expect(answer == .answered(taken: next, refused: CalendarProperties(), reason: ""))
        let changed = try #require(try await caldav.poll(home).calendars.first { $0.name == name })
        #expect(next.without(changed.properties).isEmpty, "\(changed.properties)")

        let item = caldav.newName(in: name.href, stem: "x")
        _ = try await caldav.put(item, body: event("u-\(segment)", "x"), precondition: .absent)
        #expect(try await caldav.deleteCalendar(name.href, in: home) == .done)
        #expect(try await caldav.poll(home).calendars.contains { $0.name == name } == false)
        #expect(try await caldav.deleteCalendar(name.href, in: home) == .done)
        #expect(await remoteFailure { _ = try await caldav.update(next, of: name.href) }?.kind == .moved)
    }
}
