// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// The server has deleted a calendar because somebody here asked for it: it is listed no more, and its row, its
    /// objects and their texts stay. A calendar that comes to stand at the same place is another one.
    ///
    /// Every object gets its entry in the journal by ``journalDeleted(_:after:limit:cause:)``.
    package func markDeleted(_ calendar: CalendarID) throws {
        guard var record = try self.calendar(calendar) else { throw StorageError.missing("calendar", calendar) }
        guard record.deletedAt == nil else { return }
        (record.deletedAt, record.hiddenSince) = (now, record.hiddenSince ?? now)
        (record.syncToken, record.ctag) = (nil, nil)
        try save(record)
        try save(nil, of: calendar)
        try feed(.calendar, calendar: calendar)
    }

    /// Takes edits that wait for a calendar out of the outbox, each with an entry in the journal.
    ///
    /// - Returns: how many there were, at most `limit`.
    package func discardEdits(in calendar: CalendarID, limit: Int, cause: Cause) throws -> Int {
        let edits = try outbox(in: calendar).prefix(limit)
        for edit in edits { try discard(edit.object, in: calendar, cause) }
        return edits.count
    }

    /// One page of what went with a deleted calendar: an entry with its last text for each object.
    ///
    /// - Parameter limit: entries, so that no transaction grows with the calendar.
    /// - Returns: where to go on; `nil` at the end.
    package func journalDeleted(
        _ calendar: CalendarID, after object: ObjectID?, limit: Int, cause: Cause
    ) throws -> ObjectID? {
        let page = try connection.rows(
            """
            SELECT id, local_body FROM objects
            WHERE calendar_id = ? AND id > ? AND local_body IS NOT NULL ORDER BY id LIMIT ?
            """
        ) {
            $0.add(calendar)
            $0.add(object?.rawValue ?? "")
            $0.add(limit)
        } _: {
            (object: $0.identifier(0, as: ObjectID.self), body: $0.optionalBody(1))
        }
        for item in page {
            try journal(
                .deleted, object: item.object, calendar: calendar, cause: cause, before: item.body, after: nil,
                title: try title(of: item.object))
        }
        return page.count < limit ? nil : page.last?.object
    }
}
