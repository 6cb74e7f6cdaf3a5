// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import RemoteCalendars
import Testing

@Suite(.serialized) struct `The contract: listing` {
    @Test(arguments: ContractServer.allCases)
    func `none, one, or what is left of two`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        #expect(try await calendar.listing() == [])
        let (first, etag) = try await calendar.create("b", calendar.event("u1", "One"))
        #expect(try await calendar.listing() == ["\(first.key) \(etag)"])
        let (second, other) = try await calendar.create("a", calendar.event("u2", "Two"))
        #expect(try await calendar.listing() == ["\(second.key) \(other)", "\(first.key) \(etag)"])
        _ = try await calendar.server.delete(first, etag: etag)
        #expect(try await calendar.listing() == ["\(second.key) \(other)"])
    }

    @Test(arguments: ContractServer.allCases)
    func `hundreds are all there, and are what has changed since the beginning`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let beginning = try await calendar.token()
        let count = 300
        for number in 0..<count {
            try calendar.store("e\(number).ics", calendar.event("u\(number)", "Event \(number)"))
        }
        let listing = try await calendar.server.listing(of: calendar.href)
        #expect(Set(listing.entries.map(\.name.key)) == Set((0..<count).map { calendar.name("e\($0)").key }))
        #expect(listing.entries.allSatisfy { $0.etag != nil && $0.status == .present })
        #expect(listing.entries.map(\.name.key.rawValue) == listing.entries.map(\.name.key.rawValue).sorted())
        #expect(try await calendar.changes(since: beginning).lines == listing.lines)
        let objects = try await calendar.server.fetch(listing.entries.prefix(100).map(\.name), in: calendar.href)
        #expect(objects.count == 100)
        for (object, entry) in zip(objects.sorted { $0.key.rawValue < $1.key.rawValue }, listing.entries) {
            guard case .found(_, let etag, _) = object.outcome else {
                Issue.record("\(object)")
                continue
            }
            #expect(object.key == entry.name.key && etag == entry.etag)
        }
    }

    @Test(arguments: ContractServer.allCases)
    func `names in odd spellings are found by every request`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let beginning = try await calendar.token()
        for (number, file) in kind.habits.oddNames.enumerated() {
            try calendar.store(file + ".ics", calendar.event("u\(number)", "One"))
        }
        let listing = try await calendar.server.listing(of: calendar.href)
        #expect(listing.count == kind.habits.oddNames.count)
        #expect(try await calendar.changes(since: beginning).lines == listing.lines)
        let names = listing.entries.map(\.name)
        let objects = try await calendar.server.fetch(names, in: calendar.href)
        #expect(Set(objects.map(\.key)) == Set(names.map(\.key)) && objects.count == names.count)
        for object in objects {
            guard case .found = object.outcome else {
                Issue.record("\(object)")
                continue
            }
        }
        for entry in listing.entries {
            let (body, etag) = try await calendar.read(entry.name)
            #expect(etag == entry.etag, "\(entry.name.href)")
            let outcome = try await calendar.server.put(entry.name, body: body, precondition: .matches(etag))
            guard case .done = outcome else {
                Issue.record("\(entry.name.href): \(outcome)")
                continue
            }
            let now = try await calendar.read(entry.name).etag
            #expect(try await calendar.server.delete(entry.name, etag: now) == .done(etag: nil, scheduleTag: nil))
        }
        #expect(try await calendar.listing() == [])
    }

    @Test(arguments: ContractServer.allCases)
    func `a range names what happens in it`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let weekly = calendar.text(.weekly)
        let allDay = calendarText(
            eventLines(calendar.uid("u2"), "Days", when: ["DTSTART;VALUE=DATE:20260214", "DTEND;VALUE=DATE:20260217"]))
        let single = try await calendar.create("single", calendar.event("u1", "Once")).name.key
        let days = try await calendar.create("days", allDay).name.key
        let series = try await calendar.create("series", weekly).name.key
        try await calendar.create("task", calendar.text(.task, "t"))
        func members(_ first: Int64, _ last: Int64) async throws -> Set<HrefKey> {
            let found = try await calendar.server.members(of: calendar.href, within: TimeRange(start: first, end: last))
            #expect(Set(found).count == found.count)
            return Set(found)
        }
        #expect(try await members(seconds(2026, 2, 1), seconds(2026, 2, 2)) == [single, series])
        #expect(try await members(seconds(2026, 2, 3), seconds(2026, 2, 4)) == [])
        #expect(try await members(seconds(2026, 2, 8), seconds(2026, 2, 9)) == [])
        #expect(try await members(seconds(2026, 2, 15), seconds(2026, 2, 16)) == [days, series])
        #expect(try await members(seconds(2026, 2, 16), seconds(2026, 2, 17)) == [days])
        #expect(try await members(seconds(2027, 1, 1), seconds(2027, 2, 1)) == [])
    }
}
