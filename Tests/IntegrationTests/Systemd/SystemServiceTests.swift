// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// Each boots a systemd of its own, and so they go one after the other.
@Suite(.serialized, .enabled(if: geteuid() == 0, "a systemd of its own needs root"))
enum `In a systemd of its own` {}

extension `In a systemd of its own` {
    /// The system's unit, against a Radicale on the host.
    @Suite struct `the system service` {
        private let lab: SystemdLab
        private let server: TestServer

        init() async throws {
            (lab, server) = try await SystemdLab.withRadicale(titles: ["Breakfast with alice", "Lunch", "Dinner"])
            try self.server.addCalendar(of: "bob", titles: ["Breakfast with bob"])
        }

        private func account(_ name: String, url: String? = nil) -> SystemdLab.Account {
            SystemdLab.Account(name: name, url: url ?? server.url)
        }

        private func agenda(_ day: String = "2026-03-02") async throws -> String {
            try await lab.must("almanac agenda \(day) --tz UTC")
        }

        @Test func `is active only once it says READY, and answers from then on`() async throws {
            let before = try await lab.shell("almanac status")
            #expect(before.status == 3 && before.errors.hasSuffix("\n  Next: systemctl start almanacd\n"))
            try await lab.write([account("alice")])
            try await lab.writeDropIn("UnsetEnvironment=NOTIFY_SOCKET", named: "mute")
            try await lab.must("systemctl start --no-block almanacd")
            try await eventually { try await lab.shell("almanac status").status == 0 }
            #expect(try await lab.property("ActiveState") == "activating")
            try await lab.must("systemctl stop almanacd")

            try await lab.writeDropIn("", named: "mute")
            try await lab.must("systemctl start almanacd && almanac status")
            #expect(try await lab.property("ActiveState") == "active")
            #expect(try await lab.must("almanac sync").contains("In step."))
            #expect(try await agenda().contains("Breakfast with alice"))
        }

