// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct `Moving an event` {
    /// A second calendar beside the bench's, known here.
    private func bench(_ kind: RealServer) async throws -> (CommandLineBench, team: RemoteFolder) {
        let bench = try await CommandLineBench([("plain.ics", simpleEvent("plain", "Plain"))], on: kind)
        let team = try RemoteFolder(kind, on: bench.remote.server, name: "team")
        try await bench.sync()
        try bench.proxy.reset()
        return (bench, team)
    }

    private func expectMoved(
        _ bench: CommandLineBench, _ team: RemoteFolder, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(try bench.remote.files() == [], sourceLocation: sourceLocation)
        #expect(try await team.texts().values.count { $0.contains("UID:plain") } == 1, sourceLocation: sourceLocation)
        #expect(try await bench.must("agenda", "2026-03-01").contains("Plain"), sourceLocation: sourceLocation)
        let show = try await bench.must("show", bench.id(of: "Plain", on: "2026-03-01"))
        #expect(show.contains("work/team") && show.contains("on the server"), "\(show)", sourceLocation: sourceLocation)
    }

    @Test(arguments: RealServer.allCases) func `is one request where both calendars are of one account`(
        kind: RealServer
    ) async throws {
        let (bench, team) = try await bench(kind)
        let id = try await bench.id(of: "Plain", on: "2026-03-01")
        let begun = ContinuousClock.now
        let said = try await bench.must("move", id, "team", "--wait", "300")
        // Told as soon as it is so.
        #expect(ContinuousClock.now - begun < .seconds(150))
        #expect(said.contains("Moved \"Plain\" from work/home to work/team (") && said.contains("The server has it."))
        try await bench.sync()
        try await expectMoved(bench, team)
        let counts = try bench.proxy.counts()
        #expect((counts["MOVE"], counts["PUT"], counts["DELETE"]) == (1, nil, nil), "\(counts)")
        let log = try await bench.must("log")
        #expect(log.contains("moved from work/home by uid") && log.contains("work/home → work/team"), "\(log)")
    }

    @Test(arguments: RealServer.allCases) func `is sent anew and deleted where the server does not move`(
        kind: RealServer
    ) async throws {
        let (bench, team) = try await bench(kind)
        try bench.proxy.add(fault: #"{"method": "MOVE", "action": "answer", "status": 405}"#)
        let id = try await bench.id(of: "Plain", on: "2026-03-01")
        let receipt = try await bench.must("move", id, "team", "--wait", "30", "--json")
        #expect(receipt.contains("\"operation\":\"move\"") && receipt.contains("\"from\":\"work/home\""), "\(receipt)")
        let schemas = try await OpenAPISchemas(socket: bench.here.socket)
        #expect(try schemas.problems(in: receipt, as: "EditReceipt") == [])
        try await bench.sync()
        try await expectMoved(bench, team)
        let writes = try bench.proxy.log().map(\.method).filter { ["MOVE", "PUT", "DELETE"].contains($0) }
        // Cyrus takes a UID only once in all of a user's calendars.
        #expect(writes == (kind == .cyrus ? ["MOVE", "PUT", "DELETE", "PUT"] : ["MOVE", "PUT", "DELETE"]))
    }

    @Test(arguments: RealServer.allCases, ["drop", "withhold"])
    func `ends with one copy when the request or its answer is lost`(kind: RealServer, action: String) async throws {
        let (bench, team) = try await bench(kind)
        try bench.proxy.add(fault: #"{"method": "MOVE", "action": "\#(action)", "times": 1}"#)
        try await bench.must("move", bench.id(of: "Plain", on: "2026-03-01"), "team")
        try await eventually { try bench.proxy.counts()["MOVE"] == 1 }
        let status = try await bench.must("status")
        if action == "drop" {
            #expect(status.contains("work/team  move \"Plain\" from work/home"), "\(status)")
            #expect(status.contains("work/home  delete \"Plain\", moved to work/team"), "\(status)")
        }
        try await eventually { try await bench.here.almanac("sync").status == 0 }
        try await expectMoved(bench, team)
    }

    @Test(arguments: RealServer.allCases) func `takes an edit along that came before or after`(
        kind: RealServer
    ) async throws {
        let (bench, team) = try await bench(kind)
        try bench.proxy.add(fault: #"{"method": "MOVE", "action": "drop", "times": 1}"#)
        let id = try await bench.id(of: "Plain", on: "2026-03-01")
        try await bench.must("edit", id, "--location", "Here")
        try await bench.must("move", id, "team")
        try await bench.must("edit", id, "--description", "There")
        try await eventually { try await bench.here.almanac("sync").status == 0 }
        try await expectMoved(bench, team)
        let text = try #require(try await team.texts().values.first)
        #expect(text.contains("LOCATION:Here") && text.contains("DESCRIPTION:There"))
    }

    @Test func `from one account to another arrives before it goes, also with --once`() async throws {
        let work = try await RemoteFolder(.radicale, name: "home")
        let other = try await RemoteFolder(.xandikos, name: "private")
        for name in ["a", "b"] { try work.put("\(name).ics", simpleEvent(name, "Event \(name)")) }
        let guests = simpleEvent("g", "Guests").replacing(
            "SUMMARY:", with: "ORGANIZER:mailto:a@example.org\r\nATTENDEE:mailto:b@example.org\r\nSUMMARY:")
        try work.put("g.ics", guests)
        let proxies = try [TestProxy(before: work.server.url), TestProxy(before: other.server.url)]
        let here = try Installation([
            AccountText(name: "work", url: proxies[0].url), AccountText(name: "own", url: proxies[1].url),
        ])
        let daemon = try await here.daemon()
        #expect(try await here.almanac("sync").status == 0)
        let events = try await here.json(Agenda.self, "agenda", "2026-03-01").events
        func id(_ title: String) throws -> String { try #require(events.first { $0.title == title }).id }

        let moved = try await here.almanac("move", id("Event a"), "private", "--wait", "60")
        #expect(moved.output.contains("The server has it."), "\(moved.output)\(moved.errors)")
        #expect(try await other.texts().count == 1 && work.files() == ["b.ics", "g.ics"])
        let refused = try await here.almanac("move", id("Guests"), "private")
        #expect(refused.status == 1 && refused.errors.contains("--anyway"), "\(refused.errors)")

        let fault = try proxies[1].add(fault: #"{"method": "PUT", "action": "silence"}"#)
        #expect(try await here.almanac("move", id("Event b"), "private").status == 0)
        try await proxies[1].wait(forFault: fault)
        await daemon.kill()
        #expect(try work.files() == ["b.ics", "g.ics"])
        try proxies[1].removeFaults()
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try await other.texts().count == 2 && work.files() == ["g.ics"])
    }
}
