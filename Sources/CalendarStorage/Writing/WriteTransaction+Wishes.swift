// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Inserts, or replaces every column; removes what has nothing left to send or to tell.
    package func save(_ wish: CalendarWish?, of calendar: CalendarID) throws {
        guard let wish, wish.isWaiting || wish.refusal != nil else {
            return try connection.execute("DELETE FROM calendar_wishes WHERE wished_for = ?") { $0.add(calendar) }
        }
        try connection.execute(
            """
            INSERT OR REPLACE INTO calendar_wishes (wished_for, wanted_name, wanted_color, wanted_order, wanted_since,
                wish_attempts, wish_next_attempt, wish_error, wish_refusal)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ) {
            $0.add(calendar)
            $0.add(wish.properties.displayName)
            $0.add(wish.properties.color)
            $0.add(wish.properties.order)
            $0.add(wish.queuedAt)
            $0.add(wish.attempts)
            $0.add(wish.isWaiting ? wish.nextAttempt : nil)
            $0.add(wish.lastError)
            $0.add(wish.refusal)
        }
    }
}
