// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// The unit of a user's own manager.
    @Suite struct `the service of a user` {
        private let lab: SystemdLab
        private let server: TestServer

        init() async throws {
            async let server = TestServer.radicale()
            lab = try await SystemdLab()
            self.server = try await server
            try self.server.addCalendar(of: "alice", titles: ["Breakfast with alice"])
            try await lab.must("useradd --create-home alice && loginctl enable-linger alice")
        }

        /// A line of shell as the user, whose manager `systemctl --user` reaches.
        private func asUser(_ line: String) async throws -> SystemdLab.Outcome {
            try await lab.shell(
                "export XDG_RUNTIME_DIR=/run/user/$(id -u alice); runuser --user alice -- sh -c '\(line)'")
        }

        @Test func `starts, syncs, reloads and stops, with everything in folders of the user's`() async throws {
            let home = "/home/alice/.config/almanac"
            let account = AccountText(name: "mine", url: server.url).block(passwordFile: "~/.config/almanac/password")
            try await lab.write("alice-pw\n", to: "\(home)/password", mode: "600")
            try await lab.write(account, to: "\(home)/almanac.toml")
            try await lab.must("chown -R alice: /home/alice")
            try await eventually { try await asUser("systemctl --user is-system-running").output == "running\n" }

            #expect(try await asUser("systemctl --user start almanacd").status == 0)
            #expect(try await asUser("almanac sync").status == 0)
            #expect(try await asUser("almanac agenda 2026-03-02").output.contains("Breakfast with alice"))
            let folders = "~/.local/state/almanac $XDG_RUNTIME_DIR/almanac $XDG_RUNTIME_DIR/almanac/almanac.sock"
            #expect(try await asUser("stat --format %a:%U \(folders)").output == "700:alice\n700:alice\n600:alice\n")

            try await lab.write(account + "default = \"home\"\n", to: "\(home)/almanac.toml")
            let reload = try await asUser("systemctl --user reload almanacd")
            let journal = try await lab.must("journalctl _UID=$(id -u alice) --no-pager --output cat --lines 10")
            #expect(reload.status == 0, "\(journal)")
            #expect(try await asUser("almanac calendars").output.contains("(default)"))

            #expect(try await asUser("systemctl --user stop almanacd").status == 0)
            let stopped = try await asUser("almanac status")
            #expect(stopped.status == 3)
            #expect(stopped.errors.hasSuffix("  Next: systemctl --user start almanacd\n"))
        }
    }
}
