// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

extension `In a systemd of its own` {
    @Suite struct `a password that systemd decrypts` {
        private let lab: SystemdLab
        private let server: TestServer

        init() async throws {
            (lab, server) = try await SystemdLab.withRadicale()
            let account = SystemdLab.Account(name: "alice", url: self.server.url)
            try await lab.write(account.block, to: SystemdLab.settings)
        }

        private func encrypt(_ password: String = "alice-pw", as name: String, to path: String) async throws {
            let encrypt = "systemd-creds encrypt --with-key=host --name=\(name) - \(path)"
            try await lab.must("mkdir -p \(path.split(separator: "/").dropLast().map { "/\($0)" }.joined())")
            try await lab.must("printf \(password) | \(encrypt) 2>/dev/null && chmod 600 \(path)")
        }

        private func expectInStepWithoutPlainText() async throws {
            #expect(try await lab.must("almanac sync").contains("In step."))
            let places = "/etc/almanac /etc/credstore.encrypted /var/lib/almanac /run/almanac /etc/systemd/system"
            let found = try await lab.shell("grep --recursive --files-with-matches --text alice-pw \(places)")
            #expect(found.status != 0 && found.output.isEmpty, "\(found.output)")
            #expect(
                try await lab.must("findmnt --noheadings --output FSTYPE /run/credentials/almanacd.service")
                    == "ramfs\n")
        }

        @Test func `comes from the unit's folder, and is nowhere on the disk as it is`() async throws {
            try await encrypt(as: "sealed_alice", to: "/etc/almanac/credentials.encrypted/alice")
            try await lab.must("systemctl start almanacd")
            try await expectInStepWithoutPlainText()
        }

        @Test func `comes from a drop-in under a name of one's own`() async throws {
            try await encrypt(as: "alice", to: "/etc/credstore.encrypted/almanac.alice")
            try await lab.writeDropIn(
                "LoadCredentialEncrypted=alice:/etc/credstore.encrypted/almanac.alice", named: "password")
            try await lab.must("systemctl start almanacd")
            try await expectInStepWithoutPlainText()
        }

        @Test func `goes before one that lies there as it is, and is rotated by a restart`() async throws {
            try await lab.write("of-another", to: "/etc/almanac/credentials/alice", mode: "600")
            try await lab.must("systemctl start almanacd")
            try await eventually { try await lab.must("almanac accounts").contains("refuses the username or password") }
            #expect(try await lab.must("almanac accounts").contains("systemctl restart almanacd"))
            try await encrypt(as: "sealed_alice", to: "/etc/almanac/credentials.encrypted/alice")
            try await lab.must("systemctl restart almanacd")
            try await expectInStepWithoutPlainText()
        }

        @Test func `is put right by the very words of the account that it does not let in`() async throws {
            try await encrypt("of-another", as: "sealed_alice", to: "/etc/almanac/credentials.encrypted/alice")
            try await lab.write("not read", to: "/etc/almanac/credentials/alice", mode: "600")
            try await lab.must("systemctl start almanacd")
            try await eventually { try await lab.must("almanac accounts").contains("refuses the username or password") }
            let words = try await lab.must("almanac accounts --json")
            let hint = try #require(words.firstMatch(of: /systemd-ask-password -n \| ([^,]*), then: ([a-z ]*)/))
            try await lab.must("rm /etc/almanac/credentials/alice")
            try await lab.must("printf alice-pw | \(hint.1.replacing("\\/", with: "/")) && \(hint.2)")
            try await expectInStepWithoutPlainText()
        }

        /// The unit says `SetCredential=account:none` for want of the folder.
        @Test(arguments: ["account", "sealed"])
        func `may be called as one of the unit's folders`(_ name: String) async throws {
            let block = SystemdLab.Account(name: "alice", url: server.url).block
            try await lab.write(
                block.replacing("credential = \"alice\"", with: "credential = \"\(name)\""), to: SystemdLab.settings)
            try await lab.write("alice-pw", to: "/etc/almanac/credentials/\(name)", mode: "600")
            try await lab.must("systemctl start almanacd")
            #expect(try await lab.must("almanac sync").contains("In step."))
            let doctor = try DoctorDocument(try await lab.shell("almanac doctor --offline --json").output)
            #expect(doctor.outcome("password") == "ok", "\(doctor.seen("password"))")
        }

        /// As after an update of the unit alone.
        @Test func `may be missing with its folder: the service starts, and the account waits`() async throws {
            try await lab.must("rm -r /etc/almanac/credentials /etc/almanac/credentials.encrypted")
            try await lab.must("systemctl start almanacd")
            try await eventually { try await lab.must("almanac accounts").contains("waiting for password") }
            #expect(try await lab.must("almanac accounts").contains("/etc/almanac/credentials/alice"))
        }
    }
}