        @Test func `says in systemctl status how fresh its calendars are, soon after a sync`() async throws {
            try await lab.write([account("alice")])
            try await lab.must("systemctl start almanacd && almanac sync")
            try await eventually(within: .seconds(12), "STATUS= names the stalest calendar") {
                let status = try await lab.must("systemctl status almanacd")
                return status.contains(/Status: ".*stalest alice\/home complete \d+ s ago/)
            }
            let text = try await lab.property("StatusText")
            #expect(text.contains("1 calendar,"), "\(text)")
        }

        @Test func `has an account that was added by the time systemctl reload returns`() async throws {
            try await lab.write([account("alice"), account("bob")])
            try await lab.write([account("alice")])
            try await lab.must("systemctl start almanacd && almanac sync")
            let process = try await lab.property("MainPID")

            try await lab.write([account("alice"), account("bob")])
            try await lab.must("systemctl reload almanacd && almanac sync bob")
            #expect(try await lab.names(of: "calendars") == ["alice/home", "bob/home"])
            #expect(try await agenda().contains("Breakfast with bob"))
            #expect(try await lab.property("MainPID") == process)
            #expect(try await lab.journal().contains { $0.contains("account bob added") })
        }

        @Test(arguments: ["systemctl reload almanacd", "systemctl kill --signal HUP almanacd"])
        func `keeps its settings when the file is bad, and tells the journal why`(_ command: String) async throws {
            try await lab.write([account("alice")])
            try await lab.must("systemctl start almanacd && almanac sync")
            let process = try await lab.property("MainPID")

            try await lab.write([account("bob")], more: "intervall = \"5m\"\n")
            let outcome = try await lab.shell(command)
            #expect((outcome.status == 0) == command.contains("kill"))
            try await eventually("the line and the suggestion stand in the journal") {
                try await lab.journal().contains {
                    $0.contains("line 7") && $0.contains("intervall") && $0.contains("did you mean \"interval\"?")
                }
            }
            #expect(try await lab.property("ActiveState") == "active")
            #expect(try await lab.property("MainPID") == process)
            #expect(try await lab.names(of: "accounts") == ["alice"])
            #expect(try await lab.must("almanac sync").contains("In step."))
        }

        @Test func `takes up its settings on SIGHUP too`() async throws {
            try await lab.write([account("alice"), account("bob")])
            try await lab.write([account("alice")])
            try await lab.must("systemctl start almanacd && almanac sync")
            try await lab.write([account("alice"), account("bob")])
            try await lab.must("systemctl kill --signal HUP almanacd")
            try await eventually { try await lab.names(of: "accounts") == ["alice", "bob"] }
            try await lab.must("almanac sync")
            #expect(try await agenda().contains("Breakfast with bob"))
        }

        @Test func `logs with fields that journalctl filters by`() async throws {
            try await lab.write([account("alice"), account("bob")])
            try await lab.must("systemctl start almanacd && almanac sync")
            for user in ["alice", "bob"] {
                let entries = try await lab.journalEntries("ACCOUNT=\(user)")
                #expect(!entries.isEmpty)
                #expect(entries.allSatisfy { $0["ACCOUNT"] == user && $0["SYSLOG_IDENTIFIER"] == "almanacd" })
                #expect(entries.contains { $0["CALENDAR"] == "\(user)/home" && $0["RUN"]?.isEmpty == false })
                let ofCalendar = try await lab.journalEntries("CALENDAR=\(user)/home")
                #expect(!ofCalendar.isEmpty && ofCalendar.allSatisfy { $0["ACCOUNT"] == user })
            }
            #expect(try await lab.journalEntries("ACCOUNT=carol").isEmpty)
        }

        /// In discovery, and in the first batch.
        @Test(arguments: ["PROPFIND", "REPORT"])
        func `stops within five seconds in a first sync with a server that hangs`(_ method: String) async throws {
            let proxy = try TestProxy(before: server.url)
            let fault = try proxy.add(fault: #"{"method": "\#(method)", "action": "delay"}"#)
            try await lab.write([account("alice", url: proxy.url)])
            try await lab.must("systemctl start almanacd")
            try await proxy.wait(forFault: fault)

            try await lab.must("systemctl stop almanacd")
            var times: [Int] = []
            for name in ["ActiveExitTimestampMonotonic", "InactiveEnterTimestampMonotonic"] {
                times.append(try #require(Int(try await lab.property(name))))
            }
            #expect(times[1] - times[0] < 5_000_000, "by systemd's clock, in microseconds")
            #expect(try await lab.property("Result") == "success")
            #expect(try await lab.property("ExecMainStatus") == "0")
            try proxy.release()
            try proxy.removeFaults()
            try await lab.must("systemctl start almanacd && almanac sync")
            #expect(try await agenda().contains("Breakfast with alice"))
        }

        @Test func `stays down when its settings are wrong, and says all that is`() async throws {
            try await lab.write([account("alice")], more: "intervall = \"5m\"\n[snc]\n")
            #expect(try await lab.shell("systemctl start almanacd").status != 0)
            #expect(try await lab.property("ActiveState") == "failed")
            #expect(try await lab.property("ExecMainStatus") == "78")
            #expect(try await lab.property("NRestarts") == "0")
            let journal = try await lab.journal().filter { $0.contains("/etc/almanac/almanac.toml: line") }
            #expect(journal.count == 2)
            #expect(journal.first?.contains("line 7: ") == true)
            #expect(journal.last?.contains("line 8: snc: ") == true)
            let explained = try await lab.must("journalctl --update-catalog && journalctl -x -u almanacd --no-pager")
            #expect(explained.contains("almanacd --check-config"))
        }

        @Test func `is killed and started again when it hangs`() async throws {
            try await lab.write([account("alice")])
            try await lab.writeDropIn("WatchdogSec=10s\nTimeoutAbortSec=100ms\nRestartSec=100ms", named: "watchdog")
            try await lab.must("systemctl start almanacd && almanac sync")
            let process = try await lab.property("MainPID")
            let ping = try await lab.property("WatchdogTimestampMonotonic")
            try await eventually("it tells the watchdog that it works") {
                try await lab.property("WatchdogTimestampMonotonic") != ping
            }
            #expect(try await lab.property("NRestarts") == "0")
            try await lab.must("systemctl kill --kill-whom main --signal STOP almanacd")
            try await eventually(within: .seconds(120)) { try await lab.property("NRestarts") != "0" }
            try await eventually { try await lab.shell("almanac sync").status == 0 }
            #expect(try await lab.property("MainPID") != process)
            #expect(try await agenda().contains("Breakfast with alice"))
        }

        @Test func `talks to root and to members of its group, and to nobody else`() async throws {
            try await lab.write([account("alice")])
            try await lab.must("useradd --groups almanac member && useradd stranger")
            let before = try await lab.shell("runuser --user stranger -- almanac status")
            #expect(before.status == 3 && before.errors.hasSuffix("\n  Next: sudo systemctl start almanacd\n"))
            try await lab.must("systemctl start almanacd && almanac sync")
            #expect(try await lab.shell("runuser --user member -- almanac agenda 2026-03-02").status == 0)
            let refused = try await lab.shell("runuser --user stranger -- almanac agenda 2026-03-02")
            #expect(refused.status != 0)
            #expect(refused.errors.contains("permission denied"))
            #expect(!refused.errors.contains("does not run"))
            let modes = "stat --format '%a %U %G' /run/almanac /run/almanac/almanac.sock /var/lib/almanac/calendar.db"
            let noise = try await lab.must("journalctl --identifier almanac --no-pager --output cat --quiet")
            #expect(noise.isEmpty, "a command of an ordinary user leaves nothing in the journal")
            #expect(try await lab.must(modes) == "755 almanac almanac\n660 root almanac\n600 almanac almanac\n")
        }
    }
}
