// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    /// Oldest first; of one operation, or of all.
    package func metrics(of operation: String?, since: Instant, limit: Int = 10_000) throws -> [PerformanceMetric] {
        let condition = operation == nil ? "" : " AND operation = ?3"
        return try connection.rows(
            """
            SELECT operation, period_start, period, count, items, failures, total, shortest, longest
            FROM performance_metrics WHERE period_start >= ?1\(condition) ORDER BY period_start, operation LIMIT ?2
            """
        ) {
            $0.add(since)
            $0.add(max(0, limit))
            if let operation { $0.add(operation) }
        } _: { row in
            PerformanceMetric(
                operation: row.text(0), start: row.instant(1), period: .microseconds(row.int64(2)),
                count: row.int(3), items: row.int(4), failures: row.int(5), total: .microseconds(row.int64(6)),
                shortest: .microseconds(row.int64(7)), longest: .microseconds(row.int64(8)))
        }
    }
}
