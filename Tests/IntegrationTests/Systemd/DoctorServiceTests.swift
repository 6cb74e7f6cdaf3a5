// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// `almanac doctor`, as root and as a user, beside the daemon and without it.
    @Suite struct `the doctor` {
        private let lab: SystemdLab
        private let server: TestServer

        init() async throws {
            (lab, server) = try await SystemdLab.withRadicale()
        }

        private func examine(_ options: String = "") async throws -> DoctorDocument {
            let outcome = try await lab.shell("almanac doctor --json \(options)")
            let document = try DoctorDocument(outcome.output)
            #expect(outcome.status == (document.outcome == "failure" ? 1 : 0) && document.isTypable, "\(document)")
            #expect(!outcome.output.contains("alice-pw") && outcome.errors.isEmpty)
            return document
        }

        private func install() async throws {
            try await lab.write([SystemdLab.Account(name: "alice", url: server.url)])
            try await lab.must("systemctl enable --now almanacd && almanac sync")
        }

        /// Owners, modes and sizes of all that the daemon has, and times but of the log's index, which every reader writes.
        private func state() async throws -> String {
            try await lab.must(
                "find /var/lib/almanac /etc/almanac -printf '%p %U:%G %m %s %T@\\n' | sort | sed '/-shm/s/ [^ ]*$//'")
        }

        @Test func `finds nothing wrong beside the daemon that runs`() async throws {
            try await install()
            let document = try await examine("--deep")
            #expect(document.outcome == "ok" && document.daemon == "system", "\(document)")
            let done = Set(document.checks.filter { $0.outcome == "ok" }.map(\.check))
            #expect(
                done.isSuperset(of: [
                    "settings", "unit", "zones", "permissions.settings", "permissions.credentials", "permissions.state",
                    "permissions.database", "permissions.socket", "disk", "password", "daemon", "daemon.settings",
                    "database", "database.search", "dns", "server", "clock", "login", "calendars",
                ]), "\(done.sorted())")
            #expect(document.seen("database").contains("has it open"))
            #expect(document.seen("daemon").hasPrefix("version "))
            #expect(document.seen("calendars").hasPrefix("1 of 1: home"))
            #expect(try await lab.must("almanac sync").contains("In step."))
        }

        /// After a proper stop, and after a kill that leaves the log behind.
        @Test(arguments: ["stop", "kill --signal KILL"])
        func `leaves no trace without a daemon, which starts as before`(_ end: String) async throws {
            try await install()
            try await lab.writeDropIn("Restart=no", named: "once")
            try await lab.must("systemctl \(end) almanacd")
            try await eventually { try await lab.property("MainPID") == "0" }
            let before = try await state()
            #expect(before.contains(#/db-wal [0-9]+:[0-9]+ 600 0 /#) != end.hasPrefix("kill"), "\(before)")
            for options in ["", "--deep"] {
                let document = try await examine(options)
                #expect(
                    document.outcome("database") == "ok" && document.outcome("database.search") == "ok", "\(document)")
                #expect(document.seen("database").contains("nobody has it open"))
                #expect(document.outcome("unit") == (end == "stop" ? "warning" : "failure"))
                #expect(document.outcome("daemon") == "skipped" && document.outcome("login") == "ok")
                #expect(try await state() == before)
            }
            try await lab.must("systemctl reset-failed; systemctl start almanacd && almanac sync")
            #expect(try await lab.must("almanac agenda 2026-03-02").contains("Breakfast with alice"))
        }

        @Test func `names the mistake, and what else is wrong, each with its remedy`() async throws {
            try await install()
            try await lab.must(
                """
                systemctl stop almanacd
                chown root: /var/lib/almanac/calendar.db && chmod 644 /etc/almanac/credentials/alice
                chmod 666 \(SystemdLab.settings) && echo 'intervall = "5m"' >>\(SystemdLab.settings)
                ! systemctl start almanacd
                """)
            let document = try await examine()
            #expect(document.outcome == "failure")
            #expect(document.seen("settings").contains("line 7: account.alice.intervall: there is no such key"))
            #expect(document.remedy("settings").contains("did you mean \"interval\"?"))
            #expect(document.seen("unit").contains("result exit-code, exit status 78"))
            #expect(document.remedy("unit").contains { $0.hasPrefix("$ systemctl reset-failed almanacd") })
            #expect(document.remedy("permissions.settings") == ["$ chmod go-w /etc/almanac/almanac.toml"])
            #expect(document.remedy("permissions.credentials") == ["$ chmod go= /etc/almanac/credentials/alice"])
            #expect(document.remedy("permissions.database") == ["$ chown almanac: /var/lib/almanac/calendar.db"])
            #expect(document.outcome("database") == "ok")
        }

        @Test func `tells of a credential that the daemon has not got, and of one that is not there`() async throws {
            try await install()
            try await lab.write("new-pw\n", to: "/etc/almanac/credentials/alice", mode: "600")
            let changed = try await examine("--offline")
            #expect(changed.seen("password").hasSuffix("was changed after the daemon's start"))
            #expect(changed.remedy("password") == ["$ systemctl restart almanacd"])
            try await lab.write([
                SystemdLab.Account(name: "alice", url: server.url), .init(name: "bob", url: server.url),
            ])
            let added = try await examine("--offline")
            #expect(added.checks.contains { $0.account == "bob" && $0.seen.hasSuffix("came after the daemon's start") })
            #expect(
                added.outcome("daemon.settings") == "warning" && added.seen("daemon.settings").contains("added: bob"))
            try await lab.must("rm /etc/almanac/credentials/bob")
            let missing = try await examine("--offline --account bob")
            #expect(missing.seen("password") == "there is no credential \"bob\"")
            #expect(missing.outcome("password") == "failure")

            let store = "/etc/credstore.encrypted"
            try await lab.writeDropIn("LoadCredentialEncrypted=bob", named: "store")
            try await lab.must(
                "mkdir -p \(store) && echo bob-pw | systemd-creds encrypt --with-key=host --name=bob - \(store)/bob")
            let late = try await examine("--offline --account bob")
            #expect(late.seen("password") == "credential \"bob\" came after the daemon's start")
            try await lab.must("systemctl restart almanacd")
            let encrypted = try await examine("--offline --account bob")
            #expect(encrypted.outcome("password") == "ok", "\(encrypted.seen("password"))")
            #expect(encrypted.seen("password") == "credential \"bob\" (\(store)/bob, encrypted) gives one")
        }

        @Test func `finds an encrypted credential in the unit's folder before one that lies there as it is`()
            async throws
        {
            let sealed = "/etc/almanac/credentials.encrypted"
            try await lab.write([SystemdLab.Account(name: "bob", url: server.url)])
            try await lab.must(
                "mkdir -p \(sealed); chmod 700 \(sealed); echo bob-pw | "
                    + "systemd-creds encrypt --with-key=host --name=sealed_bob - \(sealed)/bob; chmod 666 \(sealed)/bob"
            )
            let document = try await examine("--offline")
            #expect(document.seen("password") == "credential \"bob\" (\(sealed)/bob, encrypted) gives one")
            let permissions = document.checks.filter { $0.check == "permissions.credentials" }
            #expect(permissions.map(\.outcome) == ["ok", "failure"], "\(permissions)")
            #expect(permissions.last?.remedy == ["$ chmod go-w \(sealed)/bob"])
        }

        @Test func `reads a password file as the daemon would`() async throws {
            let path = "/etc/almanac/alice.password"
            try await lab.write("alice-pw\n", to: path, mode: "600")
            try await lab.write(
                AccountText(name: "alice", url: server.url).block(passwordFile: path), to: SystemdLab.settings)
            let refused = try await examine()
            #expect(refused.outcome("password") == "failure" && refused.outcome("login") == "skipped")
            #expect(refused.remedy("password") == ["$ chown almanac: \(path)"])
            try await lab.must("chown almanac: \(path)")
            let given = try await examine()
            #expect(given.outcome("password") == "ok" && given.outcome("login") == "ok", "\(given)")
        }

        @Test func `warns of files that systemd has not read, and of what the sandbox does not run`() async throws {
            try await install()
            try await lab.write(
                """
                [[account]]
                name = "alice"
                kind = "caldav"
                url = "\(server.url)"
                username = "alice"
                password = { command = ["/usr/bin/pass", "alice"] }

                """, to: SystemdLab.settings)
            try await lab.must(
                "ln -sf /usr/bin/true /usr/bin/pass; mkdir -p /etc/systemd/system/almanacd.service.d; "
                    + "echo >/etc/systemd/system/almanacd.service.d/late.conf")
            let document = try await examine("--offline")
            #expect(document.seen("password") == "the sandbox of the unit does not run /usr/bin/pass")
            #expect(document.checks.contains { $0.check == "unit" && $0.remedy.contains("$ systemctl daemon-reload") })
        }

        @Test func `tells others that only root may see the system's things`() async throws {
            try await install()
            try await lab.must("useradd stranger")
            let outcome = try await lab.shell("runuser --user stranger -- almanac doctor --system --json")
            let document = try DoctorDocument(outcome.output)
            #expect(document.outcome("settings") == "ok" && document.outcome("unit") == "ok")
            for check in ["permissions.credentials", "password", "database", "login"] {
                #expect(document.outcome(check) == "skipped", "\(check)")
            }
            #expect(document.seen("database").hasSuffix("type: sudo almanac doctor"))
        }

        @Test func `examines a user's own daemon, which wants linger`() async throws {
            try await lab.must("useradd --create-home alice && loginctl enable-linger alice")
            let home = "/home/alice/.config/almanac"
            let account = AccountText(name: "mine", url: server.url).block(passwordFile: "~/.config/almanac/password")
            try await lab.write("alice-pw\n", to: "\(home)/password", mode: "600")
            try await lab.write(account, to: "\(home)/almanac.toml")
            try await lab.must("chown -R alice: /home/alice")
            func asUser(_ line: String) async throws -> SystemdLab.Outcome {
                try await lab.shell(
                    "export XDG_RUNTIME_DIR=/run/user/$(id -u alice); runuser --user alice -- sh -c '\(line)'")
            }
            // Degraded is a machine of whose own units for users one fails.
            try await eventually(within: .seconds(60)) {
                let state = try await asUser("systemctl --user is-system-running").output
                return ["running\n", "degraded\n"].contains(state)
            }
            #expect(try await asUser("systemctl --user enable --now almanacd && almanac sync").status == 0)
            let running = try DoctorDocument(try await asUser("almanac doctor --json").output)
            #expect(running.outcome == "ok" && running.daemon == "user", "\(running)")
            #expect(running.outcome("unit.linger") == "ok" && running.seen("database").contains("has it open"))

            #expect(try await asUser("systemctl --user stop almanacd").status == 0)
            try await lab.must("rm /var/lib/systemd/linger/alice")
            let stopped = try DoctorDocument(try await asUser("almanac doctor --json").output)
            #expect(stopped.outcome == "warning" && stopped.outcome("database") == "ok", "\(stopped)")
            #expect(stopped.remedy("unit.linger") == ["$ loginctl enable-linger"])
            #expect(stopped.remedy("unit") == ["$ systemctl --user enable --now almanacd"])
        }
    }
}
