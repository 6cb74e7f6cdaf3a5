// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Only what the server said last, for an object whose meaning stays.
    package func stamp(_ object: ObjectID, remote: RemoteStamp) throws {
        try connection.execute(
            """
            UPDATE events SET sync_token = ?2, last_sync = ?3,
                api_event_id = ?4 || CASE WHEN recurrence_id IS NULL THEN '' ELSE '#' || recurrence_id END
            WHERE \(ofObject)
            """
        ) {
            $0.add(object)
            $0.add(remote.etag)
            $0.add(timestamp: remote.agreedAt?.seconds)
            $0.add(remote.name.href)
        }
    }

    /// `isEdit`: what the events say is new as of now.
    func replaceEvents(
        of object: ObjectRow, _ derived: DerivedObject, remote: RemoteStamp?, isEdit: Bool
    ) throws {
        var kept: [String: KeptTimes] = [:]
        try connection.visit("SELECT id, created_at, updated_at FROM events WHERE \(ofObject)") {
            $0.add(object.id)
        } _: { row in
            kept[row.text(0)] = KeptTimes(created: row.text(1), updated: isEdit ? nil : row.text(2))
            return true
        }
        try deleteEvents(of: object.id)
        let remote = try remote ?? lastStamp(of: object)
        try insertEvents(of: object, derived, remote: remote, kept: kept)
    }

    func deleteEvents(of object: ObjectID) throws {
        try deleteEvents(ofObject, object)
    }

    func deleteEvents(in calendar: CalendarID) throws {
        try deleteEvents("calendar_id = ?", calendar)
    }

    /// FTS5 forgets a row when it is told the text once more; a trigger and keys take the other rows along.
    private func deleteEvents(_ condition: String, _ value: some Identifier) throws {
        try connection.execute(
            """
            INSERT INTO events_fts (events_fts, rowid, title, description, location, participants)
            SELECT 'delete', number, title, description, location, participants FROM events WHERE \(condition)
            """
        ) { $0.add(value) }
        try connection.execute("DELETE FROM events WHERE \(condition)") { $0.add(value) }
    }

    private func lastStamp(of object: ObjectRow) throws -> RemoteStamp? {
        guard let row = try syncRow(of: object.id, in: object.calendar), row.baseBody != nil else { return nil }
        return RemoteStamp(name: row.name, etag: row.baseETag, agreedAt: row.lastSync)
    }

    /// The object must have no events yet. A second component with the same RECURRENCE-ID is left out.
    func insertEvents(
        of object: ObjectRow, _ derived: DerivedObject, remote: RemoteStamp?, kept: [String: KeptTimes]
    ) throws {
        guard !derived.events.isEmpty else { return }
        var numbers: [String?: Int64] = [:]
        var numberOf: [Int64] = []
        numberOf.reserveCapacity(derived.events.count)
        for event in derived.events {
            if let number = numbers[event.recurrenceID] {
                numberOf.append(number)
                continue
            }
            let number = try nextEventNumber()
            numbers[event.recurrenceID] = number
            numberOf.append(number)
            try insert(event, number, object, remote, kept)
            try insertPatterns(event.patterns, of: number)
            try insertParticipants(event.participants, of: number)
        }
        try insertOccurrences(derived.occurrences, numbers: numberOf)
        try connection.execute(
            """
            INSERT INTO events_fts (rowid, title, description, location, participants)
            SELECT number, title, description, location, participants FROM events WHERE \(ofObject)
            """
        ) { $0.add(object.id) }
    }

    private func nextEventNumber() throws -> Int64 {
        let next =
            try scope.nextEventNumber
            ?? connection.first("SELECT coalesce(max(number), 0) + 1 FROM events") { $0.int64(0) } ?? 1
        scope.nextEventNumber = next + 1
        return next
    }

    private func insert(
        _ event: DerivedEvent, _ number: Int64, _ object: ObjectRow, _ remote: RemoteStamp?,
        _ kept: [String: KeptTimes]
    ) throws {
        let id = EventID(object: object.id, recurrenceID: event.recurrenceID)
        let times = kept[id.rawValue]
        try connection.execute(insertEventSQL) {
            $0.add(id)
            $0.add(object.calendar)
            $0.add(event.title)
            $0.add(event.description)
            $0.add(event.location)
            $0.add(timestamp: event.start.seconds)
            $0.add(timestamp: event.lastSecond)
            $0.add(event.isAllDay)
            $0.add(event.recurrenceRule)
            $0.add(event.status)
            $0.add(event.url)
            if let times { $0.add(times.created) } else { $0.add(timestamp: now.seconds) }
            if let updated = times?.updated { $0.add(updated) } else { $0.add(timestamp: now.seconds) }
            $0.add(remote?.etag)
            $0.add(timestamp: remote?.agreedAt?.seconds)
            $0.add(remote.map { event.apiEventID(at: $0.name.href) })
            $0.add(event.checksum)
            $0.add(object.id)
            $0.add(object.uid)
            $0.add(event.recurrenceID)
            $0.add(event.timeZone)
            $0.add(event.sequence)
            $0.add(number)
            $0.add(event.start.kind.rawValue)
            $0.add(event.start.seconds)
            $0.add(event.lastSecond)
            $0.add(event.created)
            $0.add(event.lastModified)
            $0.add(event.categories.lines)
            $0.add(event.participants.isEmpty ? nil : event.participants.searchText)
        }
    }

    private func insertPatterns(_ patterns: [RecurrencePattern], of event: Int64) throws {
        for (position, pattern) in patterns.enumerated() {
            try connection.execute(
                "INSERT INTO recurrence_patterns (event, position, kind, value, time_zone) VALUES (?, ?, ?, ?, ?)"
            ) {
                $0.add(event)
                $0.add(position)
                $0.add(pattern.kind.rawValue)
                $0.add(pattern.value)
                $0.add(pattern.timeZone)
            }
        }
    }

    private func insertParticipants(_ participants: [Participant], of event: Int64) throws {
        for (position, participant) in participants.enumerated() {
            try connection.execute(
                """
                INSERT INTO participants (event, position, kind, address, name, status, role)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
            ) {
                $0.add(event)
                $0.add(position)
                $0.add(participant.kind.rawValue)
                $0.add(participant.address)
                $0.add(participant.name)
                $0.add(participant.status)
                $0.add(participant.role)
            }
        }
    }

    /// The event as a person reads it in `log` after it is gone.
    func title(of object: ObjectID) throws -> String? {
        try connection.first("SELECT title FROM events WHERE \(ofObject) ORDER BY id LIMIT 1") {
            $0.add(object)
        } _: {
            $0.text(0)
        }
    }
}

/// Texts of `created_at` and `updated_at` that outlive the row; `updated` nil: now.
struct KeptTimes {
    let created: String
    let updated: String?
}

private let insertEventSQL = """
    INSERT INTO events (id, calendar_id, title, description, location, start_time, end_time, all_day, recurrence_rule,
        status, url, created_at, updated_at, sync_token, last_sync, api_event_id, checksum, object_id, uid,
        recurrence_id, time_zone, sequence, number, time_kind, start_seconds, end_seconds, created, last_modified,
        categories, participants)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

extension DerivedEvent {
    /// The end; never before the start.
    fileprivate var lastSecond: Int64 { max(start.seconds, end.seconds) }

    fileprivate func apiEventID(at href: Href) -> String {
        recurrenceID.map { "\(href.rawValue)#\($0)" } ?? href.rawValue
    }
}

extension [String] {
    /// One per line; `nil` when there are none.
    fileprivate var lines: String? {
        isEmpty ? nil : map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }.joined(separator: "\n")
    }
}

extension [Participant] {
    /// Names and addresses, without the scheme.
    fileprivate var searchText: String {
        var text = ""
        for participant in self {
            let hasScheme = participant.address.prefix(7).lowercased() == "mailto:"
            let address = hasScheme ? participant.address.dropFirst(7) : participant.address[...]
            text += "\(participant.name ?? "") \(address)\n"
        }
        return text
    }
}
