// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// A part of the change feed.
package struct FeedPage: Sendable, Equatable {
    package var entries: [FeedEntry]
    /// Where to go on.
    package var next: FeedPosition
    /// The position asked for is of another epoch, or has been pruned: forget everything, read anew, go on at `next`.
    package var reset: Bool
    /// There was more than the limit.
    package var hasMore: Bool
}
