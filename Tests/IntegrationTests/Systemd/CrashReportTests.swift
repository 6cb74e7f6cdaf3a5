// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// Registers as the reports of the Swift runtime show them, on the two architectures, and the memory that they point to.
private func showsRegistersOrMemory(_ report: String) -> Bool {
    report.contains(/(?m)^\s*(rax|rdi|r1[0-5]|rip|x[0-9]+|lr|sp) +0x[0-9a-f]{16}/) || report.contains("Registers:")
}

extension `In a systemd of its own` {
    @Suite struct `A crash of the system service` {
        private static let password = "kAn4ry-Zx93-in-the-memory"

        /// Of SIGABRT the watchdog's is one.
        @Test(arguments: ["SEGV", "ILL", "ABRT"])
        func `leaves a report with our functions in the journal, without registers, memory or core`(
            _ signal: String
        ) async throws {
            let server = try ScriptedServer { _ in .silence }
            let lab = try await SystemdLab()
            try await lab.write([SystemdLab.Account(name: "work", url: server.url)])
            try await lab.write(Self.password, to: "/etc/almanac/credentials/work", mode: "600")
            try await lab.writeDropIn("Restart=no", named: "restart")
            try await lab.must("systemctl start almanacd")
            let login = Data("work:\(Self.password)".utf8).base64EncodedString()
            try await eventually("the password is on its way") {
                server.requests.contains { $0.headers["authorization"] == "Basic \(login)" }
            }
            #expect(try await lab.writesNoCore())

            try await lab.must("systemctl kill --kill-whom main --signal \(signal) almanacd")
            try await eventually(within: .seconds(300), "the report ends, and the daemon with it") {
                try await lab.property("MainPID") == "0"
            }
            #expect(try await lab.property("Result") == "signal")
            let journal = try await lab.journal().joined(separator: "\n")
            #expect(journal.contains("*** Program crashed:"), "\(journal)")
            #expect(journal.contains("SignalWatcher.run(_:_:)"), "\(journal)")
            #expect(journal.contains("Backtrace took"), "\(journal)")
            #expect(!showsRegistersOrMemory(journal), "\(journal)")
            let search = CanarySearch(username: "work", passwords: [Self.password])
            let export = try await lab.must("journalctl --no-pager --output export | base64 --wrap 0")
            #expect(search.hits(in: Data(base64Encoded: export) ?? Data()).isEmpty)
            let cores = try await lab.must(
                "find / /var/lib/almanac /tmp -maxdepth 1 -name 'core*' -type f -newer /etc/machine-id")
            #expect(cores.isEmpty, "\(cores)")
        }

        /// The writing takes longer than the watchdog waits, and than a process that was aborted may go on.
        @Test(arguments: ["a crash": "signal", "a standstill": "watchdog"])
        func `has the time that its report takes`(_ cause: String, _ result: String) async throws {
            let lab = try await SystemdLab()
            try await lab.write(
                "#!/bin/bash\nsleep 14\necho 'the report ends' >&2\n",
                to: "/usr/libexec/almanac/swift-backtrace-static", mode: "755")
            try await lab.writeDropIn(
                """
                WatchdogSec=6s
                TimeoutAbortSec=6s
                Restart=no
                NoExecPaths=
                ExecPaths=
                Environment=ALMANAC_FAILPOINTS=starter=/run/almanac/block
                """, named: "slow-tracer")
            try await lab.must("systemctl start almanacd")
            try await lab.must(
                result == "signal"
                    ? "systemctl kill --kill-whom main --signal SEGV almanacd" : "touch /run/almanac/block")
            try await eventually { try await lab.property("StatusText").hasPrefix("crashed") }
            try await eventually(within: .seconds(300), "the report ends, and the daemon with it") {
                try await lab.property("MainPID") == "0"
            }
            #expect(try await lab.property("Result") == result)
            #expect(try await lab.journal().contains("the report ends"))
        }

        @Test func `leaves no report where the tracer is not installed, which keeps nothing from running`() async throws
        {
            let lab = try await SystemdLab()
            try await lab.must("rm -r /usr/libexec/almanac && systemctl start almanacd && almanac status")
            try await lab.writeDropIn("Restart=no", named: "restart")
            try await lab.must("systemctl kill --kill-whom main --signal SEGV almanacd")
            try await eventually(within: .seconds(300)) { try await lab.property("MainPID") == "0" }
            #expect(!showsRegistersOrMemory(try await lab.journal().joined(separator: "\n")))
        }
    }
}

@Suite struct `A crash of a daemon that somebody started by hand` {
    @Test(arguments: [SIGSEGV, SIGILL, SIGABRT])
    func `ends it, and shows neither registers nor memory, also where the Swift runtime would`(
        _ signal: Int32
    ) async throws {
        let here = try Installation([])
        let daemon = try await here.daemon()
        let limits = try String(contentsOfFile: "/proc/\(daemon.processID)/limits", encoding: .utf8)
        #expect(limits.contains(/Max core file size +0 +0/))
        let name = try String(contentsOfFile: "/proc/\(daemon.processID)/comm", encoding: .utf8)
        #expect(name == "almanacd\n")
        daemon.signal(signal)
        #expect(await daemon.exitStatus() == 128 + signal)
        #expect(!showsRegistersOrMemory(here.log), "\(here.log)")
    }

    @Test func `is told as a person wants it told`() async throws {
        let here = try Installation([])
        let daemon = try here.start(environment: ["SWIFT_BACKTRACE": "enable=no"])
        try await here.isAnswering(daemon)
        daemon.signal(SIGSEGV)
        #expect(await daemon.exitStatus() == 128 + SIGSEGV)
        #expect(!here.log.contains("***"))
    }

    /// Or the next reader takes an absence of registers for something that these tests have seen.
    @Test func `would be seen to show registers`() {
        #expect(showsRegistersOrMemory("Registers:\n\nrax 0x0000000000000001  1\n"))
        #expect(showsRegistersOrMemory("  r15 0x00007f28dc587301  48 8b 05 …"))
        #expect(!showsRegistersOrMemory("  0 [ra] 0x00007f28dc587301 sigsuspend + 65 in libc.so.6"))
    }
}
