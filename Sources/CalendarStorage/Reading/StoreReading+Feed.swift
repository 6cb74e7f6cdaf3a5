// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    /// The last position that was given out; number 0 before the first.
    package func feedPosition() throws -> FeedPosition {
        let last = try connection.first("SELECT seq FROM sqlite_sequence WHERE name = 'cache_invalidation'") {
            $0.int64(0)
        }
        return FeedPosition(epoch: try feedEpoch(), number: last ?? 0)
    }

    /// What came after `position`; from the oldest entry kept when there is none.
    package func changes(since position: FeedPosition?, limit: Int) throws -> FeedPage {
        let current = try feedPosition()
        let pruned = try connection.meta(.feedPruned).flatMap { Int64($0) } ?? 0
        if let position {
            let isKnown = position.epoch == current.epoch && (pruned...max(pruned, current.number)) ~= position.number
            guard isKnown else { return FeedPage(entries: [], next: current, reset: true, hasMore: false) }
        }
        let limit = max(1, limit)
        var entries = try connection.rows(
            """
            SELECT number, calendar_id, event_id, kind, range_start, range_end, at FROM cache_invalidation
            WHERE number > ? ORDER BY number LIMIT ?
            """
        ) {
            $0.add(position?.number ?? 0)
            $0.add(limit.addingReportingOverflow(1).partialValue)
        } _: {
            FeedEntry($0, epoch: current.epoch)
        }
        let hasMore = entries.count > limit
        if hasMore { entries.removeLast() }
        return FeedPage(
            entries: entries, next: entries.last?.position ?? position ?? current, reset: false, hasMore: hasMore)
    }

    func feedEpoch() throws -> String { try connection.meta(.feedEpoch) ?? "" }
}

extension FeedEntry {
    fileprivate init(_ row: SQLRow, epoch: String) {
        self.init(
            position: FeedPosition(epoch: epoch, number: row.int64(0)), calendar: row.identifier(1),
            event: row.optionalIdentifier(2), kind: FeedKind(rawValue: row.text(3)) ?? .changed,
            range: row.optionalRange(4), at: row.instant(6))
    }
}
