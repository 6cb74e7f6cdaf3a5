// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// What `almanac doctor` says of passwords, as root and as a user.
    @Suite struct `the doctor on passwords` {
        private let lab: SystemdLab
        private let server: TestServer

        init() async throws {
            (lab, server) = try await SystemdLab.withRadicale()
        }

        private func examine(as prefix: String = "") async throws -> DoctorDocument {
            let outcome = try await lab.shell("\(prefix) almanac doctor --offline --json")
            #expect(!outcome.output.contains("-pw") && outcome.errors.isEmpty, "\(outcome)")
            let document = try DoctorDocument(outcome.output)
            #expect(document.isTypable, "\(document)")
            return document
        }

        private static let sealed = "/etc/almanac/credentials.encrypted"

        private func encrypt(_ file: String, as name: String) async throws {
            let path = "\(Self.sealed)/\(file)"
            try await lab.must(
                "printf alice-pw | systemd-creds encrypt --with-key=host --name=\(name) - \(path) && chmod 600 \(path)")
        }

        /// Of whichever file: systemd then starts nothing, and names none.
        @Test func `names the file that cannot be decrypted, with the line that mends it`() async throws {
            try await lab.write(SystemdLab.Account(name: "alice", url: server.url).block, to: SystemdLab.settings)
            try await encrypt("alice", as: "sealed_alice")
            #expect(try await examine().seen("credentials") == "systemd can give each to the service: 1")
            try await encrypt("alice", as: "alice")
            try await encrypt("alice.old", as: "sealed_alice")
            try await lab.must("! systemctl start almanacd")
            let document = try await examine()
            #expect(document.seen("unit").contains("exit status 243"), "\(document)")
            let (unit, files) = (
                document.checks.filter { $0.check == "unit" }, document.checks.filter { $0.check == "credentials" }
            )
            #expect(unit.first?.meaning?.contains("cannot give it its credentials") == true)
            for (file, name) in [("alice", "alice"), ("alice.old", "sealed_alice")] {
                let path = "\(Self.sealed)/\(file)"
                let reason = "Embedded credential name '\(name)' does not match filename 'sealed_\(file)', refusing."
                #expect(files.contains { $0.seen == "\(path) cannot be decrypted: \(reason)" }, "\(files)")
            }
            #expect(document.outcome("password") == "failure")
            #expect(document.seen("password").hasPrefix("\(Self.sealed)/alice cannot be decrypted: Embedded"))

            // What it says is typed, but for the password.
            try await lab.must("rm \(Self.sealed)/alice.old")
            let remedy = document.remedy("password").filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
            try #require(remedy.count == 3)
            #expect(try await lab.shell(String(remedy[1])).status != 0)
            let typed = remedy[0].replacing("systemd-ask-password -n", with: "printf alice-pw")
            try await lab.must("\(typed) 2>/dev/null && \(remedy[1]) && \(remedy[2]) && almanac sync")
            #expect(try await examine().outcome("password") == "ok")
        }

        @Test func `names what else keeps systemd from giving them`() async throws {
            try await lab.write([SystemdLab.Account(name: "alice", url: server.url)])
            try await lab.must("touch '/etc/almanac/credentials/a:b'")
            try await lab.writeDropIn("LoadCredential=bob:/etc/nothing", named: "bob")
            try await lab.must("! systemctl start almanacd")
            let seen = try await examine().checks.filter { $0.check == "credentials" }.map(\.seen)
            #expect(seen.count == 2, "\(seen)")
            #expect(
                seen.contains { $0.hasPrefix("/etc/almanac/credentials/a:b has a name that no credential can have") })
            #expect(seen.contains { $0.hasPrefix("/etc/nothing is not there") })
            try await lab.must("rm '/etc/almanac/credentials/a:b' && echo pw >/etc/nothing")
            try await lab.must("systemctl start almanacd && almanac sync")
            #expect(try await examine().seen("credentials") == "systemd can give each to the service: 2")
        }

        /// A user's with `%h`; and one that no file is found for, which the daemon has all the same.
        @Test func `finds a user's credential, or says that it is given in another way`() async throws {
            try await lab.must("useradd --create-home alice && loginctl enable-linger alice")
            let home = "/home/alice/.config"
            try await lab.write(
                SystemdLab.Account(name: "alice", url: server.url).block, to: "\(home)/almanac/almanac.toml")
            try await lab.write("alice-pw\n", to: "\(home)/almanac/alice", mode: "600")
            let dropIn = "\(home)/systemd/user/almanacd.service.d/password.conf"
            try await lab.write("[Service]\nLoadCredential=alice:%h/.config/almanac/alice\n", to: dropIn)
            try await lab.must("chown -R alice: /home/alice")
            func asUser(_ line: String) async throws -> SystemdLab.Outcome {
                try await lab.shell(
                    "export XDG_RUNTIME_DIR=/run/user/$(id -u alice); runuser --user alice -- sh -c '\(line)'")
            }
            try await eventually(within: .seconds(60)) {
                let state = try await asUser("systemctl --user is-system-running").output
                return ["running\n", "degraded\n"].contains(state)
            }
            func password() async throws -> [String] {
                let document = try DoctorDocument(try await asUser("almanac doctor --offline --json").output)
                return [document.outcome("password"), document.seen("password")]
            }
            let found = ["ok", "credential \"alice\" (\(home)/almanac/alice) gives one"]
            #expect(try await password() == found)
            #expect(try await asUser("systemctl --user start almanacd && almanac sync").status == 0)
            #expect(try await password() == found)
            try await lab.write("other-pw\n", to: "\(home)/almanac/alice", mode: "600")
            try await lab.must("chown alice: \(home)/almanac/alice")
            #expect(
                try await password() == ["warning", "credential \"alice\" was changed after the daemon's start"])

            try await lab.write("[Service]\nSetCredential=alice:alice-pw\n", to: dropIn)
            try await lab.must("chown -R alice: /home/alice")
            #expect(try await asUser("systemctl --user daemon-reload; systemctl --user stop almanacd").status == 0)
            let skipped = "the unit gives credential \"alice\" by SetCredential=, which is not read here"
            #expect(try await password() == ["skipped", skipped])
            #expect(try await asUser("systemctl --user start almanacd && almanac sync").status == 0)
            #expect(
                try await password() == ["ok", "credential \"alice\", as the daemon was given it, gives one"])
        }

        /// It has the daemon's environment, and nothing of root's.
        @Test func `runs a password program as the unit does`() async throws {
            let program = "/usr/local/bin/almanac-password"
            try await lab.write(
                """
                #!/bin/sh
                [ "$(id -un)" = almanac ] && [ "$PWD" = / ] && [ "$HOME" = "$(getent passwd almanac | cut -d: -f6)" ] &&
                    [ -z "$MARK" ] && [ -z "$XDG_RUNTIME_DIR" ] && [ "$OF_THE_UNIT" = "a 'b'" ] && echo alice-pw

                """, to: program, mode: "755")
            let block = SystemdLab.Account(name: "alice", url: server.url).block
                .replacing("{ credential = \"alice\" }", with: "{ command = [\"\(program)\", \"alice\"] }")
            try await lab.write(block, to: SystemdLab.settings)
            try await lab.writeDropIn(
                """
                ExecPaths=\(program) /bin/sh /usr/bin
                Environment="OF_THE_UNIT=a 'b'"
                """, named: "password")
            try await lab.must("systemctl start almanacd && almanac sync")
            let document = try await examine(as: "cd /root; MARK=1 HOME=/root XDG_RUNTIME_DIR=/run/user/0")
            #expect(document.outcome("password") == "ok", "\(document.seen("password"))")
        }

        /// Root may be a member of groups that the daemon is not, and the other way round.
        @Test func `reads a password file with the groups of the daemon`() async throws {
            let path = "/srv/secrets/alice"
            try await lab.write("alice-pw\n", to: path, mode: "600")
            try await lab.must(
                "groupadd secrets && chown almanac: \(path) && chown root:secrets /srv/secrets && chmod 710 /srv/secrets"
            )
            try await lab.write(
                AccountText(name: "alice", url: server.url).block(passwordFile: path), to: SystemdLab.settings)
            let root = "setpriv --groups $(getent group secrets | cut -d: -f3)"
            #expect(try await examine(as: root).outcome("password") == "failure")
            try await lab.must("usermod --append --groups secrets almanac")
            let document = try await examine()
            #expect(document.outcome("password") == "ok", "\(document.seen("password"))")
        }
    }
}
