// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Inserts, or replaces every column.
    package func save(_ row: OutboxRow) throws {
        try connection.execute(
            """
            INSERT OR REPLACE INTO outbox (object_id, calendar_id, operation, href, href_key, sent_body, sent_revision,
                attempts, next_attempt, state, last_error, is_approved, queued_at, route)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ) {
            $0.add(row.object)
            $0.add(row.calendar)
            $0.add(row.operation.rawValue)
            $0.add(row.name.href)
            $0.add(row.name.key)
            $0.add(row.sentBody)
            $0.add(row.sentRevision)
            $0.add(row.attempts)
            $0.add(row.nextAttempt)
            $0.add(row.state.rawValue)
            $0.add(row.lastError)
            $0.add(row.isApproved)
            $0.add(row.queuedAt)
            $0.add(row.route?.rawValue)
        }
    }

    package func removeOutbox(_ object: ObjectID, in calendar: CalendarID) throws {
        try connection.execute("DELETE FROM outbox WHERE object_id = ? AND calendar_id = ?") {
            $0.add(object)
            $0.add(calendar)
        }
    }
}
