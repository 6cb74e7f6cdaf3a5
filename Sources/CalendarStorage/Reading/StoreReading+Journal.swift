// SPDX-License-Identifier: Apache-2.0

import CalendarModel

extension StoreReading {
    /// Newest first.
    package func journal(_ query: JournalQuery) throws -> [JournalEntry] {
        var conditions = ["id < ?1"]
        if query.since != nil { conditions.append("at >= ?2") }
        if query.calendar != nil { conditions.append("calendar_id = ?3") }
        if query.run != nil { conditions.append("run = ?4") }
        if query.object != nil { conditions.append("object_id = ?5") }
        let sql = journalColumns + " WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?6"
        return try connection.rows(sql) {
            $0.add(query.before ?? .max)
            $0.add(query.since)
            $0.add(query.calendar)
            $0.add(query.run)
            $0.add(query.object)
            $0.add(max(0, query.limit))
        } _: {
            JournalEntry($0)
        }
    }

    package func openConflictCount() throws -> Int {
        try connection.first("SELECT count(*) FROM conflicts WHERE resolved_at IS NULL") { $0.int(0) } ?? 0
    }

    /// Newest first; `open` true: not settled, false: settled, `nil`: all.
    package func conflicts(open: Bool?, limit: Int = 1000) throws -> [Conflict] {
        let condition = open.map { " WHERE resolved_at IS \($0 ? "" : "NOT ")NULL" } ?? ""
        return try connection.rows(conflictColumns + condition + " ORDER BY id DESC LIMIT ?") {
            $0.add(max(0, limit))
        } _: {
            Conflict($0)
        }
    }

    package func conflict(_ id: Int64) throws -> Conflict? {
        try connection.first(conflictColumns + " WHERE id = ?") {
            $0.add(id)
        } _: {
            Conflict($0)
        }
    }
}

private let journalColumns = """
    SELECT id, at, kind, origin, run, cause, calendar_id, object_id, title, before_body, after_body, from_calendar
    FROM journal
    """

private let conflictColumns = """
    SELECT id, at, object_id, calendar_id, title, base_body, local_body, remote_body, decision, rule, resolved_at
    FROM conflicts
    """

extension JournalEntry {
    fileprivate init(_ row: SQLRow) {
        let origin = Cause.Origin(rawValue: row.text(3)) ?? .local
        self.init(
            id: row.int64(0), at: row.instant(1), kind: JournalKind(rawValue: row.text(2)) ?? .changed,
            cause: Cause(origin: origin, run: row.optionalIdentifier(4), words: row.text(5)),
            calendar: row.identifier(6), object: row.identifier(7), title: row.optionalText(8),
            before: row.optionalBody(9), after: row.optionalBody(10), from: row.optionalIdentifier(11))
    }
}

extension Conflict {
    fileprivate init(_ row: SQLRow) {
        self.init(
            id: row.int64(0), at: row.instant(1),
            record: ConflictRecord(
                object: row.identifier(2), calendar: row.identifier(3), title: row.optionalText(4),
                base: row.optionalBody(5), local: row.optionalBody(6), remote: row.optionalBody(7),
                decision: row.text(8), rule: row.text(9)),
            settledAt: row.optionalInstant(10))
    }
}
