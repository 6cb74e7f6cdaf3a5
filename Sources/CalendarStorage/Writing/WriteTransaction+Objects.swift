// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

// Everything that writes `objects` stands in this file, and only `put` gives an object a text or takes it away.

extension WriteTransaction {
    /// The one entry that writes objects. `object` nil: a new one. `body` nil, and then `derived` too: deleted here.
    ///
    /// Sets the local body, counts the revision up if that or the calendar is another one, and replaces the derived
    /// rows. A change of meaning (another checksum, calendar or time, or existence) makes one journal row and one feed
    /// entry with the range that it touches, before and after together (two when it moves between calendars). A text
    /// with the same meaning makes neither. `remote` fills the columns of `events` that tell what the server said; without it they
    /// keep what the object's href in this calendar has.
    package func put(
        _ object: ObjectID?, in calendar: CalendarID, body: BodyID?, derived: DerivedObject?, cause: Cause,
        remote: RemoteStamp? = nil
    ) throws -> ObjectRow {
        let before = try object.map { try stored($0) }
        switch (before, body, derived) {
        case (let before?, nil, nil): return try delete(before, cause)
        case (nil, let body?, let derived?): return try create(in: calendar, body, derived, cause, remote)
        case (let before?, let body?, let derived?):
            return try change(before, in: calendar, body, derived, cause, remote)
        default: throw StorageError(.other, "an object needs its text and what was derived from it, both or neither")
        }
    }

    private func create(
        in calendar: CalendarID, _ body: BodyID, _ derived: DerivedObject, _ cause: Cause, _ remote: RemoteStamp?
    ) throws -> ObjectRow {
        let row = ObjectRow(
            id: ObjectID(identifier()), calendar: calendar, localBody: body, revision: 1, uid: derived.uid,
            checksum: derived.checksum, zoneChecksum: derived.zoneChecksum)
        try insert(row, derived)
        try insertEvents(of: row, derived, remote: remote, kept: [:])
        try record(.created, row, cause, before: nil, title: derived.title)
        try feed(.created, calendar: calendar, event: row.master, range: derived.touchedRange)
        return row
    }

    private func change(
        _ before: StoredObject, in calendar: CalendarID, _ body: BodyID, _ derived: DerivedObject, _ cause: Cause,
        _ remote: RemoteStamp?
    ) throws -> ObjectRow {
        var row = before.row
        row.calendar = calendar
        row.localBody = body
        let isAsBefore = body == before.row.localBody && calendar == before.row.calendar
        row.revision = before.row.revision &+ (isAsBefore ? 0 : 1)
        row.uid = derived.uid
        row.checksum = derived.checksum
        row.zoneChecksum = derived.zoneChecksum

        let isSame = before.row.meansTheSame(as: row)
        if isSame, row.zoneChecksum == before.row.zoneChecksum {
            try update(row, derived, windowEnd: before.windowEnd)
            if let remote { try stamp(row.id, remote: remote) }
            return row
        }
        let isQuiet = try isSame && instances(of: row.id) == derived.instances
        try update(row, derived, windowEnd: recentWindowEnd)
        try replaceEvents(of: row, derived, remote: remote, isEdit: !isQuiet)
        if !isQuiet { try announce(before, row, derived, cause) }
        return row
    }

    private func announce(
        _ before: StoredObject, _ row: ObjectRow, _ derived: DerivedObject, _ cause: Cause
    ) throws {
        let wasThere = before.row.localBody != nil
        let kind: FeedKind = wasThere ? .changed : .created
        let from = wasThere && before.row.calendar != row.calendar ? before.row.calendar : nil
        try record(
            wasThere ? .changed : .created, row, cause, before: before.row.localBody, title: derived.title, from: from)
        let range = derived.touchedRange
        guard let from else {
            return try feed(
                kind, calendar: row.calendar, event: row.master, range: wasThere ? before.union(range) : range)
        }
        try feed(.deleted, calendar: from, event: row.master, range: before.touched)
        try feed(.created, calendar: row.calendar, event: row.master, range: range)
    }

    private func delete(_ before: StoredObject, _ cause: Cause) throws -> ObjectRow {
        guard before.row.localBody != nil else { return before.row }
        var row = before.row
        row.localBody = nil
        row.revision = before.row.revision &+ 1
        let title = try title(of: row.id)
        try connection.execute(
            """
            UPDATE objects SET local_body = NULL, revision = ?, is_recurring = 0, touched_start = NULL,
                touched_end = NULL, updated_at = ?
            WHERE id = ?
            """
        ) {
            $0.add(row.revision)
            $0.add(now)
            $0.add(row.id)
        }
        try deleteEvents(of: row.id)
        try record(.deleted, row, cause, before: before.row.localBody, title: title)
        try feed(.deleted, calendar: row.calendar, event: row.master, range: before.touched)
        return row
    }

    private func record(
        _ kind: JournalKind, _ row: ObjectRow, _ cause: Cause, before: BodyID?, title: String?,
        from: CalendarID? = nil
    ) throws {
        try journal(
            kind, object: row.id, calendar: row.calendar, cause: cause, before: before, after: row.localBody,
            title: title, from: from)
    }

