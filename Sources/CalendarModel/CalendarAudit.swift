// SPDX-License-Identifier: Apache-2.0

/// How far a calendar's sync tokens have been held against listings.
package struct CalendarAudit: Sendable, Equatable {
    /// The last time that everything was listed.
    package var listedAt: Instant?
    /// What audits have found and mended so far: things that no report had told.
    package var repairs: Int
    package init(listedAt: Instant?, repairs: Int) {
        self.listedAt = listedAt
        self.repairs = repairs
    }
}
