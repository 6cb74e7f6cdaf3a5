// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Keeps a text. Bodies never change, and ids are never used again.
    package func insertBody(_ bytes: [UInt8], mediaType: String = "text/calendar") throws -> BodyID {
        try bytes.withUnsafeBytes { buffer in
            try connection.execute("INSERT INTO bodies (bytes, media_type) VALUES (?, ?)") {
                $0.add(borrowed: buffer)
                $0.add(mediaType)
            }
        }
        return BodyID(connection.lastInsertedRowID)
    }

    /// What ``put(_:in:body:derived:cause:remote:)`` does not record by itself: answers to pushes, discarded edits.
    package func journal(
        _ kind: JournalKind, object: ObjectID, calendar: CalendarID, cause: Cause, before: BodyID?, after: BodyID?,
        title: String? = nil, from: CalendarID? = nil
    ) throws {
        try connection.execute(
            """
            INSERT INTO journal (at, run, origin, cause, kind, calendar_id, object_id, title, before_body, after_body,
                from_calendar)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ) {
            $0.add(now)
            $0.add(cause.run)
            $0.add(cause.origin.rawValue)
            $0.add(cause.words)
            $0.add(kind.rawValue)
            $0.add(calendar)
            $0.add(object)
            $0.add(title)
            $0.add(before)
            $0.add(after)
            $0.add(from)
        }
    }

    /// Adds an entry to the change feed. Its position stands in what the write returns.
    package func feed(
        _ kind: FeedKind, calendar: CalendarID, event: EventID? = nil, range: TimeRange? = nil
    ) throws {
        try connection.execute(
            """
            INSERT INTO cache_invalidation (at, kind, calendar_id, event_id, range_start, range_end)
            VALUES (?, ?, ?, ?, ?, ?)
            """
        ) {
            $0.add(now)
            $0.add(kind.rawValue)
            $0.add(calendar)
            $0.add(event)
            $0.add(range?.start)
            $0.add(range?.end)
        }
        let number = connection.lastInsertedRowID
        let epoch = try scope.epoch ?? feedEpoch()
        scope.epoch = epoch
        scope.feed.append(
            FeedEntry(
                position: FeedPosition(epoch: epoch, number: number), calendar: calendar, event: event, kind: kind,
                range: range, at: now))
    }

    /// The new conflict's id.
    package func recordConflict(_ conflict: ConflictRecord) throws -> Int64 {
        try connection.execute(
            """
            INSERT INTO conflicts (at, object_id, calendar_id, title, base_body, local_body, remote_body, decision, rule)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ) {
            $0.add(now)
            $0.add(conflict.object)
            $0.add(conflict.calendar)
            $0.add(conflict.title)
            $0.add(conflict.base)
            $0.add(conflict.local)
            $0.add(conflict.remote)
            $0.add(conflict.decision)
            $0.add(conflict.rule)
        }
        return connection.lastInsertedRowID
    }

    /// A person is done with it.
    package func settleConflict(_ id: Int64) throws {
        try connection.execute("UPDATE conflicts SET resolved_at = ? WHERE id = ? AND resolved_at IS NULL") {
            $0.add(now)
            $0.add(id)
        }
    }

    /// Adds to the row of the operation and of the hour that `now` is in.
    package func record(_ sample: PerformanceSample) throws {
        let hour = Duration.seconds(3600).microseconds
        try connection.execute(
            """
            INSERT INTO performance_metrics
                (operation, period_start, period, count, items, failures, total, shortest, longest)
            VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?6, ?6)
            ON CONFLICT (operation, period, period_start) DO UPDATE SET count = count + 1,
                items = items + excluded.items, failures = failures + excluded.failures,
                total = total + excluded.total, shortest = min(shortest, excluded.shortest),
                longest = max(longest, excluded.longest)
            """
        ) {
            $0.add(sample.operation)
            $0.add(now.microseconds.flooredDivision(by: hour) * hour)
            $0.add(hour)
            $0.add(sample.items)
            $0.add(sample.failed)
            $0.add(sample.duration.microseconds)
        }
    }
}
