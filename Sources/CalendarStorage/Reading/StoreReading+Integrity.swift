// SPDX-License-Identifier: Apache-2.0

extension StoreReading {
    /// What does not hold, in words, without the search index; empty when all is well. Reads the whole database.
    func contentProblems() throws -> [String] {
        var problems = try connection.database.contentProblems()
        for (sql, words) in referenceChecks {
            let count = try connection.first(sql) { $0.int(0) } ?? 0
            if count > 0 { problems.append("\(count) \(words)") }
        }
        return problems
    }
}

private let referenceChecks: [(sql: String, words: String)] =
    bodyReferences.map {
        (
            "SELECT count(*) FROM \($0.table) WHERE \($0.column) IS NOT NULL AND \($0.column) NOT IN (SELECT id FROM bodies)",
            "rows of \($0.table) whose \($0.column) is lost"
        )
    } + [
        (
            "SELECT count(*) FROM occurrences WHERE event NOT IN (SELECT number FROM events)",
            "occurrences of events that are not there"
        ),
        (
            """
            SELECT count(*) FROM events WHERE object_id NOT IN (SELECT id FROM objects WHERE local_body IS NOT NULL)
            """,
            "events of objects that are not there"
        ),
        (
            "SELECT count(*) FROM events e JOIN objects o ON o.id = e.object_id WHERE o.calendar_id <> e.calendar_id",
            "events in another calendar than their object"
        ),
        (
            """
            SELECT count(*) FROM calendars c WHERE with_base <>
                (SELECT count(base_body) FROM sync_metadata m WHERE m.calendar_id = c.id)
            """,
            "calendars whose number of agreed items is wrong"
        ),
        (
            """
            SELECT count(*) FROM sync_metadata WHERE object_id IS NOT NULL
                AND object_id NOT IN (SELECT id FROM objects)
            """,
            "hrefs of objects that are not there"
        ),
    ]

/// Every column that refers to `bodies`.
let bodyReferences: [(table: String, column: String)] = [
    ("objects", "local_body"), ("sync_metadata", "base_body"), ("sync_metadata", "remote_body"),
    ("outbox", "sent_body"), ("conflicts", "base_body"), ("conflicts", "local_body"), ("conflicts", "remote_body"),
    ("journal", "before_body"), ("journal", "after_body"),
]
