// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What the whole daemon logs at debug, its libraries included; `FakeServerTests` plays what goes wrong on servers.
@Suite struct `The log of a daemon at debug` {
    private static let mark = "Zwetschgendatschi"

    @Test func `holds no text of an event, whatever is asked and edited`() async throws {
        let mark = Self.mark
        let remote = try await RemoteFolder(.radicale)
        try remote.put("a.ics", simpleEvent("a", "\(mark) there"))
        let here = try Installation([AccountText(url: remote.server.url)])
        let daemon = try await here.daemon("--log-level", "debug")
        #expect(try await here.almanac("sync").status == 0)
        let added = try await here.almanac(
            "add", "\(mark) here", "--start", "2026-06-01T09:00", "--location", mark, "--description", mark)
        #expect(added.status == 0, "\(added)")
        let agenda = try await here.almanac("agenda", "2026-06-01", "--json").output
        let id = try #require(agenda.firstMatch(of: /"id"\s*:\s*"([^"]+)"/)?.1)
        let commands: [[String]] = [
            ["show", "\(id)"], ["edit", "\(id)", "--title", "\(mark) edited"], ["sync"], ["log"], ["conflicts"],
            ["show", "no \(mark)"], ["edit", "\(id)", "--start", mark], ["add", mark, "--start", mark],
            ["delete", "\(id)"], ["sync"], ["status"],
        ]
        for command in commands { try await here.almanac(command) }
        #expect(await daemon.terminate() == 0)
        #expect(here.log.contains("synced"))
        #expect(!here.log.lowercased().contains(mark.lowercased()), "\(here.log)")
    }
}
