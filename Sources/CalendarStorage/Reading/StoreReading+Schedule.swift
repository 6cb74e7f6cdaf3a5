// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    /// When the next thing that waits for its time is due in an account: an item to fetch again, or an edit or a
    /// calendar's wish to send again. What was due at `now` had its chance already, and so had what waits for a moment
    /// too far ahead (``LongestWait``).
    package func nextAttempt(of account: AccountName, after now: Instant) throws -> Instant? {
        try connection.first(
            """
            SELECT min(due) FROM (
                SELECT min(m.next_attempt) AS due
                FROM calendars c CROSS JOIN sync_metadata m \(byDebts) ON m.calendar_id = c.id
                WHERE c.account = ?1 AND c.is_detached = 0 AND c.hidden_since IS NULL
                    AND m.state <> 'clean' AND m.state <> 'gone' AND m.next_attempt > ?2 AND m.next_attempt <= ?3
                UNION ALL
                SELECT min(o.next_attempt) FROM calendars c JOIN outbox o ON o.calendar_id = c.id
                WHERE c.account = ?1 AND c.is_detached = 0 AND c.hidden_since IS NULL AND o.state IN ('queued', 'sent')
                    AND o.next_attempt > ?2 AND o.next_attempt <= ?4
                UNION ALL
                SELECT min(w.wish_next_attempt) FROM calendars c JOIN calendar_wishes w ON w.wished_for = c.id
                WHERE c.account = ?1 AND c.is_detached = 0 AND c.hidden_since IS NULL
                    AND w.wish_next_attempt > ?2 AND w.wish_next_attempt <= ?4
            )
            """
        ) {
            $0.add(account)
            $0.add(now)
            $0.add(now + LongestWait.ofItems)
            $0.add(now + LongestWait.ofEdits)
        } _: {
            $0.optionalInstant(0)
        } ?? nil
    }
}