    private func stored(_ id: ObjectID) throws -> StoredObject {
        let found = try connection.first(
            """
            SELECT id, calendar_id, local_body, revision, uid, checksum, zone_checksum, touched_start, touched_end,
                window_end
            FROM objects WHERE id = ?
            """
        ) {
            $0.add(id)
        } _: {
            StoredObject(row: ObjectRow($0), touched: $0.optionalRange(7), windowEnd: $0.int64(9))
        }
        guard let found else { throw StorageError.missing("object", id) }
        return found
    }

    /// What is put was derived a moment ago, so at the turn of a month perhaps for the window before.
    private var recentWindowEnd: Int64 { DeriveWindow(around: now - .seconds(600)).range.end }

    private func insert(_ row: ObjectRow, _ derived: DerivedObject) throws {
        try connection.execute(
            """
            INSERT INTO objects (calendar_id, local_body, revision, uid, checksum, zone_checksum, kind, is_recurring,
                is_cut_off, uneditable, notes, touched_start, touched_end, window_end, updated_at, id, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?15)
            """
        ) { bind(row, derived, windowEnd: recentWindowEnd, to: &$0) }
    }

    private func update(_ row: ObjectRow, _ derived: DerivedObject, windowEnd: Int64) throws {
        try connection.execute(
            """
            UPDATE objects SET calendar_id = ?, local_body = ?, revision = ?, uid = ?, checksum = ?,
                zone_checksum = ?, kind = ?, is_recurring = ?, is_cut_off = ?, uneditable = ?, notes = ?,
                touched_start = ?, touched_end = ?, window_end = ?, updated_at = ?
            WHERE id = ?
            """
        ) { bind(row, derived, windowEnd: windowEnd, to: &$0) }
    }

    private func bind(
        _ row: ObjectRow, _ derived: DerivedObject, windowEnd: Int64, to binder: inout Binder
    ) {
        let touched = derived.touchedRange
        binder.add(row.calendar)
        binder.add(row.localBody)
        binder.add(row.revision)
        binder.add(row.uid)
        binder.add(row.checksum)
        binder.add(row.zoneChecksum)
        binder.add(derived.kind.rawValue)
        binder.add(derived.isRecurring)
        binder.add(derived.isCutOff)
        binder.add(derived.uneditable)
        binder.add(derived.notes.isEmpty ? nil : derived.notes.joined(separator: "\n"))
        binder.add(touched?.start)
        binder.add(touched?.end)
        binder.add(windowEnd)
        binder.add(now)
        binder.add(row.id)
    }

    /// Makes the derived rows of an object anew, without journal and feed: what it says has not changed. False when
    /// there is no text, or none that can be read: then the rows stay, as if they were of this window.
    @discardableResult
    package func rederive(_ object: ObjectID, window: DeriveWindow) throws -> Bool {
        guard let row = try self.object(object), let id = row.localBody, let bytes = try body(id),
            case .object(let derived) = derive(bytes, window)
        else {
            try connection.execute("UPDATE objects SET window_end = ? WHERE id = ?") {
                $0.add(window.range.end)
                $0.add(object)
            }
            return false
        }
        var updated = row
        updated.uid = derived.uid
        updated.checksum = derived.checksum
        updated.zoneChecksum = derived.zoneChecksum
        try update(updated, derived, windowEnd: window.range.end)
        try replaceEvents(of: updated, derived, remote: nil, isEdit: false)
        return true
    }

    /// For ``forget(_:discardEdits:cause:)``: objects of a calendar without outbox rows.
    func deleteObjects(of calendar: CalendarID) throws {
        try deleteEvents(in: calendar)
        try connection.execute("DELETE FROM objects WHERE calendar_id = ?") { $0.add(calendar) }
    }

    /// For ``sweep(before:limit:)``: objects deleted on both sides that nothing can bring back any more.
    func deleteGoneObjects(before instant: Instant) throws -> Int {
        try connection.execute(
            """
            DELETE FROM objects WHERE local_body IS NULL AND updated_at < ?
                AND id NOT IN (SELECT object_id FROM sync_metadata WHERE object_id IS NOT NULL)
                AND id NOT IN (SELECT object_id FROM outbox) AND id NOT IN (SELECT object_id FROM journal)
            """
        ) { $0.add(instant) }
        return connection.changes
    }
}

private struct StoredObject {
    let row: ObjectRow
    /// As ``DerivedObject/touchedRange`` was when it was put.
    let touched: TimeRange?
    /// Of the window that its occurrences were made for.
    let windowEnd: Int64

    func union(_ other: TimeRange?) -> TimeRange? {
        guard let touched, let other else { return touched ?? other }
        return touched.union(other)
    }
}

extension ObjectRow {
    /// The event id that stands for the whole object.
    fileprivate var master: EventID { EventID(object: id, recurrenceID: nil) }

    fileprivate func meansTheSame(as other: ObjectRow) -> Bool {
        localBody != nil && checksum == other.checksum && calendar == other.calendar
    }
}
