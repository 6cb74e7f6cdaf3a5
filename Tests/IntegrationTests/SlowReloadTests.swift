// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// The password comes from a command that waits at a pipe, and so does each reload; a command has ten seconds.
@Suite(.serialized) struct `A reload that takes its time` {
    private let bench: CommandLineBench
    private let gate: String
    private let runs: String

    init() async throws {
        bench = try await CommandLineBench([("a.ics", simpleEvent("a", "As it was"))])
        (gate, runs) = (bench.here.folder + "/gate", bench.here.folder + "/runs")
        try #require(mkfifo(gate, 0o600) == 0)
        try write()
        _ = try await bench.must("reload")
        try await open()
        try await bench.sync()
    }

    private func write(_ more: String = "") throws {
        let command = "echo >> '\(runs)'; read line < '\(gate)'; echo alice-pw"
        let account = AccountText(url: bench.proxy.url, more: more).block(passwordFile: "/none")
            .replacing("{ file = \"/none\" }", with: #"{ command = ["sh", "-c", "\#(command)"] }"#)
        try bench.here.write([])
        let head = try String(contentsOfFile: bench.here.settings, encoding: .utf8)
        try (head + account).write(toFile: bench.here.settings, atomically: true, encoding: .utf8)
    }

    /// Lets the command that waits there go on.
    private func open() async throws {
        let opened = try await run("/usr/bin/timeout", ["60", "/bin/sh", "-c", "echo > '\(gate)'"])
        #expect(opened.status == 0)
    }

    private func wait(forRun number: Int) async throws {
        try await eventually("the command runs") {
            let text = (try? String(contentsOfFile: runs, encoding: .utf8)) ?? ""
            return text.count >= number
        }
    }

    private func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(bench.daemon.processID)/fd").count
    }

    @Test func `lets the next one wait for its turn, which sees the file as it is then`() async throws {
        try write("default = \"calendar\"")
        async let first = bench.here.almanac("reload")
        try await wait(forRun: 2)
        try bench.here.write([], sync: "intervall = \"1m\"")
        let before = try descriptors()
        async let second = bench.here.almanac("reload")
        try await eventually("it is connected") { try descriptors() > before }
        try write("default = \"home\"")
        try await open()
        try await wait(forRun: 3)
        try await open()
        let outcomes = try await (first, second)
        #expect(outcomes.0.output == "Reloaded:\n  account work changed: default\n", "\(outcomes.0)")
        #expect(outcomes.1.output == "Reloaded:\n  account work changed: default\n", "\(outcomes.1)")
    }

    @Test func `comes to its end though nobody waits for it any more`() async throws {
        try write("default = \"home\"")
        let late = try await bench.here.almanac("reload", "--timeout", "1")
        #expect(late.status == 1 && late.errors.contains("has not answered in time"), "\(late)")
        #expect(late.errors.hasSuffix("  Next: almanac status\n"))
        try await open()
        try await eventually { try await bench.must("calendars").contains("(default)") }
    }

    @Test func `does not hold up a stop, which refuses those that wait`() async throws {
        bench.daemon.signal(SIGHUP)
        try await wait(forRun: 2)
        async let waiting = bench.here.almanac("reload")
        let before = try descriptors()
        try await eventually("it is connected") { try descriptors() > before }
        let elapsed = await ContinuousClock().measure { _ = await bench.daemon.terminate() }
        #expect(elapsed < .seconds(8))
        #expect(await bench.daemon.exitStatus() == 0, "\(bench.here.log)")
        let refused = try await waiting
        #expect(refused.status != 0, "\(refused)")
    }
}
