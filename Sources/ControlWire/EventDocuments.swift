// SPDX-License-Identifier: Apache-2.0

/// One instance of an event in a list, times in the reader's zone.
package struct OccurrenceDocument: Codable, Sendable, Equatable {
    /// Names the event (of a series: all of it, or the override) in every other request; any unique prefix does.
    package var id: String
    /// The shortest prefix of `id` that is unique here and names all of a series; only where `short_ids` asked for it.
    package var shortID: String?
    package var calendar: String
    package var title: String
    package var location: String?
    package var url: String?
    /// `confirmed`, `tentative` or `cancelled`.
    package var status: String
    package var allDay: Bool
    /// Wall time wherever it is read; `start` and `end` carry the reader's offset.
    package var floating: Bool
    package var start: WireTime
    /// Exclusive.
    package var end: WireTime
    /// The event's own zone.
    package var timeZone: String?
    package var recurring: Bool
    /// Which instance of a series: `YYYYMMDD`, `YYYYMMDDTHHMMSSZ` in UTC, or `YYYYMMDDTHHMMSS` floating.
    package var recurrenceID: String?
    /// An edit of it waits for the server.
    package var pending: Bool

    package init(
        id: String, shortID: String? = nil, calendar: String, title: String, location: String? = nil,
        url: String? = nil, status: String = "confirmed", allDay: Bool = false, floating: Bool = false, start: WireTime,
        end: WireTime,
        timeZone: String? = nil, recurring: Bool = false, recurrenceID: String? = nil, pending: Bool = false
    ) {
        self.id = id
        self.shortID = shortID
        self.calendar = calendar
        self.title = title
        self.location = location
        self.url = url
        self.status = status
        self.allDay = allDay
        self.floating = floating
        self.start = start
        self.end = end
        self.timeZone = timeZone
        self.recurring = recurring
        self.recurrenceID = recurrenceID
        self.pending = pending
    }

    enum CodingKeys: String, CodingKey {
        case id, calendar, title, location, url, status, floating, start, end, recurring, pending
        case shortID = "short_id"
        case allDay = "all_day"
        case timeZone = "time_zone"
        case recurrenceID = "recurrence_id"
    }
}

/// `GET /v1/events`: the instances that touch `from` ..< `to`, by start.
package struct OccurrenceList: Codable, Sendable, Equatable {
    package var from: Timestamp
    package var to: Timestamp
    /// The reader's zone, which all-day and floating events are compared and shown in.
    package var timeZone: String
    package var events: [OccurrenceDocument]
    /// More instances follow: ask again with this as `after`.
    package var next: String?
    package init(from: Timestamp, to: Timestamp, timeZone: String, events: [OccurrenceDocument], next: String?) {
        self.from = from
        self.to = to
        self.timeZone = timeZone
        self.events = events
        self.next = next
    }

    enum CodingKeys: String, CodingKey {
        case from, to, events, next
        case timeZone = "time_zone"
    }
}

/// `GET /v1/events/{id}`.
package struct EventDocument: Codable, Sendable, Equatable {
    package var id: String
    package var calendar: String
    package var uid: String
    package var title: String
    package var description: String?
    package var location: String?
    package var url: String?
    package var status: String
    package var allDay: Bool
    package var floating: Bool
    /// Of a series: of its first instance.
    package var start: WireTime
    package var end: WireTime
    package var timeZone: String?
    package var recurring: Bool
    package var recurrenceID: String?
    /// RRULE, RDATE and EXDATE as on the server.
    package var recurrence: [RecurrenceDocument]
    package var participants: [ParticipantDocument]
    package var categories: [String]
    package var alarms: [AlarmDocument]
    package var sync: EventSyncDocument
    /// Why it cannot be edited; absent when it can.
    package var readOnlyReason: String?
    /// What could not be read in full.
    package var notes: [String]
    package var createdAt: Timestamp?
    package var updatedAt: Timestamp?

    package init(
        id: String, calendar: String, uid: String, title: String, description: String?, location: String?,
        url: String?, status: String, allDay: Bool, floating: Bool, start: WireTime, end: WireTime, timeZone: String?,
        recurring: Bool, recurrenceID: String?, recurrence: [RecurrenceDocument], participants: [ParticipantDocument],
        categories: [String] = [], alarms: [AlarmDocument] = [], sync: EventSyncDocument, readOnlyReason: String?,
        notes: [String], createdAt: Timestamp?, updatedAt: Timestamp?
    ) {
        self.id = id
        self.calendar = calendar
        self.uid = uid
        self.title = title
        self.description = description
        self.location = location
        self.url = url
        self.status = status
        self.allDay = allDay
        self.floating = floating
        self.start = start
        self.end = end
        self.timeZone = timeZone
        self.recurring = recurring
        self.recurrenceID = recurrenceID
        self.recurrence = recurrence
        self.participants = participants
        self.categories = categories
        self.alarms = alarms
        self.sync = sync
        self.readOnlyReason = readOnlyReason
        self.notes = notes
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    enum CodingKeys: String, CodingKey {
        case id, calendar, uid, title, description, location, url, status, floating, start, end, recurring
        case recurrence, participants, categories, alarms, sync, notes
        case allDay = "all_day"
        case timeZone = "time_zone"
        case recurrenceID = "recurrence_id"
        case readOnlyReason = "read_only_reason"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

package struct RecurrenceDocument: Codable, Sendable, Equatable {
    /// `rrule`, `rdate` or `exdate`.
    package var kind: String
    package var value: String
    package var timeZone: String?
    package init(kind: String, value: String, timeZone: String?) {
        self.kind = kind
        self.value = value
        self.timeZone = timeZone
    }
    enum CodingKeys: String, CodingKey {
        case kind, value
        case timeZone = "time_zone"
    }
}

package struct ParticipantDocument: Codable, Sendable, Equatable {
    /// `organizer` or `attendee`.
    package var kind: String
    package var address: String
    package var name: String?
    package var status: String?
    package var role: String?
    package init(kind: String, address: String, name: String?, status: String?, role: String?) {
        self.kind = kind
        self.address = address
        self.name = name
        self.status = status
        self.role = role
    }
}

/// Where an event stands between here and its server.
package struct EventSyncDocument: Codable, Sendable, Equatable {
    /// `synced`, `queued`, `sent`, `held` or `parked`.
    package var state: String
    package var href: String?
    package var etag: String?
    /// When both sides last agreed.
    package var lastSync: Timestamp?
    package var reason: String?
    /// The calendars that it is being moved from; absent when none.
    package var movingFrom: [String]?
    package init(
        state: String, href: String?, etag: String?, lastSync: Timestamp?, reason: String?, movingFrom: [String]? = nil
    ) {
        self.state = state
        self.href = href
        self.etag = etag
        self.lastSync = lastSync
        self.reason = reason
        self.movingFrom = movingFrom
    }
    enum CodingKeys: String, CodingKey {
        case state, href, etag, reason
        case lastSync = "last_sync"
        case movingFrom = "moving_from"
    }
}
