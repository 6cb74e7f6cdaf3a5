// SPDX-License-Identifier: Apache-2.0

import GRDB

extension Database {
    /// What `integrity_check`, `foreign_key_check` and, where writing is allowed, the search index report.
    func problems() throws -> [String] { try contentProblems() + searchProblems() }

    /// Without the search index.
    func contentProblems() throws -> [String] { try reports(of: "integrity_check") + foreignKeyProblems() }

    /// Of one of the two checks. From SQLite 3.44 on they look into the search index too, which is no damage of what
    /// it was made from.
    func reports(of check: String) throws -> [String] {
        try String.fetchAll(self, sql: "PRAGMA \(check)(20)").filter { $0 != "ok" && !$0.contains("FTS5 table") }
    }

    /// Compares the index with the text in `events`; rank 1 asks for the latter (sqlite.org/fts5.html §6.4). That counts
    /// as a write, so where none is allowed there is nothing to tell.
    func searchProblems() throws -> [String] {
        guard !configuration.readonly else { return [] }
        do {
            try execute(sql: "INSERT INTO events_fts (events_fts, rank) VALUES ('integrity-check', 1)")
            return []
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
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
