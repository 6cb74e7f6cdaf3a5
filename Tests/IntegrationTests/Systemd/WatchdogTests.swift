// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// With the watchdog's time made short, and one part of the daemon held.
    @Suite struct `the watchdog` {
        private let lab: SystemdLab
        private let server: TestServer
        private let proxy: TestProxy

        private static let database = "/var/lib/almanac/calendar.db"
        private static let titles = ["First", "Second", "Third"]

        init() async throws {
            (lab, server) = try await SystemdLab.withRadicale(titles: ["Breakfast", "Lunch", "Dinner"])
            proxy = try TestProxy(before: self.server.url)
        }

        /// - Parameter held: the place that stands still while ``block()`` is in force.
        private func start(interval: String = "4s", holding held: String = "") async throws {
            try await lab.write([SystemdLab.Account(name: "alice", url: proxy.url)])
            try await lab.writeDropIn(
                """
                WatchdogSec=\(interval)
                TimeoutAbortSec=5s
                RestartSec=100ms
                RuntimeDirectoryPreserve=yes
                Environment=SWIFT_BACKTRACE=enable=no
                Environment=ALMANAC_FAILPOINTS=\(held)=/run/almanac/block
                """, named: "watchdog")
            try await lab.must("systemctl start almanacd")
        }

        private func block() async throws { try await lab.must("touch /run/almanac/block") }
        private func unblock() async throws { try await lab.must("rm /run/almanac/block") }

        private func isKilled() async throws {
            try await eventually(within: .seconds(180), "systemd kills and restarts it") {
                try await lab.property("NRestarts") != "0"
            }
        }

        /// Another program takes the database for so long; it lets go when it is stopped, too.
        private func lockDatabase(seconds: Int) async throws {
            let code =
                "import sqlite3, sys, time; base = sqlite3.connect(sys.argv[1], isolation_level=None); "
                + "base.execute('BEGIN EXCLUSIVE'); open('/run/locked', 'w'); time.sleep(int(sys.argv[2]))"
            try await lab.must(
                "systemd-run --quiet --unit outside-lock python3 -c \"\(code)\" \(Self.database) \(seconds)")
            try await eventually { try await lab.shell("test -e /run/locked").status == 0 }
        }

        private func addEvents() async throws {
            for title in Self.titles { try await lab.must("almanac add '\(title)' --start '2026-03-04 10:00'") }
        }

        /// The titles of the edits that the server has not confirmed.
        private func waiting() async throws -> [String] {
            let text = try await lab.must("almanac status --json")
            let status = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let edits = status?["waiting"] as? [[String: Any]] ?? []
            return edits.compactMap { $0["title"] as? String }.sorted()
        }

        /// What the journal says that stands still, and of what systemd had to say of it.
        private func isTold(that part: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
            let journal = try await lab.journal()
            let told = journal.filter { $0.contains("gets no more pings") }
            #expect(told.count == 1, "once: \(told)", sourceLocation: sourceLocation)
            let name = part.contains(" ") ? "\"\(part)\"" : part
            #expect(told.first?.contains("part=\(name)") == true, "\(told)", sourceLocation: sourceLocation)
            #expect(journal.contains { $0.contains("Failed with result 'watchdog'") }, sourceLocation: sourceLocation)
        }

        /// Each edit reached the server by one request that it took, and stands there once.
        private func eachArrivedOnce(sourceLocation: SourceLocation = #_sourceLocation) async throws {
            #expect(try await lab.must("almanac sync").contains("In step."), sourceLocation: sourceLocation)
            #expect(try await waiting().isEmpty, sourceLocation: sourceLocation)
            let taken = try proxy.log().filter { $0.method == "PUT" && $0.status == 201 }
            #expect(taken.count == Self.titles.count, sourceLocation: sourceLocation)
            #expect(Set(taken.map(\.path)).count == Self.titles.count, sourceLocation: sourceLocation)
            for title in Self.titles {
                let bodies = taken.filter { $0.body.contains("SUMMARY:\(title)\r\n") }
                #expect(bodies.count == 1, "\(title)", sourceLocation: sourceLocation)
                let agenda = try await lab.must("almanac agenda 2026-03-04 --tz UTC")
                #expect(agenda.split(separator: "\n").count { $0.contains(title) } == 1, sourceLocation: sourceLocation)
            }
        }

        @Test func `kills a daemon of which only the scheduler stands still, and nothing is lost`() async throws {
            try await start(holding: "scheduler")
            try await lab.must("almanac sync")
            try await block()
            try await addEvents()
            #expect(try await waiting() == Self.titles.sorted())
            let fault = try proxy.add(fault: #"{"method": "PUT", "action": "delay"}"#)
            try await isKilled()
            try await unblock()
            try await proxy.wait(forFault: fault)
            #expect(try await waiting() == Self.titles.sorted(), "the outbox as it was before")
            try proxy.removeFaults()
            try proxy.release()
            try await eachArrivedOnce()
            try await isTold(that: "account alice")
            #expect(try await lab.property("NRestarts") == "1")
        }

        @Test func `kills a daemon whose writer another program keeps waiting, and nothing is lost`() async throws {
            try await start()
            try await lab.must("almanac sync")
            let fault = try proxy.add(fault: #"{"method": "PUT", "action": "delay"}"#)
            try await addEvents()
            try await proxy.wait(forFault: fault)
            try await lockDatabase(seconds: 600)
            #expect(try await waiting() == Self.titles.sorted(), "readers are not kept waiting")
            try await isKilled()
            try await lab.must("systemctl stop outside-lock")
            try await eventually { try await lab.shell("almanac status").status == 0 }
            #expect(try await waiting() == Self.titles.sorted(), "the outbox as it was before")
            try proxy.removeFaults()
            try proxy.release()
            try await eachArrivedOnce()
            try await isTold(that: "writer")
        }

        @Test(arguments: [("starter", "scheduler"), ("health", "control socket")])
        func `tells each part from the others`(_ place: String, _ part: String) async throws {
            try await start(holding: place)
            try await lab.must("almanac sync")
            try await block()
            try await isKilled()
            try await unblock()
            try await isTold(that: part)
            try await eventually { try await lab.shell("almanac sync").status == 0 }
        }

        /// In discovery, in the first batch, and while an edit is on its way.
        @Test(arguments: ["PROPFIND", "REPORT", "PUT"])
        func `gets its pings while a server hangs`(_ method: String) async throws {
            let fault = try proxy.add(fault: #"{"method": "\#(method)", "action": "delay"}"#)
            try await start(interval: "6s")
            if method == "PUT" {
                try await lab.must("almanac sync")
                try await addEvents()
            }
            try await proxy.wait(forFault: fault)
            try await pingsGoOn(seconds: 9)
            try proxy.removeFaults()
            try proxy.release()
            try await lab.must("almanac sync")
        }

        @Test func `does not mind a lock of another program that is shorter than the limit`() async throws {
            try await start(interval: "12s")
            try await lab.must("almanac sync")
            try await lockDatabase(seconds: 6)
            try await pingsGoOn(seconds: 10)
            try await addEvents()
            try await eachArrivedOnce()
        }

        /// Another program's lock stands for a migration: the first transaction waits for it, five seconds at most.
        @Test func `lets a start take longer than TimeoutStartSec= while it is told that it goes on`() async throws {
            try await start(interval: "30s")
            try await lab.must("almanac sync && systemctl stop almanacd")
            let accounts = ["alice", "bob"].map { SystemdLab.Account(name: $0, url: proxy.url) }
            try await lab.write(accounts)
            try await lab.writeDropIn("TimeoutStartSec=3s", named: "hurry")
            try await lockDatabase(seconds: 5)
            try await lab.must("systemctl start --no-block almanacd")
            try await eventually { try await lab.property("StatusText").hasPrefix("starting: opening the database") }
            try await eventually { try await lab.property("ActiveState") == "active" }
            #expect(try await lab.property("NRestarts") == "0")
            #expect(try await lab.journal().allSatisfy { !$0.contains("timed out") })
            try await lab.must("almanac sync alice")
        }

        @Test func `gets pings of a daemon that has nothing to do`() async throws {
            try await lab.write([])
            try await lab.writeDropIn("WatchdogSec=6s", named: "watchdog")
            try await lab.must("systemctl start almanacd")
            try await pingsGoOn(seconds: 9)
        }

        /// Until a ping comes that is so much later than now; by then nothing was killed, nor told to stand still.
        private func pingsGoOn(seconds: Int) async throws {
            func lastPing() async throws -> Int {
                Int(try await lab.property("WatchdogTimestampMonotonic")) ?? 0
            }
            try await eventually { try await lastPing() > 0 }
            let began = try await lastPing()
            try await eventually(within: .seconds(seconds + 60)) { try await lastPing() > began + seconds * 1_000_000 }
            #expect(try await lab.property("NRestarts") == "0")
            let told = try await lab.journal().filter { $0.contains("gets no more pings") }
            #expect(told.isEmpty)
        }
    }
}
