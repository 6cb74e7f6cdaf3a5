// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// What keeps the system's service from starting, and how it comes back.
    @Suite struct `restarting the system service` {
        private let lab: SystemdLab

        init() async throws {
            lab = try await SystemdLab()
            try await lab.write([])
        }

        private func restarts() async throws -> Int { Int(try await lab.property("NRestarts")) ?? 0 }

        /// More often than systemd's own limit, which is five times; somebody waits all the while.
        @Test func `goes on until a full disk has room again`() async throws {
            try await lab.must(
                """
                mkdir -p /var/lib/almanac && mount -t tmpfs -o size=8m tmpfs /var/lib/almanac && \
                chown almanac: /var/lib/almanac && chmod 700 /var/lib/almanac && \
                ! dd if=/dev/zero of=/var/lib/almanac/filler bs=64k status=none
                """)
            try await lab.writeDropIn("RestartSec=100ms", named: "soon")
            #expect(try await lab.shell("systemctl start almanacd").status != 0)
            // One question waits for half a minute.
            async let waiting = lab.shell("for n in $(seq 6); do almanac status && exit; done; exit 1")
            try await eventually(within: .seconds(120), "it tries again") { try await restarts() >= 6 }
            #expect(try await lab.must("systemctl is-active almanacd.socket") == "active\n")
            try await lab.must("rm /var/lib/almanac/filler")
            try await eventually { try await lab.property("ActiveState") == "active" }
            let answer = try await waiting
            #expect(answer.status == 0, "\(answer)")
        }

        @Test func `does not happen with wrong settings, and those who wait are told`() async throws {
            try await lab.writeDropIn("RestartSec=8s", named: "soon")
            try await lab.must("systemctl start almanacd && almanac status")
            try await lab.write([], more: "intervall = \"5m\"\n")
            try await lab.must("systemctl kill --signal KILL almanacd")
            let waited = try await lab.shell("almanac status")
            #expect(waited.status == 3 && waited.errors.contains("almanacd does not answer."))
            #expect(waited.errors.hasSuffix("\n  Next: systemctl status almanacd\n"))
            try await eventually { try await lab.shell("systemctl is-active almanacd.socket").output == "inactive\n" }
            let absent = try await lab.shell("almanac status")
            #expect(absent.status == 3 && absent.errors.hasSuffix("\n  Next: systemctl start almanacd\n"))
            #expect(try await lab.property("ActiveState") == "failed")
            #expect(try await lab.journal("--grep intervall").count == 1, "one attempt, and no more")

            try await lab.write([])
            try await lab.must("systemctl start almanacd && almanac status")
            #expect(try await lab.must("systemctl is-active almanacd.socket") == "active\n")
        }

        /// The first of them was carried out, and its answer has not come when the daemon is told to stop.
        @Test func `loses no edit of a filled outbox, and sends none twice`() async throws {
            let server = try await TestServer.radicale()
            try server.addCalendar(of: "alice", titles: ["Breakfast"])
            let proxy = try TestProxy(before: server.url)
            try await lab.write([SystemdLab.Account(name: "alice", url: proxy.url)])
            try await lab.must("systemctl start almanacd && almanac sync")
            try proxy.reset()
            let fault = try proxy.add(fault: #"{"method": "PUT", "action": "delay", "when": "after"}"#)
            let titles = (1...6).map { "Edit \($0)" }
            for title in titles { try await lab.must("almanac add '\(title)' --start 2026-03-03T10:00 --tz UTC") }
            try await proxy.wait(forFault: fault)
            try await lab.must("systemctl restart almanacd")
            try proxy.removeFaults()
            try proxy.release()
            #expect(try await lab.must("almanac sync").contains("In step."))

            let agenda = try await lab.must("almanac agenda 2026-03-03 --tz UTC")
            for title in titles { #expect(agenda.contains(title)) }
            let sent = try proxy.log().filter { $0.method == "PUT" }
            #expect(sent.count == titles.count)
            #expect(Set(sent.map(\.path)).count == titles.count)
            for title in titles { #expect(sent.count { $0.body.contains("SUMMARY:\(title)\r\n") } == 1, "\(title)") }
        }
    }
}
