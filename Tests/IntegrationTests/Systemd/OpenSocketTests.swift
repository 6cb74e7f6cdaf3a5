// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// The files' modes let everybody in, and the daemon does not.
    @Suite struct `a socket that is open to all` {
        private let lab: SystemdLab

        init() async throws {
            lab = try await SystemdLab()
            try await lab.write([])
            try await lab.must("useradd --groups almanac member && useradd stranger")
        }

        private func run(as user: String, _ command: String) async throws -> SystemdLab.Outcome {
            try await lab.shell("runuser --user \(user) -- \(command)")
        }

        @Test func `is for root and the group, and tells others nothing but that`() async throws {
            try await lab.must(
                "systemctl start almanacd && chmod 666 /run/almanac/almanac.sock")
            try await lab.must("almanac status")
            #expect(try await run(as: "member", "almanac status").status == 0)
            #expect(try await run(as: "almanac", "almanac status").status == 0, "the daemon's own user")

            let refused = try await run(as: "stranger", "almanac status")
            let number = try await lab.must("id -u stranger").trimmingCharacters(in: .newlines)
            #expect(refused.status == 1 && refused.output.isEmpty)
            #expect(refused.errors.contains("This socket is not for the user \(number):"))
            #expect(
                refused.errors.hasSuffix("\n  Next: sudo usermod --append --groups almanac $USER, and log in again\n"))

            let version = try await lab.must("almanacd --version").trimmingCharacters(in: .newlines)
            let curl = "curl --silent --include --max-time 10 --unix-socket /run/almanac/almanac.sock"
            #expect(try await lab.must("\(curl) http://almanac/v1/health").contains(version))
            for path in ["v1/health", "v1/openapi.json", "v1/status", "", "metrics"] {
                let answer = try await run(as: "stranger", "\(curl) http://almanac/\(path)")
                #expect(answer.output.hasPrefix("HTTP/1.1 403 Refused\r\n"), "\(path): \(answer)")
                #expect(answer.output.contains("urn:almanac:problem:refused"))
                #expect(!answer.output.contains(version))
            }
            #expect(try await lab.journal("--priority warning").count { $0.contains("peer.uid=\(number)") } == 1)
        }

        @Test func `is left to the group that its unit names`() async throws {
            try await lab.write(
                "[Socket]\nSocketGroup=games\n", to: "/etc/systemd/system/almanacd.socket.d/group.conf")
            try await lab.must("systemctl daemon-reload && usermod --append --groups games stranger")
            try await lab.must("systemctl start almanacd")
            #expect(try await run(as: "stranger", "almanac status").status == 0)
            try await lab.must("chmod 666 /run/almanac/almanac.sock")
            let refused = try await run(as: "member", "almanac status")
            #expect(refused.errors.contains("This socket is not for the user"))
            #expect(refused.errors.contains("--groups games $USER"))
            try await lab.must("chmod 660 /run/almanac/almanac.sock")
            let doctor = try DoctorDocument(try await run(as: "member", "almanac doctor --system --json").output)
            #expect(doctor.remedy("daemon").first == "$ sudo usermod --append --groups games $USER")
        }
    }
}
