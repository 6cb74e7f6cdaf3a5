// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// The unit of a user's own manager.
    @Suite struct `the service of a user` {
        private let lab: SystemdLab
        private let server: TestServer
        private let account: String
        private static let home = "/home/alice/.config/almanac"

        init() async throws {
            (lab, server) = try await SystemdLab.withRadicale()
            account = AccountText(name: "mine", url: self.server.url).block(passwordFile: "~/.config/almanac/password")
            try await lab.must("useradd --create-home alice && loginctl enable-linger alice")
            try await lab.write("alice-pw\n", to: "\(Self.home)/password", mode: "600")
            try await lab.write(account, to: "\(Self.home)/almanac.toml")
            try await lab.must("chown -R alice: /home/alice")
            try await isUp()
        }

        private func isUp() async throws {
            // Degraded is a machine of whose own units for users one fails.
            try await eventually(within: .seconds(60)) {
                let state = try await asUser("systemctl --user is-system-running").output
                return ["running\n", "degraded\n"].contains(state)
            }
        }

        /// A line of shell as the user, whose manager `systemctl --user` reaches.
        private func asUser(_ line: String) async throws -> SystemdLab.Outcome {
            try await lab.shell(
                "export XDG_RUNTIME_DIR=/run/user/$(id -u alice); runuser --user alice -- sh -c '\(line)'")
        }

        @Test func `starts, syncs, reloads and stops, with everything in folders of the user's`() async throws {
            #expect(try await asUser("systemctl --user start almanacd").status == 0)
            #expect(try await asUser("almanac sync").status == 0)
            #expect(try await asUser("almanac agenda 2026-03-02").output.contains("Breakfast with alice"))
            let folders = "~/.local/state/almanac $XDG_RUNTIME_DIR/almanac $XDG_RUNTIME_DIR/almanac/almanac.sock"
            #expect(try await asUser("stat --format %a:%U \(folders)").output == "700:alice\n700:alice\n600:alice\n")

            try await lab.write(account + "default = \"home\"\n", to: "\(Self.home)/almanac.toml")
            let reload = try await asUser("systemctl --user reload almanacd")
            let journal = try await lab.must("journalctl _UID=$(id -u alice) --no-pager --output cat --lines 10")
            #expect(reload.status == 0, "\(journal)")
            #expect(try await asUser("almanac calendars").output.contains("(default)"))

            #expect(try await asUser("systemctl --user stop almanacd").status == 0)
            try await eventually {
                try await asUser("systemctl --user is-active almanacd.socket").output == "inactive\n"
            }
            let stopped = try await asUser("almanac status")
            #expect(stopped.status == 3)
            #expect(stopped.errors.hasSuffix("  Next: systemctl --user start almanacd\n"))
        }

        @Test func `gets a credential by what the account says that it waits for`() async throws {
            let block = account.replacing(
                "{ file = \"~/.config/almanac/password\" }", with: "{ credential = \"mine\" }")
            try await lab.write(block, to: "\(Self.home)/almanac.toml")
            #expect(try await asUser("systemctl --user start almanacd").status == 0)
            try await eventually { try await asUser("almanac accounts").output.contains("waiting for password") }
            let words = try await asUser("almanac accounts").output
            for part in ["LoadCredential=mine:FILE", "systemctl --user edit", "systemctl --user restart almanacd"] {
                #expect(words.contains(part), "\(words)")
            }
            let dropIn = "/home/alice/.config/systemd/user/almanacd.service.d/password.conf"
            try await lab.write("[Service]\nLoadCredential=mine:\(Self.home)/password\n", to: dropIn)
            try await lab.must("chown -R alice: /home/alice/.config")
            #expect(try await asUser("systemctl --user daemon-reload; systemctl --user restart almanacd").status == 0)
            #expect(try await asUser("almanac sync").status == 0)

            try await lab.write("of-another\n", to: "\(Self.home)/password", mode: "600")
            try await lab.must("chown alice: \(Self.home)/password")
            #expect(try await asUser("systemctl --user restart almanacd").status == 0)
            try await eventually { try await asUser("almanac accounts").output.contains("refuses the username") }
            let refused = try await asUser("almanac accounts").output
            #expect(refused.contains("the file that LoadCredential=mine names"), "\(refused)")
        }

        @Test func `has the bounds that no score counts`() async throws {
            #expect(try await asUser("systemctl --user start almanacd").status == 0)
            let expected = UnitLimits.ofBoth.merging(UnitLimits.ofAUsers) { $1 }
            let shown = try await asUser("systemctl --user show almanacd").output
            #expect(UnitLimits.differences(shown, from: expected) == [])
        }

        /// The user is never logged in: the manager is there because of linger.
        @Test func `comes up with the user's manager once it is enabled, and its socket with it`() async throws {
            #expect(try await asUser("systemctl --user enable almanacd").status == 0)
            try await lab.write(
                "[Service]\nRestartSec=1s\n", to: "/etc/systemd/user/almanacd.service.d/soon.conf")
            let units = "almanacd.service almanacd.socket"
            try await lab.must("systemctl restart user@$(id -u alice).service")
            try await isUp()
            #expect(try await asUser("systemctl --user is-active \(units)").output == "active\nactive\n")
            #expect(try await asUser("almanac sync").status == 0)
            #expect(try await asUser("almanac agenda 2026-03-02").output.contains("Breakfast with alice"))

            let socket = "systemctl --user show --value --property InvocationID almanacd.socket"
            let before = try await asUser(socket).output
            let restarted =
                "systemctl --user restart almanacd && almanac status && systemctl --user kill -s KILL almanacd"
            #expect(try await asUser(restarted).status == 0)
            #expect(try await asUser("almanac status").status == 0, "waits for the restart")
            #expect(try await asUser(socket).output == before)
        }

        /// Root comes from outside of the service's user namespace, where it cannot be told from others.
        @Test func `answers that user alone, though its socket be open to all`() async throws {
            #expect(try await asUser("systemctl --user start almanacd && almanac status").status == 0)
            let socket = "/run/user/$(id -u alice)/almanac/almanac.sock"
            try await lab.must(
                "useradd stranger && chmod 755 /run/user/$(id -u alice){,/almanac} && chmod 666 \(socket)")
            let group = try await lab.shell("usermod --append --groups alice stranger")
            #expect(group.status == 0)
            for user in ["stranger", "root"] {
                let refused = try await lab.shell("runuser --user \(user) -- almanac status --socket \(socket)")
                #expect(refused.status == 1 && refused.output.isEmpty)
                #expect(refused.errors.contains("This socket is not for the user 65534:"), "\(user): \(refused)")
            }
            #expect(try await asUser("almanac status").status == 0)
        }
    }
}
