// SPDX-License-Identifier: Apache-2.0

import GRDB

extension Database {
    /// What `integrity_check`, `foreign_key_check` and, where writing is allowed, the search index report.
    func problems() throws -> [String] {
        var problems = try String.fetchAll(self, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        problems += try foreignKeyProblems()
        if !configuration.readonly { problems += searchProblems() }
        return problems
    }

    /// Compares the index with the text in `events`; rank 1 asks for the latter (sqlite.org/fts5.html §6.4).
    private func searchProblems() -> [String] {
        do {
            try execute(sql: "INSERT INTO events_fts (events_fts, rank) VALUES ('integrity-check', 1)")
            return []
        } catch {
            return ["the search index differs from the events: \(error)"]
        }
    }

    /// Of the tables that hold what cannot be derived again.
    func rowCounts() throws -> [String: Int] {
        let tables = [
            "accounts", "calendars", "bodies", "objects", "sync_metadata", "outbox", "conflicts", "journal",
        ]
        var counts: [String: Int] = [:]
        for table in tables {
            counts[table] = try Int.fetchOne(self, sql: "SELECT count(*) FROM \(table)")
        }
        return counts
    }
}
