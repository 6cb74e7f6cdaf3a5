// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import RemoteCalendars
import Testing

@Suite(.serialized) struct `The contract: writing` {
    @Test(arguments: ContractServer.allCases)
    func `a precondition that fails changes nothing`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let server = calendar.server
        let (name, etag) = try await calendar.create("x", calendar.event("u", "One"))
        let token = try await calendar.token()
        let stale = ETag("\"stale\"")
        #expect(
            try await server.put(name, body: calendar.event("u", "Two"), precondition: .absent) == .preconditionFailed)
        #expect(
            try await server.put(name, body: calendar.event("u", "Two"), precondition: .matches(stale))
                == .preconditionFailed)
        #expect(try await server.delete(name, etag: stale) == .preconditionFailed)
        let missing = calendar.name("missing")
        let outcome = try await server.put(missing, body: calendar.event("m", "M"), precondition: .matches(etag))
        #expect(outcome == .preconditionFailed || outcome == .notFound)
        #expect(try await server.get(missing) == .notFound)
        #expect(try await calendar.read(name).etag == etag)
        #expect(checksum(try await calendar.read(name).body) == checksum(calendar.event("u", "One")))
        #expect(try await calendar.changes(since: token).isEmpty)
    }

    @Test(arguments: ContractServer.allCases)
    func `with the right ETag goes through, and an ETag in the answer is the one that stands there`(
        kind: ContractServer
    ) async throws {
        let calendar = try await ContractCalendar(kind)
        let name = calendar.name("x")
        var precondition = Precondition.absent
        for title in ["One", "Two", "Three"] {
            let outcome = try await calendar.server.put(
                name, body: calendar.event("u", title), precondition: precondition)
            guard case .done(let etag, _) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            let (body, now) = try await calendar.read(name)
            #expect((etag ?? now) == now)
            #expect(checksum(body) == checksum(calendar.event("u", title)))
            precondition = .matches(now)
        }
        let now = try await calendar.read(name).etag
        #expect(try await calendar.server.delete(name, etag: now) == .done(etag: nil, scheduleTag: nil))
        #expect(try await calendar.server.get(name) == .notFound)
        #expect(try await calendar.server.delete(name, etag: now) == .done(etag: nil, scheduleTag: nil))
        let again = try await calendar.server.put(name, body: calendar.event("u", "Four"), precondition: .matches(now))
        #expect(again == .preconditionFailed || again == .notFound)
    }

    @Test(arguments: ContractServer.allCases)
    func `the same UID under another name is a conflict of UIDs, not a lost race`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let (name, etag) = try await calendar.create("a", calendar.event("same", "One"))
        let outcome = try await calendar.server.put(
            calendar.name("b"), body: calendar.event("same", "Two"), precondition: .absent)
        guard case .uidConflict(let other) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        if let other { #expect(other.key == name.key) }
        #expect(try await calendar.listing() == ["\(name.key) \(etag)"])
    }

    @Test(arguments: ContractServer.allCases)
    func `another UID on the same href is taken whole or not at all`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let (name, etag) = try await calendar.create("x", calendar.event("u", "One"))
        let text = calendar.event("v", "Two")
        let outcome = try await calendar.server.put(name, body: text, precondition: .matches(etag))
        let now = checksum(try await calendar.read(name).body)
        switch outcome {
        case .done: #expect(now == checksum(text))
        case .uidConflict: #expect(now == checksum(calendar.event("u", "One")))
        default: Issue.record("\(outcome)")
        }
        #expect(try await calendar.listing().count == 1)
    }

    static let broken = [
        "", "nonsense", "<html><body>Log in</body></html>",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:u\r\n",
    ]

    @Test(arguments: ContractServer.allCases)
    func `a text that is none is refused for good, also in place of a good one`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let (name, etag) = try await calendar.create("x", calendar.event("u", "One"))
        for text in Self.broken {
            for (target, precondition) in [(calendar.name("n"), .absent), (name, Precondition.matches(etag))] {
                let outcome = try await calendar.server.put(target, body: Array(text.utf8), precondition: precondition)
                guard case .refused(let why) = outcome, !why.isEmpty else {
                    Issue.record("\(text.debugDescription): \(outcome)")
                    continue
                }
            }
        }
        #expect(try await calendar.listing() == ["\(name.key) \(etag)"])
    }

    @Test(arguments: ContractServer.allCases)
    func `of two clients with the same ETag exactly one wins`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let clients = [calendar.server, calendar.anotherClient()]
        let name = calendar.name("x")
        var precondition = Precondition.absent
        for round in 0..<4 {
            let condition = precondition
            let outcomes = try await withThrowingTaskGroup(of: (Int, WriteOutcome?).self) { group in
                for (number, client) in clients.enumerated() {
                    group.addTask {
                        let text = calendar.event("u", "Round \(round) by \(number)")
                        let outcome = try await settled {
                            try await client.put(name, body: text, precondition: condition)
                        }
                        return (number, outcome)
                    }
                }
                return try await group.reduce(into: [Int: WriteOutcome?]()) { $0[$1.0] = $1.1 }
            }
            let winners = outcomes.filter { $0.value?.isDone == true }.map(\.key)
            let winner = try #require(winners.first, "\(outcomes)")
            #expect(winners.count == 1, "\(outcomes)")
            if let loser = try #require(outcomes[1 - winner]) {
                #expect(loser == .preconditionFailed || loser.isLater, "\(outcomes)")
            }
            let (body, etag) = try await calendar.read(name)
            #expect(checksum(body) == checksum(calendar.event("u", "Round \(round) by \(winner)")))
            precondition = .matches(etag)
        }
    }

    @Test(arguments: ContractServer.allCases)
    func `a deletion and a change with the same ETag never both happen`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let other = calendar.anotherClient()
        for round in 0..<4 {
            let (name, etag) = try await calendar.create("x\(round)", calendar.event("u\(round)", "One"))
            let text = calendar.event("u\(round)", "Two")
            async let changing = settled {
                try await calendar.server.put(name, body: text, precondition: .matches(etag))
            }
            async let deleting = settled { try await other.delete(name, etag: etag) }
            let (changed, deleted) = try await (changing, deleting)
            if case .found(let body, _, _) = try await calendar.server.get(name) {
                #expect(deleted?.isDone != true, "\(String(describing: changed)), \(String(describing: deleted))")
                #expect(changed?.isDone != true || checksum(body) == checksum(text))
            } else {
                #expect(changed?.isDone != true, "\(String(describing: changed)), \(String(describing: deleted))")
            }
            #expect([changed, deleted].contains { $0 == nil || $0?.isDone == true || $0?.isLater == true })
        }
    }

    /// `nil` when the answer leaves open what happened, as a 500 does: Xandikos says it to one of two at the same time.
    private func settled(_ write: () async throws -> WriteOutcome) async throws -> WriteOutcome? {
        do {
            return try await write()
        } catch let error as RemoteError where error.isOutcomeUnknown {
            return nil
        }
    }

    @Test(arguments: ContractServer.allCases)
    func `several at the same time to different objects all go through`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let token = try await calendar.token()
        let clients = [calendar.server, calendar.anotherClient()]
        try await withThrowingTaskGroup(of: WriteOutcome.self) { group in
            for number in 0..<8 {
                let name = calendar.name("e\(number)")
                group.addTask {
                    try await clients[number % 2].put(
                        name, body: calendar.event("u\(number)", "One"), precondition: .absent)
                }
            }
            for try await outcome in group {
                guard case .done = outcome else {
                    Issue.record("\(outcome)")
                    continue
                }
            }
        }
        #expect(try await calendar.listing().count == 8)
        #expect(try await calendar.changes(since: token).lines == (try await calendar.listing()))
    }

    @Test(arguments: ContractServer.allCases)
    func `a text of a mebibyte arrives whole`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let description = folded("DESCRIPTION:" + String(repeating: "Schöne lange Rede. ", count: 56_000) + "Ende")
        let text = calendarText(eventLines(calendar.uid("u"), "Long", description))
        #expect(text.count > 1 << 20)
        let (name, _) = try await calendar.create("x", text)
        #expect(checksum(try await calendar.read(name).body) == checksum(text))
    }

    @Test(arguments: ContractServer.allCases)
    func `a new name is a member of its calendar and keeps its key in every answer`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let stem = UUID().uuidString.lowercased()
        let name = calendar.name(stem)
        #expect(name.key.rawValue.hasSuffix("/\(stem).ics"))
        try await calendar.create(stem, calendar.event("u", "One"))
        let listed = try await calendar.server.listing(of: calendar.href).entries.map(\.name.key)
        #expect(listed == [name.key])
    }
}

extension WriteOutcome {
    fileprivate var isDone: Bool { if case .done = self { true } else { false } }
    /// Xandikos says that the calendar is locked, once another write is under way.
    fileprivate var isLater: Bool {
        switch self {
        case .locked, .busy: true
        default: false
        }
    }
}
