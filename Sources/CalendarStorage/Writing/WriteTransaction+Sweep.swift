// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Lets go of what retention no longer covers: journal, feed and metrics from before `instant`, objects gone on
    /// both sides since, and texts that nothing refers to. At most `limit` journal rows and texts at a time; how much
    /// went comes back, and 0 means done.
    ///
    /// - Parameter last: of journal and feed nothing after it goes; `nil`: whatever is old enough.
    package func sweep(before instant: Instant, upTo last: HistoryPosition? = nil, limit: Int = 2000) throws -> Int {
        var removed = try sweepJournal(before: instant, upTo: last?.journal ?? .max, limit: limit)
        removed += try sweepFeed(before: instant, upTo: last?.feed ?? .max)
        removed += try delete("performance_metrics WHERE period_start < ?", instant)
        removed += try deleteGoneObjects(before: instant)
        removed += try sweepBodies(limit: limit)
        return removed
    }

    private func sweepJournal(before instant: Instant, upTo last: Int64, limit: Int) throws -> Int {
        try connection.execute(
            "DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE at < ? AND id <= ? LIMIT ?)"
        ) {
            $0.add(instant)
            $0.add(last)
            $0.add(limit)
        }
        return connection.changes
    }

    /// Only whole beginnings of the feed go, also when the clock was set back in between. Entries from a time to come are
    /// older than the first from the present that follows them, and do not keep it all for years.
    private func sweepFeed(before instant: Instant, upTo last: Int64) throws -> Int {
        let kept =
            try firstFeedNumber(from: instant, to: now + .seconds(86_400))
            ?? firstFeedNumber(from: instant, to: Instant(microseconds: .max))
        let pruned = min(try kept.map { $0 - 1 } ?? feedPosition().number, last)
        try connection.execute("DELETE FROM cache_invalidation WHERE number <= ?") { $0.add(pruned) }
        let removed = connection.changes
        if removed > 0 { try connection.setMeta(.feedPruned, String(pruned)) }
        return removed
    }

    private func firstFeedNumber(from: Instant, to: Instant) throws -> Int64? {
        try connection.first("SELECT min(number) FROM cache_invalidation WHERE at >= ? AND at <= ?") {
            $0.add(from)
            $0.add(to)
        } _: {
            $0.optionalInt64(0)
        } ?? nil
    }

    private func sweepBodies(limit: Int) throws -> Int {
        let used = bodyReferences.map { "SELECT \($0.column) FROM \($0.table) WHERE \($0.column) IS NOT NULL" }
        try connection.execute(
            """
            DELETE FROM bodies WHERE id IN (
                SELECT id FROM bodies WHERE id NOT IN (\(used.joined(separator: " UNION ALL "))) LIMIT ?)
            """
        ) { $0.add(limit) }
        return connection.changes
    }

    private func delete(_ what: String, _ instant: Instant) throws -> Int {
        try connection.execute("DELETE FROM \(what)") { $0.add(instant) }
        return connection.changes
    }
}
