// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// Waiting times that double, with full jitter over the upper half, so that many clients do not return at once.
///
/// | failure | 1st | 2nd | 3rd | 5th | 8th and on |
/// |---|---|---|---|---|---|
/// | at most | 30 s | 1 min | 2 min | 8 min | 1 h |
package struct Backoff: Hashable, Sendable {
    package var first: Duration
    package var longest: Duration
    package init(first: Duration = .seconds(30), longest: Duration = .seconds(3600)) {
        self.first = first
        self.longest = longest
    }

    /// While the place where the password is has none, or is locked: once it opens, a minute is long.
    package static let forPassword = Backoff(first: .seconds(10), longest: .seconds(60))

    /// - Parameters:
    ///   - failures: in a row, from 1.
    ///   - retryAfter: what the server asked for; never undercut, and clamped to two hours.
    ///   - random: any 64 bits.
    package func delay(failures: Int, retryAfter: Duration? = nil, random: UInt64) -> Duration {
        var most = first
        for _ in 1..<max(2, min(failures, 32)) where failures > 1 && most < longest { most = min(most * 2, longest) }
        let drawn = jittered(most * 0.75, by: 1.0 / 3, random: random)
        return max(drawn, min(retryAfter ?? .zero, .seconds(7200)))
    }
}

/// `duration` plus or minus `share` of it.
package func jittered(_ duration: Duration, by share: Double, random: UInt64) -> Duration {
    let unit = Double(random >> 11) / Double(UInt64(1) << 53)
    return duration * (1 + share * (2 * unit - 1))
}

/// Attempts to fetch one item before it is set aside.
package let fetchAttemptsBeforeQuarantine = 5
/// How long an item is set aside before it is tried once more.
package let quarantineRetry = Duration.seconds(86_400)

/// What becomes of a row whose fetch failed.
package func planFailedFetch(_ row: SyncRow, reason: String, now: Instant, random: UInt64) -> SyncRow {
    var row = row
    row.attempts += 1
    row.lastError = reason
    if row.attempts >= fetchAttemptsBeforeQuarantine {
        row.state = .quarantined
        row.nextAttempt = now + quarantineRetry
    } else {
        row.nextAttempt = now + Backoff().delay(failures: row.attempts, random: random)
    }
    return row
}
