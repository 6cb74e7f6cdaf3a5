// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    package func object(_ id: ObjectID) throws -> ObjectRow? {
        try connection.first(objectColumns + " WHERE id = ?") {
            $0.add(id)
        } _: {
            ObjectRow($0)
        }
    }

    /// A UID is not unique: each account has its own, and hostile calendars have several.
    package func objects(uid: String, in calendar: CalendarID?) throws -> [ObjectRow] {
        let condition = calendar == nil ? "" : " AND calendar_id = ?"
        return try connection.rows(objectColumns + " WHERE uid = ?\(condition) ORDER BY id") {
            $0.add(uid)
            if let calendar { $0.add(calendar) }
        } _: {
            ObjectRow($0)
        }
    }

    package func details(of object: ObjectID) throws -> ObjectDetails? {
        try connection.first(
            "SELECT kind, is_recurring, is_cut_off, notes, uneditable FROM objects WHERE id = ?"
        ) {
            $0.add(object)
        } _: { row in
            ObjectDetails(
                kind: DerivedObject.Kind(rawValue: row.text(0)) ?? .other, isRecurring: row.bool(1),
                isCutOff: row.bool(2), notes: row.text(3).split(separator: "\n").map(String.init),
                uneditable: row.optionalText(4))
        }
    }

    package func body(_ id: BodyID) throws -> [UInt8]? {
        try connection.first("SELECT bytes FROM bodies WHERE id = ?") {
            $0.add(id)
        } _: {
            $0.bytes(0)
        }
    }

    /// Objects whose instances may go on beyond the window, with their texts, of the calendars that are shown.
    package func recurringObjects(
        in calendars: [CalendarID]?
    ) throws -> [(object: ObjectID, calendar: CalendarID, body: BodyID)] {
        let shown = try shownCalendars(among: calendars, includesHidden: false)
        return try connection.rows(
            """
            SELECT id, calendar_id, local_body FROM objects INDEXED BY idx_objects_recurring
            WHERE is_recurring = 1 AND local_body IS NOT NULL\(calendarCondition("calendar_id", shown)) ORDER BY id
            """
        ) {
            for calendar in shown ?? [] { $0.add(calendar) }
        } _: {
            (object: $0.identifier(0), calendar: $0.identifier(1), body: BodyID($0.int64(2)))
        }
    }

    /// Recurring objects that were derived for another window than `window`: an earlier one, or, after the clock was set
    /// back, a later one.
    package func objectsDerived(otherThanFor window: DeriveWindow, limit: Int) throws -> [ObjectID] {
        try connection.rows(
            """
            SELECT id FROM objects INDEXED BY idx_objects_recurring WHERE is_recurring = 1 AND window_end <> ? LIMIT ?
            """
        ) {
            $0.add(window.range.end)
            $0.add(max(0, limit))
        } _: {
            $0.identifier(0)
        }
    }
}

/// ` AND COLUMN IN (?, …)`, or nothing when no calendar is left out.
func calendarCondition(_ column: String, _ shown: [CalendarID]?) -> String {
    guard let shown else { return "" }
    return " AND \(column) IN (\(Array(repeating: "?", count: shown.count).joined(separator: ", ")))"
}

let objectColumns =
    "SELECT id, calendar_id, local_body, revision, uid, checksum, zone_checksum FROM objects"

extension ObjectRow {
    init(_ row: SQLRow) {
        self.init(
            id: row.identifier(0), calendar: row.identifier(1), localBody: row.optionalBody(2),
            revision: row.int64(3), uid: row.text(4), checksum: row.text(5), zoneChecksum: row.text(6))
    }
}
