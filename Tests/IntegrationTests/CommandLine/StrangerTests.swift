// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `What a stranger wrote` {
    private static let nasty = "Red \u{1B}[31malert\u{1B}[0m\u{1B}]0;owned\u{07}\u{08}\u{9B}2J\u{202E}evil\u{7F}\\nnext"

    @Test func `reaches a terminal as plain text, and a pipe without any escape sequence`() async throws {
        let bench = try await CommandLineBench(on: .xandikos)
        let others = (0..<3).map { ("other-\($0).ics", simpleEvent("other-\($0)", "Other")) }
        try await bench.remote.store(others + [("nasty.ics", Self.event("Plain"))])
        try await bench.sync()
        let id = try await conflict(bench)
        let agenda = try await bench.must("agenda", "2026-03-02")
        #expect(agenda.contains("09:00–10:00  Blue") && agenda.split(separator: "\n").count == 3)
        for command in [
            ["agenda", "2026-03-02"], ["show", id], ["log"], ["status"], ["sync"], ["calendars"], ["accounts"],
            ["conflicts"], ["conflicts", "show", "1"],
        ] {
            let output = try await bench.must(command)
            let steering = output.unicodeScalars.filter {
                $0 != "\n" && $0.properties.generalCategory == .control || $0 == "\u{202E}"
            }
            #expect(steering.isEmpty, "\(command): \(output.debugDescription)")
            try await expectOnlyColours(command, bench)
        }
    }

    @Test func `can be put right`() async throws {
        // Radicale takes control characters, and gives them back.
        let bench = try await CommandLineBench()
        try await bench.remote.store([("nasty.ics", Self.event(Self.nasty))])
        try await bench.sync()
        let agenda = try await bench.here.json(Agenda.self, "agenda", "2026-03-02")
        try await bench.must("edit", try #require(agenda.events.first?.id), "--title", "Clean", "--wait", "20")
        #expect(try bench.remote.get("nasty.ics")?.contains("SUMMARY:Clean\r\n") == true)
    }

    private static func event(_ title: String) -> String {
        calendarText([
            [
                "UID:nasty@example.org", "SUMMARY:\(title)", "DTSTART:20260302T090000Z", "DURATION:PT1H",
                "LOCATION:\(nasty)", "DESCRIPTION:\(nasty)", "ATTENDEE;CN=Max \u{1B}[2J:mailto:max@example.org",
            ]
        ])
    }

    /// A conflict keeps the texts as they are. Returns the event's id.
    private func conflict(_ bench: CommandLineBench) async throws -> String {
        let agenda = try await bench.here.json(Agenda.self, "agenda", "2026-03-02")
        let id = try #require(agenda.events.first?.id)
        try bench.proxy.add(fault: #"{"method": "PUT", "action": "drop"}"#)
        try await bench.must("edit", id, "--title", "Green")
        try await eventually { try await bench.here.database.count("outbox WHERE next_attempt IS NOT NULL") == 1 }
        try await bench.remote.store([("nasty.ics", Self.event("Blue \(Self.nasty)"))])
        try bench.proxy.removeFaults()
        try await bench.sync()
        return id
    }

    /// On a terminal there are colours, and nothing else that steers it.
    private func expectOnlyColours(_ command: [String], _ bench: CommandLineBench) async throws {
        let line = ([BuiltPrograms.almanac] + command + ["--socket", bench.here.socket]).joined(separator: " ")
        for noColor in ["", "1"] {
            let onTerminal = try await run(
                "/usr/bin/script", ["--quiet", "--return", "--command", line, "/dev/null"],
                ["TERM": "xterm", "NO_COLOR": noColor])
            #expect(onTerminal.status == 0)
            // The line that `sync` writes over and over.
            let rest = onTerminal.output.replacing("\r\u{1B}[K", with: "")
            let colours = rest.matches(of: /\u{1B}\[[0-9]+m/).count
            #expect(colours > 0 || noColor == "1" || rest.split(separator: "\n").isEmpty, "\(command)")
            #expect(
                rest.count { $0 == "\u{1B}" } == (noColor == "1" ? 0 : colours), "\(command): \(rest.debugDescription)")
        }
    }
}
