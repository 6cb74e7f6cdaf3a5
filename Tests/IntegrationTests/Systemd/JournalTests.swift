// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    @Suite struct `the journal` {
        private let lab: SystemdLab
        private let fake: FakeCalDAV

        init() async throws {
            fake = try FakeCalDAV()
            fake.makeCalendar("team", displayName: "Team")
            for number in 1...15 {
                fake.store("\(number).ics", eventText(uid: "u\(number)", title: "Event \(number)"))
            }
            lab = try await SystemdLab()
            try await lab.must("journalctl --update-catalog")
            try await lab.write([SystemdLab.Account(name: "alice", url: fake.url)])
        }

        private func start() async throws { try await lab.must("systemctl start almanacd && almanac sync") }

        /// Of the entries of the daemon itself.
        private func count() async throws -> Int { try await ownEntries().count }

        private func ownEntries() async throws -> [[String: String]] {
            try await lab.must("journalctl --sync")
            return try await lab.journalEntries("SYSLOG_IDENTIFIER=almanacd")
        }

        private func explained(_ matches: String = "") async throws -> String {
            try await lab.must("journalctl --sync && journalctl -x -u almanacd --no-pager \(matches)")
        }

        @Test func `has an explanation for each kind, which systemd's own parser reads`() async throws {
            let file = try await lab.must("cat /usr/lib/systemd/catalog/almanac.catalog")
            let ids = file.matches(of: /(?m)^-- ([0-9a-f]{32})$/).map { String($0.1) }
            #expect(ids.count > 30)
            let list = try await lab.must("journalctl --list-catalog \(ids.joined(separator: " "))")
            let lines = list.split(separator: "\n")
            #expect(lines.count == ids.count)
            #expect(lines.allSatisfy { $0.contains(" Almanac: ") }, "\(list)")
            // As it was written, but for comments.
            let dump = try await lab.must("journalctl --dump-catalog \(ids.joined(separator: " "))")
            for paragraph in file.components(separatedBy: "\n\n").dropFirst(2) {
                let text = paragraph.trimmingCharacters(in: .newlines)
                #expect(dump.contains(text), "\(text)")
            }
            try await lab.must("make --silent --directory '\(SystemdLab.root.path)' uninstall PREFIX=/usr")
            #expect(try await lab.shell("ls /usr/lib/systemd/catalog/almanac.catalog").status != 0)
        }

        @Test func `says with journalctl -x what happened and what to type`() async throws {
            try await start()
            for number in 1...13 { fake.remove("\(number).ics") }
            try await lab.must("almanac sync || true")
            try await lab.must(
                "almanac edit $(almanac agenda 2026-06-01 --json | grep -o '\"id\": *\"[^\"]*\"' | tail -1 | cut -d'\"' -f4) --title New"
            )
            fake.add(.status("PUT", 403, times: 9))
            try await lab.must("almanac sync || true")
            try await lab.write([SystemdLab.Account(name: "alice", url: fake.url)], more: "intervall = \"5m\"\n")
            try await lab.must("! systemctl reload almanacd")
            fake.dial { $0.password = "another" }
            try await lab.must("almanac sync || true")
            let text = try await explained()
            for words in [
                "Subject: Almanac has started", "with 1 accounts", "almanac status",
                "Subject: Deletions in alice/team are held", "almanac sync --approve-deletions alice/team",
                "Subject: An edit in alice/team cannot be sent", "the server does not allow it",
                "Subject: The settings could not be read again", "did you mean \"interval\"?",
                "almanacd --check-config", "Subject: The account alice waits for you", "almanac reload",
                "Documentation: man:almanacd(8)",
            ] {
                #expect(text.contains(words), "\(words) in \(text)")
            }
            for entry in try await ownEntries() {
                #expect(entry["MESSAGE_ID"]?.count == 32, "\(entry["MESSAGE"] ?? "")")
            }
        }

        @Test func `is found by account, calendar and kind`() async throws {
            try await start()
            let synced = try await lab.journalEntries("CALENDAR=alice/team")
            #expect(synced.first?["MESSAGE"]?.hasPrefix("synced ") == true)
            let id = try #require(synced.first?["MESSAGE_ID"])
            #expect(try await lab.journalEntries("MESSAGE_ID=\(id)").count == 1)
            #expect(try await lab.journalEntries("ACCOUNT=alice MESSAGE_ID=\(id)").first?["CREATED"] == "15")
        }

        @Test func `gets nothing from 30 polls that change nothing, and a line from 30 that fail`() async throws {
            try await start()
            let before = try await count()
            try await lab.must("for i in $(seq 30); do almanac sync >/dev/null; done")
            #expect(try await count() == before)
            fake.onRequest { _ in .dropBefore }
            try await lab.must("for i in $(seq 30); do almanac sync >/dev/null 2>&1 || true; done")
            #expect(try await count() == before + 1)
            try await lab.write([SystemdLab.Account(name: "alice", url: "http://127.0.0.1:9/")])
            try await lab.must("systemctl reload almanacd")
            try await lab.must("for i in $(seq 10); do almanac sync >/dev/null 2>&1 || true; done")
            let told = try await ownEntries().dropFirst(before).compactMap { $0["MESSAGE"] }
            #expect(told.count { $0.hasPrefix("account fails: ") } == 2, "\(told)")
            #expect(told.count == 4, "\(told)")
        }

        @Test func `goes on after journald was started again`() async throws {
            try await start()
            try await lab.must("systemctl restart systemd-journald")
            try await lab.must("systemctl reload almanacd && systemctl stop almanacd")
            let messages = try await lab.journal()
            #expect(messages.contains { $0.hasPrefix("settings reloaded ") })
            #expect(messages.contains("stopped"))
        }

        /// sd_journal_sendv(3) would hold the daemon up for as long as that.
        @Test func `does not hold the daemon up when journald hangs, and says what it missed`() async throws {
            try await start()
            let journald = try await lab.must("systemctl show systemd-journald --value --property MainPID")
                .trimmingCharacters(in: .newlines)
            let mistakes = (1...200).map { "mistake\($0) = 1\n" }.joined()
            try await lab.write([SystemdLab.Account(name: "alice", url: fake.url)], more: mistakes)
            try await lab.must("kill -STOP \(journald)")
            let elapsed = try await ContinuousClock().measure {
                try await lab.must("! almanac reload && almanac status")
            }
            try await lab.must("kill -CONT \(journald)")
            #expect(elapsed < .seconds(25))
            try await lab.must("almanac reload || true")
            try await eventually {
                try await lab.journal().contains { $0.hasPrefix("log entries were lost count=") }
            }
        }

        @Test func `cannot be forged by what a server sends`() async throws {
            let evil = "x\nFORGED=1\nMESSAGE=owned\nSTATUS=owned\u{9b}31m\u{202e}\u{2028}"
            fake.dial { $0.spelling = .encoded }
            fake.makeCalendar("evil", displayName: evil)
            fake.store("\(evil).ics", "BEGIN:VCALENDAR\r\n\(evil)\r\n", in: "evil")
            try await lab.must("systemctl start almanacd && almanac sync || true")
            fake.dial { $0.principal = "/principals/\(evil)/" }
            try await lab.must("almanac sync || true")
            let entries = try await ownEntries()
            let held = entries.filter { $0["MESSAGE"]?.hasPrefix("account held: ") == true }
            #expect(held.count == 1 && held.first?["REASON"]?.contains("FORGED") == true, "\(held)")
            let setAside = entries.filter { $0["MESSAGE"]?.hasPrefix("items set aside ") == true }
            #expect(setAside.count == 1, "\(entries.compactMap { $0["MESSAGE"] })")
            #expect(setAside.first?["HREF"]?.contains("%0AFORGED%3D1") == true, "\(setAside)")
            #expect(entries.allSatisfy { $0["FORGED"] == nil && $0["MESSAGE"] != "owned" })
            let export = try await lab.must("journalctl -u almanacd --no-pager --output export")
            #expect(!export.split(separator: "\n").contains { $0.hasPrefix("FORGED=") || $0 == "MESSAGE=owned" })
            let lines = try await lab.must("journalctl -t almanacd --no-pager --output short --quiet")
            #expect(lines.split(separator: "\n").count == entries.count, "\(lines)")
            let status = try await lab.must("almanac status || true")
            let everything = [
                lines, try await explained(), try await lab.must("systemctl status almanacd"), status,
                try await lab.must("almanac calendars"),
            ]
            for text in everything {
                #expect(!text.unicodeScalars.contains { [0x9b, 0x1b, 0x202e, 0x2028].contains($0.value) }, "\(text)")
                #expect(!text.split(separator: "\n").contains { $0.hasPrefix("MESSAGE=owned") }, "\(text)")
            }
            #expect(try await lab.property("StatusText").contains("stalest"))
        }
    }
}
