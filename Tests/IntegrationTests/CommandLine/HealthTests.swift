// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct `almanac health` {
    private func events(_ count: Int) -> [(file: String, text: String)] {
        (0..<count).map { ("\($0).ics", simpleEvent("\($0)@example.org", "Event \($0)")) }
    }

    @Test func `is critical where no daemon runs`() async throws {
        let here = try Installation([])
        let result = try await here.almanac("health")
        #expect(result.status == 2 && result.errors.isEmpty)
        #expect(result.output.hasPrefix("ALMANAC CRITICAL - almanacd does not run; to start it: systemctl "))
        let json = try await here.almanac("health", "--json")
        #expect(json.status == 2 && json.output.contains(#""status":"critical""#))
    }

    @Test func `is OK with numbers, and more with other thresholds`() async throws {
        let bench = try await CommandLineBench(events(3))
        let well = try await bench.here.almanac("health")
        #expect(well.status == 0 && well.errors.isEmpty)
        let numbers =
            "queue=0;100;1000;0 oldest_pending=0s;3600;86400;0 held=0;0;;0 quarantined=0;0;;0 problems=0;0;;0\n"
        #expect(
            well.output.contains(
                #/^ALMANAC OK - 1 calendar, stalest work/home complete \d+ seconds? ago \| age=\d+s;900;3600;0\b/#),
            "\(well.output)")
        #expect(well.output.hasSuffix(numbers), "\(well.output)")
        try await eventually { try await bench.here.almanac("health", "--warning-age", "0s").status == 1 }
        let old = try await bench.here.almanac("health", "--critical-age", "0s", "--calendar", "work/home")
        #expect(old.status == 2 && old.output.hasPrefix("ALMANAC CRITICAL - work/home was complete "))
        #expect(try await bench.here.almanac("health", "--account", "work").status == 0)
    }

    @Test(arguments: [
        (["--account", "nobody"], #"There is no account "nobody"."#),
        (["--calendar", "home"], #"There is no calendar "home". Write it as account/name."#),
        (["--warning-age", "soon"], #""soon" is not a length. Write 90s, 15m, 1h30m or 2d."#),
        (["--warning-age", "2h", "--critical-age", "90m"], "--warning-age is above --critical-age."),
        (["--nonsense"], "Unknown option '--nonsense'"), (["--warning-queue", "many"], "The value 'many' is invalid"),
    ]) func `is unknown after wrong usage, on the standard output`(_ arguments: [String], _ reason: String) async throws
    {
        let bench = try await CommandLineBench()
        let result = try await bench.here.almanac(["health"] + arguments)
        #expect(result.status == 3 && result.errors.isEmpty)
        #expect(result.output.hasPrefix("ALMANAC UNKNOWN - \(reason)"), "\(result.output)")
        #expect(result.output.count { $0 == "\n" } == 1)
    }

    @Test func `counts edits that wait for the server`() async throws {
        let bench = try await CommandLineBench(events(1))
        let fault = try bench.proxy.add(fault: #"{"method": "PUT", "action": "delay"}"#)
        try await bench.must("add", "Review", "--start", "2026-03-04 10:00")
        try await bench.proxy.wait(forFault: fault)
        let usual = try await bench.here.almanac("health")
        #expect(usual.status == 0 && usual.output.contains(", 1 edit on the way | "))
        let strict = try await bench.here.almanac("health", "--warning-queue", "0")
        #expect(strict.status == 1 && strict.output.hasPrefix("ALMANAC WARNING - 1 edit not confirmed | "))
        #expect(strict.output.contains(" queue=1;0;1000;0 "))
        try bench.proxy.removeFaults()
        try bench.proxy.release()
    }

    @Test func `warns of deletions that wait for a person`() async throws {
        let bench = try await CommandLineBench(events(12))
        for event in events(12) { try bench.remote.delete(event.file) }
        #expect(try await bench.here.almanac("sync").status == 1)
        let result = try await bench.here.almanac("health")
        #expect(result.status == 1)
        #expect(
            result.output.hasPrefix("ALMANAC WARNING - 12 deletions held, see almanac status | "), "\(result.output)")
        let status = try await bench.must("status")
        #expect(status.contains("12 waiting; 12 deletions held."), "\(status)")
        try await bench.must("sync", "--approve-deletions", "work/home")
        #expect(try await bench.here.almanac("health").status == 0)
    }

    @Test func `warns of an account that fails`() async throws {
        let bench = try await CommandLineBench(events(1))
        try bench.proxy.add(fault: #"{"action": "answer", "status": 503, "body": ""}"#)
        #expect(try await bench.here.almanac("sync").status == 1)
        let result = try await bench.here.almanac("health")
        #expect(result.status == 1)
        #expect(result.output.hasPrefix("ALMANAC WARNING - work: ") && result.output.contains(" problems=1;0;;0\n"))
    }

    @Test func `is critical where the daemon does not answer in time`() async throws {
        let bench = try await CommandLineBench()
        bench.daemon.signal(SIGSTOP)
        defer { bench.daemon.signal(SIGCONT) }
        let result = try await bench.here.almanac("health", "--timeout", "1")
        #expect(result.status == 2 && result.output == "ALMANAC CRITICAL - almanacd does not answer in time\n")
    }
}
