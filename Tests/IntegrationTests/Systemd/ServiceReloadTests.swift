// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// `systemctl reload`, and passwords that rotate.
    @Suite struct `a service that is reloaded` {
        private let lab: SystemdLab
        private let server: TestServer

        init() async throws {
            (lab, server) = try await SystemdLab.withRadicale()
        }

        private static let password = "/etc/almanac/alice.password"

        private func write(_ more: String = "") async throws {
            let account = AccountText(name: "alice", url: server.url, username: "alice", more: more)
            try await lab.write(account.block(passwordFile: Self.password), to: SystemdLab.settings)
        }

        private func write(password: String) async throws {
            try await lab.write("\(password)\n", to: Self.password, mode: "600")
            try await lab.must("chown almanac: \(Self.password)")
        }

        /// From now on the server takes this one alone. Radicale reads the file for each login.
        private func changeOnServer(password: String) throws {
            try "alice:\(password)\nbob:bob-pw\n"
                .write(toFile: server.dataDirectory + "/users", atomically: true, encoding: .utf8)
        }

        private func started() async throws -> String {
            try await lab.must("systemctl start almanacd && almanac sync")
            return try await lab.property("MainPID")
        }

        @Test func `keeps a refusal in its status line until a good reload, and is running all the while`() async throws
        {
            try await write(password: "alice-pw")
            try await write()
            let process = try await started()
            try await write("intervall = \"5m\"\ndefualt = \"a\"")
            let refused = try await lab.shell("systemctl reload almanacd")
            #expect(refused.status != 0)
            #expect(try await lab.property("SubState") == "running", "READY=1 also ends a reload that was refused")
            try await eventually(within: .seconds(12)) {
                try await lab.property("StatusText").hasPrefix("reload failed")
            }
            let line = try await lab.property("StatusText")
            #expect(line.contains("line 7: account.alice.intervall: there is no such key; did you mean \"interval\"?"))
            #expect(line.contains("(and 1 more); 1 calendar, stalest alice/home"))
            // A run changes the rest of the line, and not this.
            try await lab.must("almanac sync")
            try await eventually { try await lab.property("StatusText") != line }
            #expect(try await lab.property("StatusText").hasPrefix("reload failed: line 7"))
            let status = try await lab.must("almanac status")
            #expect(status.contains("settings on disk are not in force: line 7: account.alice.intervall"))
            #expect(status.contains("settings on disk are not in force: line 8: account.alice.defualt"))

            // More than systemd takes as one message.
            try await write("\(String(repeating: "k", count: 5000)) = 1")
            #expect(try await lab.shell("systemctl reload almanacd").status != 0)
            try await eventually(within: .seconds(60)) {
                try await lab.property("StatusText").hasPrefix("reload failed: line 7: account.alice.kkkk")
            }

            try await write()
            try await lab.must("systemctl reload almanacd")
            try await eventually(within: .seconds(60)) { try await lab.property("StatusText").hasPrefix("1 calendar") }
            #expect(!(try await lab.must("almanac status").contains("not in force")))
            #expect(try await lab.property("MainPID") == process)
        }

        @Test func `refuses a file that it may not read`() async throws {
            try await write(password: "alice-pw")
            try await write()
            _ = try await started()
            try await lab.must("chmod 600 \(SystemdLab.settings)")
            let refused = try await lab.shell("almanac reload")
            #expect(refused.status == 1 && refused.errors.contains("cannot be read: Permission denied"), "\(refused)")
            #expect(try await lab.must("almanac sync").contains("In step."))
        }

        @Test func `takes a password from its file without a restart, and says so without the password`() async throws {
            try await write(password: "alice-pw")
            try await write()
            let process = try await started()
            try changeOnServer(password: "r0tated-pw")
            let before = try await lab.shell("almanac sync")
            #expect(before.status == 1 && before.output.contains("almanac reload"), "\(before)")

            try await write(password: "r0tated-pw")
            try await lab.must("systemctl reload almanacd")
            #expect(try await lab.must("almanac sync").contains("In step."))
            #expect(try await lab.property("MainPID") == process)
            let journal = try await lab.journal()
            #expect(journal.contains { $0.contains("account alice: password read again") })
            #expect(!journal.contains { $0.contains("r0tated") })
            #expect(try await lab.must("almanac reload") == "Reloaded; nothing has changed.\n")
        }

        @Test func `takes a credential with a restart, and says so where it is missed`() async throws {
            try await lab.write([SystemdLab.Account(name: "alice", url: server.url)])
            let process = try await started()
            try changeOnServer(password: "r0tated-pw")
            try await lab.write("r0tated-pw\n", to: "/etc/almanac/credentials/alice", mode: "600")
            try await lab.must("systemctl reload almanacd")
            let refused = try await lab.shell("almanac sync")
            #expect(
                refused.status == 1 && refused.output.contains("then: systemctl restart almanacd"), "\(refused)")
            #expect(!refused.output.contains("almanac reload"))
            #expect(try await lab.must("almanac status").contains("systemctl restart almanacd"))

            try await lab.must("systemctl restart almanacd")
            #expect(try await lab.must("almanac sync").contains("In step."))
            #expect(try await lab.property("MainPID") != process)
        }

        @Test func `names the command for a key that waits for the next start`() async throws {
            try await write(password: "alice-pw")
            try await write()
            _ = try await started()
            try await write("[control]\nsocket = \"/run/almanac/other.sock\"\n")
            let line = "  control.socket changed, from the next start on: systemctl restart almanacd\n"
            for _ in 1...2 { #expect(try await lab.must("almanac reload") == "Reloaded:\n\(line)") }
            try await write()
            #expect(try await lab.must("almanac reload") == "Reloaded; nothing has changed.\n")
        }

        /// Sent as soon as it has seen to its signals (`SigCgt`, proc(5): the lowest bit is SIGHUP's).
        @Test func `carries out a SIGHUP that comes while it starts`() async throws {
            try await write(password: "alice-pw")
            try await write()
            try await lab.must(
                """
                systemctl start --no-block almanacd
                until p=$(systemctl show almanacd --value --property MainPID) &&
                    grep -qs '^SigCgt:.*[13579bdf]$' /proc/$p/status; do :; done
                kill -HUP $p
                """)
            try await eventually { try await lab.property("ActiveState") == "active" }
            try await eventually { try await lab.journal().contains { $0.hasPrefix("settings reloaded") } }
            #expect(try await lab.must("almanac sync").contains("In step."))
            #expect(try await lab.property("NRestarts") == "0")
            #expect(try await lab.property("SubState") == "running")
        }
    }
}
