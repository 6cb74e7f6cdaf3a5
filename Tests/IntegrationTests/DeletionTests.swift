// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite struct `Deletions on the server` {
    @Test(arguments: RealServer.allCases)
    func `wait for approval when they are many, and are shown`(kind: RealServer) async throws {
        let remote = try await RemoteFolder(kind)
        try await remote.store((0..<20).map { ("e\($0).ics", simpleEvent("e\($0)", "Event \($0)")) })
        let here = try Installation([AccountText(url: remote.server.url)])
        let daemon = try await here.daemon()
        #expect(try await here.almanac("sync").status == 0)
        for number in 0..<11 { try remote.delete("e\(number).ics") }
        try remote.put("new.ics", simpleEvent("new", "Event 20"))

        #expect(try await here.almanac("sync").status == 1)
        #expect(try await here.database.count("events") == 21)
        let status = try await here.almanac("status").output
        #expect(status.contains("11 deletions held."), "\(status)")
        let lines = status.split(separator: "\n").filter { $0.contains("almanac sync --approve-deletions work/team") }
        #expect(lines.count == 11 && lines.contains { $0.contains("\"Event 7\"") }, "\(status)")
        let document = try await here.json(HeldStatus.self, "status")
        #expect(document.heldDeletions.count == 11 && document.pending == 11 && !document.inStep)

        let approved = try await here.almanac("sync", "--approve-deletions", "work/team")
        #expect(approved.status == 0, "\(approved.output)\(approved.errors)")
        #expect(
            try await here.database.rows("SELECT title FROM events ORDER BY title")
                == (11...20).map { "Event \($0)" })
        #expect(try await here.json(HeldStatus.self, "status").inStep)
        await daemon.terminate()
        try await expectEqual(here, remote, count: 10)
    }

    @Test(arguments: RealServer.allCases)
    func `of the only event go through`(kind: RealServer) async throws {
        let remote = try await RemoteFolder(kind)
        try remote.put("only.ics", simpleEvent("only", "The only one"))
        let here = try Installation([AccountText(url: remote.server.url)])
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try await here.database.count("events") == 1)
        try remote.delete("only.ics")
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try await here.database.count("events") == 0)
        #expect(try await here.database.count("sync_metadata") == 0)
    }

    private struct HeldStatus: Decodable {
        struct Held: Decodable { let calendar, title: String }
        let inStep: Bool
        let pending: Int
        let heldDeletions: [Held]
    }
}
