// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `Settings that cannot be used` {
    /// Writes over the settings; `nil`: removes them.
    private struct Mistake: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: (@Sendable (_ good: [UInt8]) -> [UInt8])?
        var words: [String]
    }

    private static let mistakes = [
        Mistake(
            testDescription: "several mistakes",
            bytes: { $0 + Array("defualt = \"a\"\ninterval = \"5\"\n[snyc]\n".utf8) },
            words: ["defualt", "did you mean \"default\"?", "\"5\" is not a duration", "snyc", "line "]),
        Mistake(testDescription: "a vanished file", bytes: nil, words: ["there is no such file"]),
        Mistake(testDescription: "a NUL", bytes: { $0 + [35, 0, 10] }, words: ["line "]),
        Mistake(testDescription: "no UTF-8", bytes: { $0 + [0x23, 0xFF, 10] }, words: ["line ", "not UTF-8"]),
        Mistake(
            testDescription: "more than a mebibyte",
            bytes: { $0 + [UInt8](repeating: 35, count: 1 << 20) }, words: ["larger than 1048576 bytes"]),
        Mistake(testDescription: "half a file", bytes: { Array($0.dropLast(5)) }, words: ["line "]),
    ]

    @Test func `change nothing, are told with their lines, and shown until others are in force`() async throws {
        let bench = try await CommandLineBench([("a.ics", simpleEvent("a", "As it was"))])
        let good = try Data(contentsOf: URL(fileURLWithPath: bench.here.settings))
        for mistake in Self.mistakes {
            try? FileManager.default.removeItem(atPath: bench.here.settings)
            if let bytes = mistake.bytes { try write(Data(bytes(Array(good))), bench) }
            try await expectRefused(mistake, bench)
        }
        try FileManager.default.removeItem(atPath: bench.here.settings)
        try FileManager.default.createDirectory(atPath: bench.here.settings, withIntermediateDirectories: false)
        try await expectRefused(Mistake(testDescription: "a folder", words: ["is not a file"]), bench)
        try FileManager.default.removeItem(atPath: bench.here.settings)
        try write(good, bench)
        #expect(try await bench.must("status").contains("not in force"), "nobody has looked yet")
        #expect(try await bench.must("reload") == "Reloaded; nothing has changed.\n")
        #expect(!(try await bench.must("status").contains("not in force")))
        try await bench.sync()
        #expect(bench.daemon.isRunning)
    }

    private func write(_ data: Data, _ bench: CommandLineBench) throws {
        try data.write(to: URL(fileURLWithPath: bench.here.settings))
    }

    private func expectRefused(_ mistake: Mistake, _ bench: CommandLineBench) async throws {
        let refused = try await bench.here.almanac("reload")
        let status = try await bench.must("status")
        #expect(refused.status == 1 && refused.errors.hasSuffix("  Next: Correct the file, then: almanac reload\n"))
        for word in mistake.words {
            #expect(refused.errors.contains(word), "\(mistake.testDescription): \(refused.errors)")
            #expect(status.contains(word), "\(mistake.testDescription): \(status)")
        }
        #expect(status.contains("settings on disk are not in force: "), "\(status)")
        #expect(try await bench.must("agenda", "2026-03-01").contains("As it was"))
    }
}
