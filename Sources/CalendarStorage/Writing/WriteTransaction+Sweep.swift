// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Lets go of what retention no longer covers: journal, feed and metrics from before `instant`, objects gone on
    /// both sides since, and texts that nothing refers to. At most `limit` journal rows and texts at a time; how much
    /// went comes back, and 0 means done.
    package func sweep(before instant: Instant, limit: Int = 2000) throws -> Int {
        var removed = try delete("journal WHERE id IN (SELECT id FROM journal WHERE at < ? LIMIT ?)", instant, limit)
        removed += try sweepFeed(before: instant)
        removed += try delete("performance_metrics WHERE period_start < ?", instant)
        removed += try deleteGoneObjects(before: instant)
        removed += try sweepBodies(limit: limit)
        return removed
    }

    /// Only whole beginnings of the feed go, also when the clock was set back in between.
    private func sweepFeed(before instant: Instant) throws -> Int {
        let last = try feedPosition().number
        let kept = try connection.first("SELECT min(number) FROM cache_invalidation WHERE at >= ?") {
            $0.add(instant)
        } _: {
            $0.optionalInt64(0)
        }
        let pruned = (kept ?? nil).map { $0 - 1 } ?? last
        try connection.execute("DELETE FROM cache_invalidation WHERE number <= ?") { $0.add(pruned) }
        let removed = connection.changes
        if removed > 0 { try connection.setMeta(.feedPruned, String(pruned)) }
        return removed
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

    private func delete(_ what: String, _ instant: Instant, _ limit: Int? = nil) throws -> Int {
        try connection.execute("DELETE FROM \(what)") {
            $0.add(instant)
            if let limit { $0.add(limit) }
        }
        return connection.changes
    }
}
