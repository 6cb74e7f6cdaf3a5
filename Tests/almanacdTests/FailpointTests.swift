// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import almanacd

@Suite struct `Places that tests can hold` {
    @Test(
        arguments: [
            ("", [:]), ("scheduler=/run/a", [.scheduler: "/run/a"]),
            ("scheduler=/run/a=b,health=/c", [.scheduler: "/run/a=b", .health: "/c"]),
            ("=/run/block,nowhere=/a,scheduler", [:]),
        ] as [(String, [Failpoint.Place: String])])
    func `are named with their files`(_ text: String, _ files: [Failpoint.Place: String]) {
        #expect(Failpoint.read(text) == files)
    }

    /// As a release and as a debug build compile it, and what is found in the object file.
    @Test(arguments: [([], false), (["-D", "DEBUG"], true)])
    func `are in no release`(_ options: [String], _ isThere: Bool) async throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/almanacd/Watching/Failpoint.swift")
        let object = URL(filePath: NSTemporaryDirectory()).appending(
            path: "failpoint-\(UInt32.random(in: 0...(.max))).o")
        defer { try? FileManager.default.removeItem(at: object) }
        let command = ["swiftc", "-O", "-parse-as-library", "-emit-object", source.path, "-o", object.path] + options
        let compiled = try await run("/usr/bin/env", command)
        try #require(compiled.status == 0, "\(compiled.errors)")
        let bytes = try Data(contentsOf: object)
        #expect((bytes.range(of: Data("ALMANAC_FAILPOINTS".utf8)) != nil) == isThere)
        #expect((bytes.range(of: Data("getenv".utf8)) != nil) == isThere)
    }
}
