// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// The socket that systemd makes for the system's service.
    @Suite struct `the socket of the system service` {
        private let lab: SystemdLab

        init() async throws {
            lab = try await SystemdLab()
            try await lab.write([])
        }

        /// `is-active` of the service and its socket.
        private func states() async throws -> String {
            try await lab.shell("systemctl is-active almanacd.service almanacd.socket").output
                .replacing("\n", with: " ").trimmingCharacters(in: .whitespaces)
        }

        /// systemctl waits for the one that it was told to stop.
        private func stops(_ what: Comment? = nil) async throws {
            try await eventually(what) { try await states() == "inactive inactive" }
        }

        @Test func `is started and stopped with the service`() async throws {
            try await lab.must("systemctl enable --now almanacd")
            #expect(try await states() == "active active")
            try await lab.must("almanac status && systemctl stop almanacd")
            try await stops()
            let status = try await lab.shell("almanac status")
            #expect(status.status == 3 && status.errors.hasSuffix("no such socket\n  Next: systemctl start almanacd\n"))
            #expect(try await states() == "inactive inactive", "nobody's question starts what was stopped")

            try await lab.must("systemctl start almanacd && almanac status")
            #expect(try await states() == "active active")
            try await lab.must("systemctl disable --now almanacd")
            try await stops()
        }

        @Test func `takes the service along, and is not there without it`() async throws {
            try await lab.must("systemctl start almanacd && almanac status")
            let process = try await lab.property("MainPID")
            try await lab.must("systemctl restart almanacd.socket && almanac status")
            #expect(try await lab.property("MainPID") != process)
            try await lab.must("systemctl stop almanacd.socket")
            try await stops()
            try await lab.must("systemctl start almanacd.socket")
            try await stops("it is there for the service's sake")
        }

        @Test func `is made by the daemon where there is no socket unit, and taken over later`() async throws {
            try await lab.must("systemctl mask --now almanacd.socket && systemctl start almanacd && almanac status")
            #expect(try await states() == "active inactive")
            let mode = "stat --format '%a %U %G' /run/almanac/almanac.sock"
            #expect(try await lab.must(mode) == "660 almanac almanac\n")
            try await lab.must("systemctl unmask almanacd.socket && systemctl restart almanacd && almanac status")
            #expect(try await states() == "active active")
            #expect(try await lab.must(mode) == "660 root almanac\n")
        }

        /// As many as one user may have at once, without a pause, and five restarts.
        @Test func `has all clients wait while the daemon restarts`() async throws {
            try await lab.must("systemctl start almanacd && almanac status")
            let socket = try await lab.must("systemctl show --value --property InvocationID almanacd.socket")
            let process = try await lab.property("MainPID")
            try await lab.must(
                """
                mkdir /tmp/loops && for n in $(seq 12); do (until [ -e /tmp/loops/stop ]; do \
                almanac status >/dev/null 2>>/tmp/loops/errors && echo $n >>/tmp/loops/answered; done) & done; \
                for n in 1 2 3 4 5; do systemctl restart almanacd; sleep 0.3; done; touch /tmp/loops/stop; wait
                """)
            #expect(try await lab.must("cat /tmp/loops/errors") == "")
            let answered = try await lab.must("wc --lines </tmp/loops/answered").trimmingCharacters(in: .newlines)
            #expect((Int(answered) ?? 0) > 2 * 12)
            print("five restarts of the daemon: \(answered) answers")
            #expect(try await lab.property("MainPID") != process)
            #expect(try await lab.must("systemctl show --value --property InvocationID almanacd.socket") == socket)
        }

        @Test func `has clients wait after a crash, until the daemon is there again`() async throws {
            try await lab.writeDropIn("RestartSec=8s", named: "soon")
            try await lab.must("systemctl start almanacd && almanac status")
            let process = try await lab.property("MainPID")
            try await lab.must("systemctl kill --signal KILL almanacd")
            try await eventually { try await states() == "activating active" }
            try await lab.must("almanac status && almanac status")
            #expect(try await lab.property("MainPID") != process)
            #expect(try await lab.property("NRestarts") == "1")
        }

        @Test func `is what the daemon uses, also where the settings say another`() async throws {
            try await lab.write([], more: "[control]\nsocket = \"/run/almanac/other.sock\"\n")
            try await lab.must("systemctl start almanacd && almanac status")
            #expect(
                try await lab.journal("--priority warning").contains {
                    $0.contains("systemd's socket is used") && $0.contains("settings=/run/almanac/other.sock")
                        && $0.contains("used=/run/almanac/almanac.sock")
                })
        }

        /// By a drop-in of the socket unit, and by the settings where there is no socket unit.
        @Test(arguments: [true, false])
        func `may be elsewhere, where systemctl reload and the doctor find it`(_ hasUnit: Bool) async throws {
            let path = "/run/almanac/elsewhere/x.sock"
            if hasUnit {
                try await lab.write(
                    "[Socket]\nListenStream=\nListenStream=\(path)\n",
                    to: "/etc/systemd/system/almanacd.socket.d/elsewhere.conf")
                try await lab.must("systemctl daemon-reload")
            } else {
                try await lab.must("systemctl mask almanacd.socket")
                try await lab.write([], more: "[control]\nsocket = \"\(path)\"\n")
            }
            try await lab.must("systemctl start almanacd && systemctl reload almanacd")
            try await lab.must("test ! -e /run/almanac/almanac.sock && almanac status --socket \(path)")
            let document = try DoctorDocument(try await lab.shell("almanac doctor --offline --json").output)
            #expect(document.outcome("daemon") == "ok" && document.outcome("permissions.socket") == "ok", "\(document)")
            #expect(document.seen("permissions.socket").hasPrefix(path))
            // Settings that name another socket than systemd's are worth a word.
            #expect(document.outcome("unit.socket") == (hasUnit ? "warning" : ""))
            #expect(
                document.remedy("unit.socket")
                    == (hasUnit ? ["write into the settings: [control] socket = \"\(path)\""] : []))

            // It is of the daemon that runs, not of the next.
            try await lab.write([], more: "[control]\nsocket = \"/run/almanac/other.sock\"\n")
            try await lab.must("systemctl reload almanacd && systemctl restart almanacd && systemctl reload almanacd")
        }

        @Test(arguments: [
            ("FileDescriptorName=http", "none is called control, but: http"),
            ("ListenStream=\nListenStream=127.86.42.1:18642", "is not a Unix socket"),
            ("ListenStream=\nListenStream=@almanac", "is a Unix socket without a file"),
            ("ListenStream=\nListenDatagram=/run/almanac/almanac.sock", "is not a stream socket"),
        ]) func `is refused, with the reason, where it is of another kind`(_ lines: String, _ reason: String)
            async throws
        {
            try await lab.write("[Socket]\n\(lines)\n", to: "/etc/systemd/system/almanacd.socket.d/other.conf")
            try await lab.must("systemctl daemon-reload")
            #expect(try await lab.shell("systemctl start almanacd").status != 0)
            try await lab.must("systemctl stop almanacd")
            let journal = try await lab.journal("--priority err")
            #expect(journal.contains { $0.contains(reason) }, "\(journal)")
        }
    }
}
