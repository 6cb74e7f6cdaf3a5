// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension `In a systemd of its own` {
    /// A migration that stands still once all of it is written and nothing committed.
    @Suite struct `a stop while the database is migrated` {
        private let lab: SystemdLab
        private let server: TestServer

        private static let database = "/var/lib/almanac/calendar.db"
        /// The database as the version before the last step left it.
        private static let before = """
            import sqlite3, sys
            base = sqlite3.connect(sys.argv[1])
            base.executescript('''
                DROP TABLE calendar_wishes;
                ALTER TABLE accounts DROP COLUMN capabilities; ALTER TABLE accounts DROP COLUMN addresses;
                ALTER TABLE calendars DROP COLUMN owner; ALTER TABLE calendars DROP COLUMN resource_id;
                ALTER TABLE calendars DROP COLUMN audited_at; ALTER TABLE calendars DROP COLUMN audit_repairs;
                ALTER TABLE calendars DROP COLUMN deleted_at;
                ALTER TABLE outbox DROP COLUMN route; ALTER TABLE journal DROP COLUMN from_calendar;
                DELETE FROM schema_migrations WHERE number = 2; PRAGMA user_version = 1;
            ''')
            base.close()
            """
        private static let look = """
            import sqlite3, sys
            base = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
            for sql in 'PRAGMA user_version', 'PRAGMA integrity_check', 'SELECT count(*) FROM objects':
                print(base.execute(sql).fetchone()[0])
            """

        init() async throws {
            (lab, server) = try await SystemdLab.withRadicale(titles: ["Breakfast", "Lunch"])
            try await lab.write([SystemdLab.Account(name: "alice", url: self.server.url)])
            try await lab.write(Self.before, to: "/srv/before.py")
            try await lab.write(Self.look, to: "/srv/look.py")
            try await lab.writeDropIn(
                "RuntimeDirectoryPreserve=yes\nEnvironment=ALMANAC_FAILPOINTS=migration=/run/almanac/block",
                named: "held")
        }

        private func inDatabase() async throws -> [String] {
            try await lab.must("python3 /srv/look.py \(Self.database)").split(separator: "\n").map(String.init)
        }

        /// On the monotonic clock, in microseconds: a unit that was never up has no time at which it ceased to be.
        private func stopBegan() async throws -> Int {
            let entry = try await lab.journalEntries("MESSAGE_ID=de5b426a63be47a7b6ac3eaac82e2f6f").last
            return try #require(Int(entry?["__MONOTONIC_TIMESTAMP"] ?? ""), "\"Stopping …\", in the journal")
        }

        @Test(arguments: ["TERM", "INT"])
        func `ends the daemon at once, and the next start migrates what is as it was`(_ signal: String) async throws {
            try await lab.must("systemctl start almanacd && almanac sync && systemctl stop almanacd")
            try await lab.must("python3 /srv/before.py \(Self.database) && touch /run/almanac/block")
            try await lab.writeDropIn("KillSignal=SIG\(signal)\nTimeoutStopSec=120s", named: "stop")
            try await lab.must("systemctl start --no-block almanacd")
            try await eventually(within: .seconds(60)) {
                try await lab.property("StatusText") == "starting: checking the migrated database"
            }

            try await lab.must("systemctl stop --no-block almanacd")
            try await eventually(within: .seconds(90), "it stops") {
                try await lab.property("ActiveState") == "inactive"
            }
            let ended = try #require(Int(try await lab.property("ExecMainExitTimestampMonotonic")))
            #expect(ended - (try await stopBegan()) < 5_000_000, "by systemd's clock, in microseconds")
            #expect(try await lab.property("Result") == "success")
            #expect(try await lab.property("ExecMainStatus") == "0")
            #expect(try await inDatabase() == ["1", "ok", "2"])

            try await lab.must("rm /run/almanac/block && systemctl start almanacd && almanac sync")
            #expect(try await inDatabase() == ["2", "ok", "2"])
            let agenda = try await lab.must("almanac agenda 2026-03-02 --tz UTC")
            #expect(agenda.contains("Breakfast") && agenda.contains("Lunch"))
        }
    }
}
