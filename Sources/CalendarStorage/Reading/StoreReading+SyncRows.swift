// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    package func syncRow(_ calendar: CalendarID, _ key: HrefKey) throws -> SyncRow? {
        try connection.first(syncColumns + " WHERE calendar_id = ? AND href_key = ?") {
            $0.add(calendar)
            $0.add(key)
        } _: {
            SyncRow($0)
        }
    }

    /// The row with a base if there is one, should two hrefs claim the same object.
    package func syncRow(of object: ObjectID, in calendar: CalendarID) throws -> SyncRow? {
        try connection.first(
            syncColumns
                + """
                 INDEXED BY idx_sync_metadata_object WHERE calendar_id = ? AND object_id = ?
                ORDER BY base_body IS NULL, href_key LIMIT 1
                """
        ) {
            $0.add(calendar)
            $0.add(object)
        } _: {
            SyncRow($0)
        }
    }

    package func syncRows(in calendar: CalendarID, keys: [HrefKey]) throws -> [HrefKey: SyncRow] {
        var rows: [HrefKey: SyncRow] = [:]
        for key in keys { rows[key] = try syncRow(calendar, key) }
        return rows
    }

    /// In the order of the keys' bytes.
    package func syncRows(in calendar: CalendarID, after key: HrefKey?, limit: Int) throws -> [SyncRow] {
        try connection.rows(syncColumns + " WHERE calendar_id = ? AND href_key > ? ORDER BY href_key LIMIT ?") {
            $0.add(calendar)
            $0.add(key?.rawValue ?? "")
            $0.add(max(0, limit))
        } _: {
            SyncRow($0)
        }
    }

    /// Owed and unverified rows that are due: near ones first, those that failed before last, by key within each.
    package func payable(
        in calendar: CalendarID, now: Instant, limit: Int, excluding: Set<HrefKey>
    ) throws -> [SyncRow] {
        let owed = try due(in: calendar, .owed, now, limit, excluding)
        let unverified = try due(in: calendar, .unverified, now, limit, excluding)
        let ordered = (owed + unverified).sorted { ($0.payOrder, $0.name.key) < ($1.payOrder, $1.name.key) }
        return Array(ordered.prefix(max(0, limit)))
    }

    /// Quarantined rows whose next attempt is due. One without a time waits for its ETag to change, or for a command.
    package func retryable(in calendar: CalendarID, now: Instant, limit: Int) throws -> [SyncRow] {
        try due(in: calendar, .quarantined, now, limit, []) { $0.nextAttempt != nil }
    }

    /// In the order of the keys' bytes.
    package func goneRows(in calendar: CalendarID, after key: HrefKey? = nil, limit: Int) throws -> [SyncRow] {
        try connection.rows(
            syncColumns
                + """
                 \(byDebts) WHERE calendar_id = ? AND state = 'gone' AND state <> 'clean' AND href_key > ?
                ORDER BY href_key LIMIT ?
                """
        ) {
            $0.add(calendar)
            $0.add(key?.rawValue ?? "")
            $0.add(max(0, limit))
        } _: {
            SyncRow($0)
        }
    }

    private func due(
        in calendar: CalendarID, _ state: PullState, _ now: Instant, _ limit: Int, _ excluding: Set<HrefKey>,
        where condition: (SyncRow) -> Bool = { _ in true }
    ) throws -> [SyncRow] {
        var rows: [SyncRow] = []
        guard limit > 0 else { return rows }
        try connection.visit(
            syncColumns
                + """
                 \(byDebts) WHERE calendar_id = ? AND state = ? AND state <> 'clean'
                    AND (next_attempt IS NULL OR next_attempt <= ? OR next_attempt > ?)
                ORDER BY pay_order, href_key
                """
        ) {
            $0.add(calendar)
            $0.add(state.rawValue)
            $0.add(now)
            $0.add(now + LongestWait.ofItems)
        } _: {
            let row = SyncRow($0)
            if condition(row), !excluding.contains(row.name.key) { rows.append(row) }
            return rows.count < limit
        }
        return rows
    }

    /// One pass over the rows that are not clean.
    package func debts(of calendar: CalendarID) throws -> DebtCounts {
        var counts = DebtCounts()
        counts.withBase =
            try connection.first("SELECT with_base FROM calendars WHERE id = ?") {
                $0.add(calendar)
            } _: {
                $0.int(0)
            } ?? 0
        try connection.visit(
            """
            SELECT state, count(*) FROM sync_metadata \(byDebts) WHERE calendar_id = ? AND state <> 'clean' GROUP BY state
            """
        ) {
            $0.add(calendar)
        } _: { row in
            switch PullState(rawValue: row.text(0)) {
            case .owed: counts.owed = row.int(1)
            case .unverified: counts.unverified = row.int(1)
            case .quarantined: counts.quarantined = row.int(1)
            case .gone, .clean, nil: break
            }
            return true
        }
        try countGone(of: calendar, into: &counts)
        return counts
    }

    private func countGone(of calendar: CalendarID, into counts: inout DebtCounts) throws {
        try connection.visit(
            """
            SELECT o.id IS NOT NULL AND (o.local_body IS NOT m.base_body OR o.calendar_id <> m.calendar_id),
                m.is_approved
            FROM sync_metadata m \(byDebts) LEFT JOIN objects o ON o.id = m.object_id
            WHERE m.calendar_id = ? AND m.state = 'gone' AND m.state <> 'clean'
            """
        ) {
            $0.add(calendar)
        } _: { row in
            switch (row.bool(0), row.bool(1)) {
            case (true, _): counts.goneDirty += 1
            case (false, true): counts.goneApproved += 1
            case (false, false): counts.gone += 1
            }
            return true
        }
    }
}

/// The partial index over rows that are not clean. SQLite would not choose it by itself, and takes it only where the
/// condition `state <> 'clean'` stands in the query.
let byDebts = "INDEXED BY idx_sync_metadata_debts"

private let syncColumns = """
    SELECT calendar_id, href, href_key, object_id, base_etag, schedule_tag, base_body, seen_etag, remote_body, state,
        near, is_approved, attempts, next_attempt, last_error, last_sync
    FROM sync_metadata
    """

extension SyncRow {
    fileprivate init(_ row: SQLRow) {
        self.init(
            calendar: row.identifier(0), name: RemoteName(href: row.identifier(1), key: row.identifier(2)),
            object: row.optionalIdentifier(3), baseETag: row.optionalIdentifier(4), scheduleTag: row.optionalText(5),
            baseBody: row.optionalBody(6), seenETag: row.optionalIdentifier(7), remoteBody: row.optionalBody(8),
            state: PullState(rawValue: row.text(9)) ?? .owed, isNear: row.bool(10), isApproved: row.bool(11),
            attempts: row.int(12), nextAttempt: row.optionalInstant(13), lastError: row.optionalText(14),
            lastSync: row.optionalInstant(15))
    }

    /// As the generated column of the same name.
    fileprivate var payOrder: Int { (attempts > 0 ? 2 : 0) + (isNear ? 0 : 1) }
}
