// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `An account that goes from the settings` {
    private struct Names: Decodable {
        struct Item: Decodable {
            var name: String
            var state: String
        }
        var accounts: [Item]?
        var calendars: [Item]?
    }

    @Test func `leaves every list, keeps its rows, and goes on where it was when it is back`() async throws {
        let files = (0..<5).map {
            ("\($0).ics", simpleEvent("event-\($0)", "Event \($0)", start: "20260302T0\($0)0000Z"))
        }
        let bench = try await CommandLineBench(files)
        let account = AccountText(url: bench.proxy.url)
        let ids = try await bench.here.json(Agenda.self, "agenda", "2026-03-02").events.map(\.id)
        #expect(ids.count == 5)
        try bench.proxy.add(fault: #"{"method": "PUT", "action": "drop"}"#)
        try await bench.must("edit", ids[0], "--title", "Waits")
        try await eventually { try await bench.here.database.count("outbox WHERE next_attempt IS NOT NULL") == 1 }
        let rows = try await rows(bench)
        let entries = try await bench.here.database.count("cache_invalidation")

        try bench.here.write([])
        #expect(try await bench.must("reload").contains("account work removed"))
        // One entry of the change feed for the calendar.
        #expect(try await bench.here.database.count("cache_invalidation") == entries + 1)
        try bench.proxy.reset()
        try await expectDetached(bench, ids)
        #expect(try await self.rows(bench) == rows)

        try bench.proxy.removeFaults()
        try bench.remote.put("new.ics", simpleEvent("new", "New", start: "20260302T110000Z"))
        #expect(try bench.proxy.counts() == [:])
        try bench.here.write([account])
        #expect(try await bench.must("reload").contains("account work added"))
        _ = try await bench.here.almanac("sync")
        try await expectContinued(bench, ids)
    }

    private func expectDetached(_ bench: CommandLineBench, _ ids: [String]) async throws {
        #expect(try await bench.must("agenda", "2026-03-02").hasPrefix("Nothing on 2026-03-02."))
        for command in [["edit", ids[0], "--title", "No"], ["delete", ids[0]]] {
            let refused = try await bench.here.almanac(command)
            #expect(refused.status == 1 && refused.errors.contains("no longer in the settings"), "\(refused.errors)")
        }
        let asked = try await bench.here.almanac("sync", "work")
        #expect(asked.status == 1 && asked.errors.contains("no longer in the settings"), "\(asked)")
        let added = try await bench.here.almanac("add", "No", "--start", "2026-03-02 09:00", "--calendar", "work/home")
        #expect(added.status == 1 && added.errors.contains("no longer in the settings"), "\(added.errors)")
        let names = try await bench.here.json(Names.self, "status")
        #expect(names.accounts?.map(\.state) == ["detached"])
        #expect(names.calendars?.map(\.state) == ["detached"])
        let status = try await bench.must("status")
        #expect(status.contains("work (detached)") && status.contains("update \"Waits\""), "\(status)")
    }

    /// The token of before is asked with: what came meanwhile is listed, and nothing that was known is fetched again.
    private func expectContinued(_ bench: CommandLineBench, _ ids: [String]) async throws {
        let events = try await bench.here.json(Agenda.self, "agenda", "2026-03-02").events
        #expect(Set(events.map(\.id)).isSuperset(of: ids) && events.count == 6)
        #expect(events.contains { $0.title == "Waits" && $0.id == ids[0] })
        let log = try bench.proxy.log()
        #expect(!log.contains { $0.method == "PROPFIND" && $0.path.hasSuffix("/home/") }, "no listing")
        #expect(log.count { $0.method == "GET" && $0.path.hasSuffix("/new.ics") } == 1)
        #expect(!log.contains { $0.method == "GET" && (1...4).contains(Int($0.path.suffix(5).prefix(1)) ?? 0) })
    }

    /// What stands in the tables that a detached account keeps.
    private func rows(_ bench: CommandLineBench) async throws -> [String] {
        var all: [String] = []
        for table in ["objects", "outbox", "sync_metadata", "events", "occurrences", "bodies"] {
            all.append("\(table) \(try await bench.here.database.count(table))")
        }
        return all + (try await bench.here.database.rows("SELECT id, sync_token FROM calendars"))
    }
}
