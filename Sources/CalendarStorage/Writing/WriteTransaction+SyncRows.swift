// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Inserts, or replaces every column.
    package func save(_ row: SyncRow) throws {
        try connection.execute(saveSyncRowSQL) {
            $0.add(row.calendar)
            $0.add(row.name.key)
            $0.add(row.name.href)
            $0.add(row.object)
            $0.add(row.baseETag)
            $0.add(row.scheduleTag)
            $0.add(row.baseBody)
            $0.add(row.seenETag)
            $0.add(row.remoteBody)
            $0.add(row.isNear)
            $0.add(row.state.rawValue)
            $0.add(row.isApproved)
            $0.add(row.attempts)
            $0.add(row.nextAttempt)
            $0.add(row.lastError)
            $0.add(row.lastSync)
        }
    }

    package func remove(_ calendar: CalendarID, _ key: HrefKey) throws {
        try connection.execute("DELETE FROM sync_metadata WHERE calendar_id = ? AND href_key = ?") {
            $0.add(calendar)
            $0.add(key)
        }
    }

    /// The calendar stands on another host: every href in it begins with `prefix`, then its path as the server wrote it.
    ///
    /// Grows with the calendar, unlike anything else, and happens when a server moves: 20,000 rows take 60 ms.
    package func rebaseHrefs(of calendar: CalendarID, to prefix: String) throws {
        for (table, column) in [("sync_metadata", "href"), ("outbox", "href"), ("events", "api_event_id")] {
            try connection.execute(
                """
                UPDATE \(table) SET \(column) = ?2 || CASE WHEN \(column) LIKE 'http%://%'
                    THEN substr(\(column), 8 + instr(substr(\(column), 9), '/')) ELSE \(column) END
                WHERE calendar_id = ?1 AND \(column) IS NOT NULL
                """
            ) {
                $0.add(calendar)
                $0.add(prefix)
            }
        }
    }

    /// Has those of the rows that are owed fetched first.
    package func markNear(in calendar: CalendarID, keys: [HrefKey]) throws {
        for key in keys {
            try connection.execute(
                "UPDATE sync_metadata SET near = 1 WHERE calendar_id = ? AND href_key = ? AND state = 'owed'"
            ) {
                $0.add(calendar)
                $0.add(key)
            }
        }
    }

    /// Approves the edits that are held now, whomever the server mails because of them; not those that are held for being
    /// too many deletions. How many there were.
    package func approveMail(in calendar: CalendarID) throws -> Int {
        try connection.execute(
            """
            UPDATE outbox SET is_approved = 1
            WHERE calendar_id = ? AND state = 'held' AND is_approved = 0
                AND (operation <> 'delete' OR last_error NOT LIKE 'too many deletions%')
            """
        ) { $0.add(calendar) }
        return connection.changes
    }

    /// Approves the deletions that wait now, in both directions: `gone` rows, and held outbox rows, which stay held.
    /// How many there were.
    package func approveDeletions(in calendar: CalendarID) throws -> Int {
        try connection.execute(
            """
            UPDATE sync_metadata \(byDebts) SET is_approved = 1
            WHERE calendar_id = ? AND state = 'gone' AND state <> 'clean' AND is_approved = 0
            """
        ) { $0.add(calendar) }
        let remote = connection.changes
        try connection.execute(
            """
            UPDATE outbox SET is_approved = 1
            WHERE calendar_id = ? AND state = 'held' AND operation = 'delete' AND is_approved = 0
            """
        ) { $0.add(calendar) }
        return remote + connection.changes
    }

    /// Somebody asks: whatever waits for its time, and every item that was set aside, is due now.
    package func retryNow(in calendar: CalendarID) throws {
        try connection.execute(
            """
            UPDATE sync_metadata \(byDebts) SET next_attempt = ?
            WHERE calendar_id = ? AND state IN ('owed', 'unverified', 'quarantined') AND state <> 'clean'
            """
        ) {
            $0.add(now)
            $0.add(calendar)
        }
        try connection.execute("UPDATE outbox SET next_attempt = NULL WHERE calendar_id = ?") { $0.add(calendar) }
        try connection.execute("UPDATE calendar_wishes SET wish_next_attempt = NULL WHERE wished_for = ?") {
            $0.add(calendar)
        }
    }
}

private let saveSyncRowSQL = """
    INSERT INTO sync_metadata (calendar_id, href_key, href, object_id, base_etag, schedule_tag, base_body, seen_etag,
        remote_body, near, state, is_approved, attempts, next_attempt, last_error, last_sync)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (calendar_id, href_key) DO UPDATE SET href = excluded.href, object_id = excluded.object_id,
        base_etag = excluded.base_etag, schedule_tag = excluded.schedule_tag, base_body = excluded.base_body,
        seen_etag = excluded.seen_etag, remote_body = excluded.remote_body, near = excluded.near,
        state = excluded.state, is_approved = excluded.is_approved, attempts = excluded.attempts,
        next_attempt = excluded.next_attempt, last_error = excluded.last_error, last_sync = excluded.last_sync
    """
