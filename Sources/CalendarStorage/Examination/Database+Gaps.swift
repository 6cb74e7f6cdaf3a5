// SPDX-License-Identifier: Apache-2.0

import GRDB

extension Database {
    /// What `quick_check` and `foreign_key_check` report: all pages and rows, but not each index against its table.
    func quickProblems() throws -> [String] {
        let problems = try reports(of: "quick_check")
        return problems.isEmpty ? try foreignKeyProblems() : problems
    }

    func foreignKeyProblems() throws -> [String] {
        try Row.fetchAll(self, sql: "PRAGMA foreign_key_check").map { row in
            let (table, parent): (String, String) = (row[0], row[2])
            return "a row of \(table) refers to a row of \(parent) that is not there"
        }
    }

    /// Where events and search index differ by their rows; the text itself is not compared.
    func searchGaps() throws -> [String] {
        let checks = [
            ("SELECT count(*) FROM events WHERE number NOT IN (SELECT id FROM events_fts_docsize)", "are not in it"),
            (
                "SELECT count(*) FROM events_fts_docsize WHERE id NOT IN (SELECT number FROM events)",
                "are in it and not in the calendars"
            ),
        ]
        return try checks.compactMap { sql, words in
            let count = try Int.fetchOne(self, sql: sql) ?? 0
            return count > 0 ? "\(count) \(count == 1 ? "event" : "events") \(words)" : nil
        }
    }
}
