// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel
import CalendarStorage
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import ControlServer

@Suite struct `The OpenAPI document` {
    private let world: BridgeWorld
    init() throws { world = try BridgeWorld() }

    private func document() throws -> [String: Any] {
        let data = Data(openAPIDocument(version: "1.2.3").utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func `describes exactly the routes that are there`() throws {
        let paths = try #require(try document()["paths"] as? [String: [String: Any]])
        let methods = Set(["get", "post", "patch", "delete", "put"])
        let described = paths.flatMap { path, item in
            item.keys.filter(methods.contains).map { "\($0.uppercased()) \(path)" }
        }
        let router = controlRouter(world.bridge, version: "1.2.3")
        let routes = router.routes.map { route in
            let parts = route.path.description.split(separator: "/").map {
                $0.hasPrefix(":") ? "{\($0.dropFirst())}" : $0
            }
            return "\(route.method.rawValue) /\(parts.joined(separator: "/"))"
        }
        #expect(described.sorted() == routes.sorted())
    }

    @Test func `refers only to what it holds, and holds nothing idle`() throws {
        let text = openAPIDocument(version: "1.2.3")
        let check = SchemaCheck(document: try document())
        let references = Set(text.matches(of: /"\$ref": "([^"]+)"/).map { String($0.1) })
        for reference in references { #expect(!check.resolve(reference).isEmpty, "\(reference)") }
        let components = try #require(try document()["components"] as? [String: [String: Any]])
        for (kind, items) in components {
            for name in items.keys { #expect(references.contains("#/components/\(kind)/\(name)"), "\(kind)/\(name)") }
        }
    }

    /// Where a request's answers are described: method, path there, and status.
    private func expect(
        _ answer: RouterAnswer, fits method: String, _ path: String, _ status: String? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let check = SchemaCheck(document: try document())
        let item = check.resolve("#/paths")[path] as? [String: Any]
        let responses = (item?[method] as? [String: Any])?["responses"] as? [String: [String: Any]]
        var response = try #require(responses?[status ?? "\(answer.status)"], sourceLocation: location)
        if let reference = response["$ref"] as? String { response = check.resolve(reference) }
        let content = try #require(response["content"] as? [String: [String: Any]], sourceLocation: location)
        let schema = content[answer.mediaType ?? ""]?["schema"] as? [String: Any]
        let found = check.problems(try answer.json(), try #require(schema, sourceLocation: location))
        #expect(found.isEmpty, "\(found) in \(String(decoding: answer.bytes, as: UTF8.self))", sourceLocation: location)
    }

    @Test func `fits every answer of a world with something of everything`() async throws {
        let id = try populate()
        for path in ["health", "status", "accounts", "calendars", "changes", "conflicts", "log", "openapi.json"] {
            let answer = try await world.call(.get, path)
            #expect(answer.status == 200)
            try expect(answer, fits: "get", "/v1/\(path)")
        }
        let list = try await world.call(.get, "events?from=2026-03-01&to=2026-04-01&tz=Europe/Berlin&short_ids=true")
        #expect((try list.json()["events"] as? [Any])?.count == 8)
        try expect(list, fits: "get", "/v1/events")
        try expect(try await world.call(.get, "events/\(id)?tz=UTC"), fits: "get", "/v1/events/{id}")
        try expect(try await world.call(.get, "accounts/work"), fits: "get", "/v1/accounts/{account}")
        try expect(try await world.call(.get, "calendars/work%2Fteam"), fits: "get", "/v1/calendars/{calendar}")
        try expect(try await world.call(.get, "conflicts/1"), fits: "get", "/v1/conflicts/{id}")
        try expect(
            try await world.call(.post, "conflicts/1/settle"), fits: "post", "/v1/conflicts/{id}/settle")
        try expect(try await world.call(.get, "conflicts?state=all"), fits: "get", "/v1/conflicts")
        let sync = try await world.call(.post, "sync", #"{"accounts": ["work"]}"#)
        try expect(sync, fits: "post", "/v1/sync")
        try expect(try await world.call(.get, "sync/ticket-1"), fits: "get", "/v1/sync/{ticket}")
        try expect(try await world.call(.post, "reload"), fits: "post", "/v1/reload")
        let moved = try await world.call(.post, "events/\(id)/move", #"{"calendar": "main", "anyway": true}"#)
        try expect(moved, fits: "post", "/v1/events/{id}/move")
        let (status, event) = (try await world.call(.get, "status"), try await world.call(.get, "events/\(id)"))
        try expect(status, fits: "get", "/v1/status")
        let operations = try status.json()["waiting"] as? [[String: Any]]
        #expect(
            operations?.contains { $0["from"] as? String == "work/team" && $0["operation"] as? String == "move" }
                == true)
        #expect(operations?.contains { $0["to"] as? String == "home/main" } == true)
        try expect(event, fits: "get", "/v1/events/{id}")
        #expect((try event.json()["sync"] as? [String: Any])?["moving_from"] as? [String] == ["work/team"])
        try expect(try await world.call(.get, "log"), fits: "get", "/v1/log")
    }

    @Test func `fits the answers to what is asked of calendars`() async throws {
        world.engine.set { $0.onCreate = { _, _ in CalendarID("home/main") } }
        let club = ##"{"name": "Club", "account": "home", "color": "#112233"}"##
        let made = try await world.call(.post, "calendars", club)
        #expect(made.status == 201)
        try expect(made, fits: "post", "/v1/calendars")
        try world.write {
            var wish = CalendarWish(properties: CalendarProperties(order: 3), queuedAt: BridgeWorld.now)
            (wish.lastError, wish.refusal) = ("late", "the colour: no")
            try $0.save(wish, of: CalendarID("home/main"))
            var record = try #require(try $0.calendar(CalendarID("work/holidays")))
            (record.hiddenSince, record.components) = (BridgeWorld.now, ["VEVENT"])
            (record.owner, record.resourceID) = (Href("https://x/bob/"), "urn:uuid:1")
            try $0.save(record)
            var account = try #require(try $0.account(AccountName("work")))
            account.principal = Href("https://x/alice/")
            try $0.save(account)
        }
        try expect(try await world.call(.get, "calendars"), fits: "get", "/v1/calendars")
        let looks = ##"{"display_name": "Ours", "color": "#AABBCC"}"##
        let changed = try await world.call(.patch, "calendars/main", looks)
        #expect(changed.status == 202)
        #expect(try changed.json()["waiting"] as? [String] == ["display_name", "color", "order"])
        try expect(changed, fits: "patch", "/v1/calendars/{calendar}")
        let same = try await world.call(.patch, "calendars/work%2Fteam", #"{"display_name": "Team"}"#)
        #expect(same.status == 200)
        try expect(same, fits: "patch", "/v1/calendars/{calendar}")
        let deleted = try await world.call(.delete, "calendars/Ours?discard_edits=true")
        #expect(deleted.status == 200)
        try expect(deleted, fits: "delete", "/v1/calendars/{calendar}")
        world.engine.set { $0.calendarError = BridgeError(.server, "The server makes no calendars.") }
        let refused = try await world.call(.post, "calendars", club)
        #expect(refused.status == 502)
        try expect(refused, fits: "post", "/v1/calendars", "default")
    }

    @Test func `fits the answers to edits and to what cannot be done`() async throws {
        let created = try await world.call(
            .post, "events?tz=Europe/Berlin", #"{"title": "Tea", "start": "2026-03-02T16:00", "duration": "PT30M"}"#)
        #expect(created.status == 202)
        try expect(created, fits: "post", "/v1/events")
        let id = try #require(try created.json()["id"] as? String)
        let changed = try await world.call(.patch, "events/\(id)", #"{"location": "Kitchen", "description": null}"#)
        try expect(changed, fits: "patch", "/v1/events/{id}")
        let moved = try await world.call(.post, "events/\(id)/move", #"{"calendar": "home/main"}"#)
        #expect(moved.status == 202)
        #expect(try moved.json()["operation"] as? String == "move" && moved.json()["from"] as? String == "work/team")
        try expect(moved, fits: "post", "/v1/events/{id}/move")
        let deleted = try await world.call(.delete, "events/\(id)")
        #expect(deleted.status == 200)
        try expect(deleted, fits: "delete", "/v1/events/{id}")
        try expect(try await world.call(.get, "events/\(id)"), fits: "get", "/v1/events/{id}", "default")
        world.engine.set { $0.reload = .refused(problems: ["line 3: unknown key"]) }
        try expect(try await world.call(.post, "reload"), fits: "post", "/v1/reload", "default")
        world.engine.set { $0.health.problems = ["the engine stands still"] }
        try expect(try await world.call(.get, "health"), fits: "get", "/v1/health")
    }

    /// One event of each kind, an edit that waits, one refused, a held deletion, two items kept aside, a conflict.
    private func populate() throws -> String {
        try world.pulled(eventText("day", "SUMMARY:day", "DTSTART;VALUE=DATE:20260305"))
        try world.pulled(eventText("float", "SUMMARY:float", "DTSTART:20260306T100000"))
        let meeting = try world.pulled(
            eventText(
                "weekly", "SUMMARY:weekly", "DESCRIPTION:long", "LOCATION:here", "URL:https://example.org",
                "STATUS:TENTATIVE", "DTSTART;TZID=Europe/Berlin:20260302T100000", "RRULE:FREQ=WEEKLY",
                "EXDATE;TZID=Europe/Berlin:20260309T100000", "ORGANIZER;CN=Ann:mailto:ann@example.org",
                "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.org", "CREATED:20260101T000000Z",
                "LAST-MODIFIED:20260102T000000Z"))
        let waiting = try world.pulled(eventText("wait", "SUMMARY:wait", "DTSTART:20260307T100000Z"))
        let parked = try world.pulled(eventText("park", "SUMMARY:park", "DTSTART:20260308T100000Z"))
        let team = CalendarID("work/team")
        try world.write { transaction in
            let held = try #require(try transaction.syncRow(of: meeting, in: team))
            for (object, state) in [(waiting, OutboxRow.State.queued), (parked, .parked)] {
                try transaction.save(
                    OutboxRow(
                        object: object, calendar: team, operation: .update, name: held.name, state: state,
                        lastError: state == .parked ? "403" : nil, queuedAt: BridgeWorld.now))
            }
            let bad = try transaction.insertBody(Array("BEGIN:VCALENDAR\r\nnonsense".utf8))
            var rows = [SyncRow](
                repeating: SyncRow(calendar: team, name: BridgeWorld.name("/x"), state: .quarantined), count: 3)
            rows[0].name = BridgeWorld.name("/q1")
            (rows[0].remoteBody, rows[0].nextAttempt) = (bad, BridgeWorld.now)
            (rows[1].name, rows[1].lastError) = (BridgeWorld.name("/q2"), "five times 500")
            (rows[2].name, rows[2].state) = (BridgeWorld.name("/gone"), .gone)
            for row in rows { try transaction.save(row) }
            _ = try transaction.recordConflict(
                ConflictRecord(
                    object: meeting, calendar: team, title: "weekly", base: held.baseBody, local: held.baseBody,
                    remote: nil, decision: "kept the server's", rule: "remote preferred"))
            var account = try #require(try transaction.account(AccountName("home")))
            (account.problem, account.problemSince) = ("wrong password", BridgeWorld.now)
            try transaction.save(account)
        }
        var calendar = CalendarProgress(calendar: team)
        (calendar.created, calendar.problem) = (3, "slow")
        let account = AccountProgress(
            account: AccountName("work"), phase: .fetching, calendar: team, done: 1, total: 4, calendars: [calendar])
        world.engine.set {
            $0.progress = [
                SyncProgress(
                    ticket: SyncTicket(id: "ticket-1"), isFinished: false, isInStep: false, accounts: [account])
            ]
            $0.reload = .applied(changes: ["account home: interval 5m → 1m"])
        }
        return meeting.rawValue
    }
}
