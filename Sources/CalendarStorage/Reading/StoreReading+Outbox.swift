// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    package func outbox(_ object: ObjectID, in calendar: CalendarID) throws -> OutboxRow? {
        try connection.first(outboxColumns + " WHERE object_id = ? AND calendar_id = ?") {
            $0.add(object)
            $0.add(calendar)
        } _: {
            OutboxRow($0)
        }
    }

    /// The oldest edit first.
    package func outbox(in calendar: CalendarID) throws -> [OutboxRow] {
        try connection.rows(outboxColumns + " WHERE calendar_id = ? ORDER BY queued_at, object_id") {
            $0.add(calendar)
        } _: {
            OutboxRow($0)
        }
    }

    /// In every calendar: more than one while the object is being moved.
    package func outbox(of object: ObjectID) throws -> [OutboxRow] {
        try connection.rows(outboxColumns + " WHERE object_id = ? ORDER BY calendar_id") {
            $0.add(object)
        } _: {
            OutboxRow($0)
        }
    }

    /// Deletions that wait in other calendars, which are followed, for objects that were moved to this one.
    package func departures(to calendar: CalendarID) throws -> [OutboxRow] {
        let rows = try connection.rows(
            """
            SELECT x.object_id, x.calendar_id
            FROM outbox x JOIN objects o ON o.id = x.object_id JOIN calendars c ON c.id = x.calendar_id
            WHERE o.calendar_id = ?1 AND x.calendar_id <> ?1 AND o.local_body IS NOT NULL AND c.is_detached = 0
                AND c.hidden_since IS NULL
            """
        ) {
            $0.add(calendar)
        } _: { row -> (ObjectID, CalendarID) in
            (row.identifier(0), row.identifier(1))
        }
        return try rows.compactMap { try outbox($0.0, in: $0.1) }
    }

    /// In one calendar, or in all.
    package func outboxCount(in calendar: CalendarID?) throws -> [OutboxRow.State: Int] {
        let condition = calendar == nil ? "" : " WHERE calendar_id = ?"
        var counts: [OutboxRow.State: Int] = [:]
        try connection.visit("SELECT state, count(*) FROM outbox\(condition) GROUP BY state") {
            if let calendar { $0.add(calendar) }
        } _: { row in
            if let state = OutboxRow.State(rawValue: row.text(0)) { counts[state] = row.int(1) }
            return true
        }
        return counts
    }

    /// When the oldest edit that goes by itself was made; in one calendar, or in all. Held and refused ones go when somebody
    /// has done something.
    package func oldestQueued(in calendar: CalendarID?) throws -> Instant? {
        let condition = calendar == nil ? "" : " AND calendar_id = ?"
        return try connection.first(
            "SELECT min(queued_at) FROM outbox WHERE state IN ('queued', 'sent')\(condition)"
        ) {
            if let calendar { $0.add(calendar) }
        } _: {
            $0.optionalInstant(0)
        } ?? nil
    }
}

private let outboxColumns = """
    SELECT object_id, calendar_id, operation, href, href_key, sent_body, sent_revision, attempts, next_attempt, state,
        last_error, is_approved, queued_at, route
    FROM outbox
    """

extension OutboxRow {
    /// An unknown state waits for a person rather than being sent.
    fileprivate init(_ row: SQLRow) {
        self.init(
            object: row.identifier(0), calendar: row.identifier(1),
            operation: Operation(rawValue: row.text(2)) ?? .update,
            name: RemoteName(href: row.identifier(3), key: row.identifier(4)), sentBody: row.optionalBody(5),
            sentRevision: row.optionalInt64(6), attempts: row.int(7), nextAttempt: row.optionalInstant(8),
            state: State(rawValue: row.text(9)) ?? .parked, lastError: row.optionalText(10),
            isApproved: row.bool(11), queuedAt: row.instant(12),
            route: row.optionalText(13).flatMap { Route(rawValue: $0) })
    }
}
