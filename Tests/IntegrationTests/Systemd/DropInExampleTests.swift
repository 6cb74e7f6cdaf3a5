// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// Those that `make install` puts beside the manual.
    @Suite struct `the examples of drop-ins` {
        private let lab: SystemdLab
        private let server: TestServer

        init() async throws {
            (lab, server) = try await SystemdLab.withRadicale()
        }

        private func use(_ examples: String...) async throws {
            let folder = "/etc/systemd/system/almanacd.service.d"
            let copies = examples.map { "cp /usr/share/doc/almanac/drop-ins/\($0).conf \(folder)/" }
            try await lab.must("mkdir -p \(folder) && \(copies.joined(separator: " && ")) && systemctl daemon-reload")
        }

        private func networks(_ property: String) async throws -> Set<Substring> {
            Set(try await lab.property(property).split(separator: " "))
        }

        @Test func `let a program give the password, which is refused without`() async throws {
            let program = "/usr/local/bin/almanac-password"
            try await lab.write("#!/bin/sh\necho \"$1-pw\"\n", to: program, mode: "755")
            let block = SystemdLab.Account(name: "alice", url: server.url).block
                .replacing("{ credential = \"alice\" }", with: "{ command = [\"\(program)\", \"alice\"] }")
            try await lab.write(block, to: SystemdLab.settings)
            try await lab.must("systemctl start almanacd")
            #expect(try await lab.shell("almanac sync").status != 0)
            try await use("password-commands")
            try await lab.must("systemctl restart almanacd && almanac sync")
            #expect(try await lab.must("almanac agenda 2026-03-02 --tz UTC").contains("Breakfast with alice"))
        }

        @Test func `put the database elsewhere, where it may not be without`() async throws {
            try await lab.write(
                [SystemdLab.Account(name: "alice", url: server.url)],
                more: "[database]\npath = \"/srv/almanac/calendar.db\"\n")
            try await lab.must("install --directory --owner almanac --group almanac --mode 700 /srv/almanac")
            #expect(try await lab.shell("systemctl start almanacd").status != 0)
            try await lab.must("systemctl stop almanacd")
            try await use("database-elsewhere")
            try await lab.must("systemctl start almanacd && almanac sync && test -s /srv/almanac/calendar.db")
        }

        @Test func `leave a server on this machine in reach, with a proxy on it alone`() async throws {
            try await lab.write([SystemdLab.Account(name: "alice", url: server.url)])
            try await use("proxy-on-this-machine")
            #expect(try await networks("IPAddressAllow") == ["127.0.0.0/8", "::1/128"])
            #expect(try await networks("IPAddressDeny") == ["0.0.0.0/0", "::/0"])
            try await lab.must("systemctl start almanacd && almanac sync")
        }

        @Test func `give memory, time, a zone and the link's addresses`() async throws {
            try await lab.write([SystemdLab.Account(name: "alice", url: server.url)])
            try await use("more-memory", "longer-watchdog", "time-zone", "link-local")
            try await lab.must("systemctl start almanacd && almanac sync")
            #expect(try await lab.property("MemoryHigh") == "1073741824")
            #expect(try await lab.property("MemoryMax") == "2147483648")
            #expect(try await lab.property("WatchdogUSec") == "5min")
            let allowed = try await lab.property("IPAddressAllow")
            #expect(allowed.contains("169.254.0.0/16") && allowed.contains("fe80::/64") && allowed.contains("2000::/3"))
            let environment = try await lab.must("tr '\\0' '\\n' </proc/$(systemctl show -P MainPID almanacd)/environ")
            #expect(environment.contains("\nTZ=Europe/Berlin\n"))
        }
    }
}
