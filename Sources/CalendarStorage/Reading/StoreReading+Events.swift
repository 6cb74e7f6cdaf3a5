// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    package func event(_ id: EventID) throws -> EventRow? {
        try connection.first(eventColumns + " FROM events e WHERE e.id = ?") {
            $0.add(id)
        } _: {
            EventRow($0)
        }
    }

    /// All events whose id begins so, in the order of ids. At most `limit`, so that two tell whether it is unique.
    package func events(idPrefix: String, limit: Int) throws -> [EventRow] {
        try connection.rows(eventColumns + " FROM events e WHERE e.id >= ? AND e.id < ? ORDER BY e.id LIMIT ?") {
            $0.add(idPrefix)
            $0.add(idPrefix + "\u{10FFFF}")
            $0.add(max(0, limit))
        } _: {
            EventRow($0)
        }
    }

    /// The master first.
    package func events(of object: ObjectID) throws -> [EventRow] {
        try connection.rows(eventColumns + " FROM events e WHERE \(ofObjectE) ORDER BY e.id") {
            $0.add(object)
        } _: {
            EventRow($0)
        }
    }

    package func participants(of event: EventID) throws -> [Participant] {
        try connection.rows(
            """
            SELECT p.kind, p.address, p.name, p.status, p.role
            FROM events e JOIN participants p ON p.event = e.number WHERE e.id = ? ORDER BY p.position
            """
        ) {
            $0.add(event)
        } _: { row in
            Participant(
                kind: Participant.Kind(rawValue: row.text(0)) ?? .attendee, address: row.text(1),
                name: row.optionalText(2), status: row.optionalText(3), role: row.optionalText(4))
        }
    }

    package func patterns(of event: EventID) throws -> [RecurrencePattern] {
        try connection.rows(
            """
            SELECT p.kind, p.value, p.time_zone
            FROM events e JOIN recurrence_patterns p ON p.event = e.number WHERE e.id = ? ORDER BY p.position
            """
        ) {
            $0.add(event)
        } _: { row in
            RecurrencePattern(
                kind: RecurrencePattern.Kind(rawValue: row.text(0)) ?? .rrule, value: row.text(1),
                timeZone: row.optionalText(2))
        }
    }
}

/// The events of the object `?1`: their ids begin with its id, alone or before a slash (`0` is the character behind it),
/// so that no index of its own is needed.
let ofObject = "id >= ?1 AND id < ?1 || '0' AND object_id = ?1"
/// The same for a table called `e`.
let ofObjectE = "e.id >= ?1 AND e.id < ?1 || '0' AND e.object_id = ?1"

/// What ``EventRow`` is read from; the table has to be called `e`.
let eventColumns = """
    SELECT e.id, e.object_id, e.calendar_id, e.uid, e.recurrence_id, e.title, e.description, e.location, e.url,
        e.status, e.time_kind, e.start_seconds, e.end_seconds, e.time_zone, e.recurrence_rule, e.sequence, e.categories,
        e.created, e.last_modified, e.checksum, e.sync_token, e.api_event_id,
        EXISTS (SELECT 1 FROM outbox x WHERE x.object_id = e.object_id),
        e.recurrence_id IS NOT NULL OR EXISTS (SELECT 1 FROM recurrence_patterns p WHERE p.event = e.number)
    """

/// How many columns that is.
let eventColumnCount: Int32 = 24

extension EventRow {
    init(_ row: SQLRow) {
        let kind = TimeKind(rawValue: row.int(10)) ?? .utc
        self.init(
            id: row.identifier(0), object: row.identifier(1), calendar: row.identifier(2), uid: row.text(3),
            recurrenceID: row.optionalText(4), title: row.text(5), description: row.optionalText(6),
            location: row.optionalText(7), url: row.optionalText(8), status: row.text(9),
            start: CalendarTime(kind, seconds: row.int64(11)), end: CalendarTime(kind, seconds: row.int64(12)),
            timeZone: row.optionalText(13), recurrenceRule: row.optionalText(14), sequence: row.int(15),
            categories: row.text(16).split(separator: "\n").map(String.init), created: row.optionalInstant(17),
            lastModified: row.optionalInstant(18), checksum: row.text(19), etag: row.optionalIdentifier(20),
            apiEventID: row.optionalText(21), isPending: row.bool(22), isRecurring: row.bool(23))
    }
}
