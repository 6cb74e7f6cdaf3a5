// SPDX-License-Identifier: Apache-2.0

/// The wall clock can be set, by years too, so nothing waits for a moment that lies further ahead than any wait is long:
/// that moment was named before the clock was set back.
package enum LongestWait {
    /// Of an edit or a wish: two hours, which a server may ask for, and what two readings lie apart.
    package static let ofEdits = Duration.seconds(2 * 3600 + 300)
    /// Of an item that was set aside: a day.
    package static let ofItems = Duration.seconds(86_400 + 300)
}

/// Whether something that waits is due.
///
/// - Parameters:
///   - attempt: when; `nil`: it does not wait.
///   - longest: see ``LongestWait``.
package func isDue(_ attempt: Instant?, at now: Instant, longest: Duration) -> Bool {
    guard let attempt else { return true }
    return attempt <= now || attempt > now + longest
}

/// Whether `period` has passed since `moment`. A moment as far ahead was named before the clock was set back, and counts as
/// long past.
package func hasPassed(_ period: Duration, since moment: Instant, at now: Instant) -> Bool {
    timePassed(since: moment, at: now) >= period
}

/// Never negative.
package func timePassed(since moment: Instant, at now: Instant) -> Duration {
    moment <= now ? now - moment : moment - now
}

extension OutboxRow {
    package func isDue(at now: Instant) -> Bool {
        CalendarModel.isDue(nextAttempt, at: now, longest: LongestWait.ofEdits)
    }
}
