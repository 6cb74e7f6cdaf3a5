// SPDX-License-Identifier: Apache-2.0

/// A place in what is recorded: everything up to these numbers.
package struct HistoryPosition: Hashable, Sendable {
    package var journal: Int64
    package var feed: Int64
    package init(journal: Int64, feed: Int64) {
        self.journal = journal
        self.feed = feed
    }
}

/// For how long the daemon has run since things were recorded. A wall clock that says 2036 for an hour makes everything
/// look old; it cannot make the daemon have run for longer.
package struct LivedHistory: Hashable, Sendable {
    /// What was recorded long enough ago, as the daemon lived it.
    package var seasoned: HistoryPosition
    /// What will be next.
    package var mark: HistoryPosition
    /// Since the mark was set; what the machine slept does not count.
    package var lived: Duration
    package init(
        seasoned: HistoryPosition = HistoryPosition(journal: 0, feed: 0), mark: HistoryPosition,
        lived: Duration = .zero
    ) {
        self.seasoned = seasoned
        self.mark = mark
        self.lived = lived
    }
}
