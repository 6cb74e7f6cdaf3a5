// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import CalendarModel
import CalendarStorage
import ControlWire
import Foundation
import HTTPTypes
import Testing

@testable import ControlServer

@Suite struct `The routes` {
    private let world: BridgeWorld
    init() throws { world = try BridgeWorld() }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var method: HTTPRequest.Method
        var path: String
        var body: String?
        var type = "application/json"
        var status: Int
        var testDescription: String { "\(method) \(path) \(body ?? "") → \(status)" }
    }

    static let refusals: [Refusal] = [
        Refusal(method: .get, path: "nothing", status: 404),
        Refusal(method: .put, path: "events", status: 404),
        Refusal(method: .get, path: "events", status: 400),
        Refusal(method: .get, path: "events?from=2026-03-01", status: 400),
        Refusal(method: .get, path: "events?from=yesterday&to=2026-03-01", status: 400),
        Refusal(method: .get, path: "events?from=2026-03-02&to=2026-03-01", status: 422),
        Refusal(method: .get, path: "events?from=2026-03-01&to=2026-03-02&tz=Mars/Base", status: 422),
        Refusal(method: .get, path: "events?from=2026-03-01&to=2026-03-02&limit=0", status: 400),
        Refusal(method: .get, path: "events?from=2026-03-01&to=2026-03-02&limit=1&limit=2", status: 400),
        Refusal(method: .get, path: "events?from=2026-03-01&to=2026-03-02&calender=x", status: 400),
        Refusal(method: .get, path: "events?from=2026-03-01&to=2026-03-02&calendar=x", status: 404),
        Refusal(method: .get, path: "events?from=2026-03-01&to=2026-03-02&after=x", status: 422),
        Refusal(method: .get, path: "events?from=%FF&to=2026-03-01", status: 400),
        Refusal(method: .get, path: "events/%zz", status: 400),
        Refusal(method: .get, path: "events/%00", status: 404),
        Refusal(method: .get, path: "status?x=1", status: 400),
        Refusal(method: .post, path: "events", body: "{}", type: "text/plain", status: 415),
        Refusal(method: .post, path: "events", status: 415),
        Refusal(method: .post, path: "events", body: "{", status: 400),
        Refusal(method: .post, path: "events", body: "[]", status: 400),
        Refusal(method: .post, path: "events", body: #"{"title": "x"}"#, status: 400),
        Refusal(method: .post, path: "events", body: #"{"title": 1, "start": "2026-03-01"}"#, status: 400),
        Refusal(method: .post, path: "events", body: #"{"title": "x", "start": "soon"}"#, status: 400),
        Refusal(
            method: .post, path: "events", body: #"{"title": "x", "start": "2026-03-01", "strat": 1}"#, status: 400),
        Refusal(
            method: .post, path: "events", body: #"{"title": "x", "start": "2026-03-01", "duration": "1h"}"#,
            status: 400),
        Refusal(
            method: .post, path: "events", body: #"{"title": "x", "start": "2026-03-01", "end": "2026-03-01"}"#,
            status: 422),
        Refusal(
            method: .post, path: "events", body: #"{"title": "x", "start": "2026-03-01", "calendar": "holidays"}"#,
            status: 403),
        Refusal(method: .patch, path: "events/none", body: "{}", status: 404),
        Refusal(method: .patch, path: "events/none?scope=some", body: "{}", status: 400),
        Refusal(method: .delete, path: "events/none?wait=301", status: 400),
        Refusal(method: .post, path: "events/none/move", body: #"{"calendar": "team"}"#, status: 404),
        Refusal(method: .post, path: "events/none/move", body: "{}", status: 400),
        Refusal(method: .post, path: "events/none/move", body: #"{"calendar": "team", "any": true}"#, status: 400),
        Refusal(method: .post, path: "events/none/move?scope=this", body: #"{"calendar": "team"}"#, status: 400),
        Refusal(method: .get, path: "calendars/none", status: 404),
        Refusal(method: .post, path: "calendars", body: #"{"name": "x"}"#, status: 409),
        Refusal(method: .post, path: "calendars", body: #"{"name": "x", "colour": "red"}"#, status: 400),
        Refusal(method: .post, path: "calendars", body: #"{"name": "", "account": "home"}"#, status: 422),
        Refusal(method: .patch, path: "calendars/team", body: "{}", status: 422),
        Refusal(method: .patch, path: "calendars/team", body: #"{"color": "red"}"#, status: 422),
        Refusal(method: .patch, path: "calendars/none", body: #"{"order": 1}"#, status: 404),
        Refusal(method: .delete, path: "calendars/team?yes=true", status: 400),
        Refusal(method: .delete, path: "calendars/none", status: 404),
        Refusal(method: .get, path: "accounts/none", status: 404),
        Refusal(method: .get, path: "sync/none", status: 404),
        Refusal(method: .post, path: "sync", body: #"{"accounts": ["none"]}"#, status: 404),
        Refusal(method: .get, path: "changes?since=x", status: 422),
        Refusal(method: .get, path: "conflicts?state=closed", status: 400),
        Refusal(method: .get, path: "conflicts/x", status: 404),
        Refusal(method: .post, path: "conflicts/x/settle", status: 404),
        Refusal(method: .post, path: "conflicts/1/settle", status: 404),
        Refusal(method: .post, path: "conflicts/1/settle?all=true", status: 400),
        Refusal(method: .get, path: "log?limit=1001", status: 400),
    ]

    @Test(arguments: refusals) func `refuse with a problem document`(_ refusal: Refusal) async throws {
        let answer = try await world.call(refusal.method, refusal.path, refusal.body, type: refusal.type)
        #expect(answer.status == refusal.status, "\(String(decoding: answer.bytes, as: UTF8.self))")
        #expect(answer.mediaType == "application/problem+json")
        let problem = try answer.document(ProblemDocument.self)
        #expect(problem.status == refusal.status)
        #expect(problem.detail?.isEmpty == false)
    }

    @Test func `show times with the reader's offset and all-day events as dates`() async throws {
        try world.pulled(eventText("d", "SUMMARY:d", "DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260303"))
        try world.pulled(
            eventText("t", "SUMMARY:t", "DTSTART;TZID=Europe/Berlin:20260301T090000", "DURATION:PT90M"))
        let path = "events?from=2026-03-01&to=2026-03-02&tz=America/Los_Angeles"
        let list = try await world.call(.get, path).document(Fresh<OccurrenceList>.self)
        #expect(list.freshness.complete)
        #expect(list.freshness.asOf?.description == "2026-03-01T11:59:00Z")
        #expect(list.document.from.description == "2026-03-01T00:00:00-08:00")
        #expect(
            list.document.events.map { "\($0.title) \($0.start) \($0.end)" } == [
                "d 2026-03-01 2026-03-03", "t 2026-03-01T00:00:00-08:00 2026-03-01T01:30:00-08:00",
            ])
    }

    @Test func `take a wait and answer with the final state`() async throws {
        world.engine.set { state in
            state.onEdit = { [world] calendar in
                _ = try? world.write { transaction in
                    for row in try transaction.outbox(in: calendar) {
                        try transaction.removeOutbox(row.object, in: calendar)
                    }
                }
            }
        }
        let body = #"{"title": "x", "start": "2026-03-01T10:00", "time_zone": "UTC"}"#
        let answer = try await world.call(.post, "events?wait=300", body)
        #expect(answer.status == 200)
        #expect(try answer.document(EditReceipt.self).state == .confirmed)
    }

    @Test func `let a sync be watched to its end`() async throws {
        let ticket = SyncTicket(id: "ticket-1")
        world.engine.set {
            $0.progress = [
                SyncProgress(ticket: ticket, isFinished: false, isInStep: false, accounts: []),
                SyncProgress(ticket: ticket, isFinished: false, isInStep: false, accounts: []),
                SyncProgress(ticket: ticket, isFinished: true, isInStep: true, accounts: []),
            ]
        }
        let started = try await world.call(
            .post, "sync", #"{"calendars": ["team"], "approve_deletions": "home/main"}"#)
        #expect(started.status == 202)
        #expect(
            world.engine.now.syncs == [
                .init(
                    accounts: nil, calendars: [CalendarID("work/team")], approveDeletions: CalendarID("home/main"))
            ])
        let end = try await world.call(.get, "sync/ticket-1?wait=300").document(SyncDocument.self)
        #expect(end.finished)
        #expect(end.inStep)
    }

    @Test func `list what changed since a position, and say when it means nothing any more`() async throws {
        let first = try await world.call(.get, "changes").document(Fresh<ChangePage>.self).document
        try world.pulled(eventText("a", "SUMMARY:a", "DTSTART:20260301T100000Z"))
        let second = try await world.call(.get, "changes?since=\(first.position)").document(Fresh<ChangePage>.self)
        #expect(second.document.changes.map(\.kind) == ["created"])
        #expect(!second.document.reset)
        let lost = try await world.call(.get, "changes?since=other-5").document(Fresh<ChangePage>.self).document
        #expect(lost.reset)
        #expect(lost.changes.isEmpty)
    }

    @Test func `put the user into the journal, and page it`() async throws {
        for title in ["a", "b", "c"] {
            _ = try await world.call(.post, "events", #"{"title": "\#(title)", "start": "2026-03-01"}"#)
        }
        let page = try await world.call(.get, "log?limit=2").document(Fresh<LogDocument>.self).document
        #expect(page.entries.map(\.title) == ["c", "b"])
        #expect(page.entries.allSatisfy { $0.cause == "added by uid 1000" && $0.origin == "local" })
        let next = try #require(page.next)
        let rest = try await world.call(.get, "log?limit=2&before=\(next)").document(Fresh<LogDocument>.self).document
        #expect(rest.entries.map(\.title) == ["a"])
        #expect(rest.next == nil)
        let none = try await world.call(.get, "log?calendar=home/main").document(Fresh<LogDocument>.self).document
        #expect(none.entries.isEmpty)
    }
    @Test func `settle a conflict once, and keep it for who asks for all`() async throws {
        let team = CalendarID("work/team")
        try world.write { transaction in
            for title in ["Lunch", "Dinner"] {
                _ = try transaction.recordConflict(
                    ConflictRecord(
                        object: ObjectID("o"), calendar: team, title: title, base: nil, local: nil, remote: nil,
                        decision: "remote preferred", rule: "merge"))
            }
        }
        func titles(_ path: String) async throws -> [String] {
            let list = try await world.call(.get, path).document(Fresh<ConflictList>.self).document
            return list.conflicts.map { "\($0.title) \($0.settledAt?.description ?? "open")" }
        }
        #expect(try await titles("conflicts") == ["Dinner open", "Lunch open"])
        let settled = try await world.call(.post, "conflicts/1/settle")
        #expect(settled.status == 200)
        let document = try settled.document(ConflictDocument.self)
        #expect(!document.open && document.settledAt?.description == "2026-03-01T12:00:00Z")
        #expect(try await titles("conflicts") == ["Dinner open"])
        #expect(try await titles("conflicts?state=all") == ["Dinner open", "Lunch 2026-03-01T12:00:00Z"])
        let status = try await world.call(.get, "status").document(Fresh<StatusDocument>.self)
        #expect(status.document.openConflicts == 1)

        let again = try await world.call(.post, "conflicts/1/settle")
        let problem = try again.document(ProblemDocument.self)
        #expect(again.status == 409 && problem.type == "urn:almanac:problem:already-settled")
        #expect(problem.hint == "almanac conflicts list --all")
    }
}
