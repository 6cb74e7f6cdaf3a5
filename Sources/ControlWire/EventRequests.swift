// SPDX-License-Identifier: Apache-2.0

/// `POST /v1/events`.
package struct CreateEventRequest: Codable, Sendable, Equatable {
    package var title: String
    /// A date makes an all-day event; a wall time stands in `time_zone`.
    package var start: RequestedTime
    /// Exclusive. Without it and without `duration`: one hour, or one day.
    package var end: RequestedTime?
    /// ISO 8601, such as `PT90M` or `P2D`.
    package var duration: String?
    /// Default: the daemon's zone. `floating` for wall time wherever it is read.
    package var timeZone: String?
    package var calendar: String?
    package var description: String?
    package var location: String?
    package var url: String?
    package var status: String?
    /// The value of an RRULE.
    package var recurrenceRule: String?
    package var categories: [String]?
    /// `action` is left out: a new reminder shows a text.
    package var alarms: [AlarmDocument]?
    package var attendees: [AttendeeRequest]?
    /// Who invites. Default: the account's user, where that is an address.
    package var organizer: String?

    package init(
        title: String, start: RequestedTime, end: RequestedTime? = nil, duration: String? = nil,
        timeZone: String? = nil, calendar: String? = nil, description: String? = nil, location: String? = nil,
        url: String? = nil, status: String? = nil, recurrenceRule: String? = nil, categories: [String]? = nil,
        alarms: [AlarmDocument]? = nil, attendees: [AttendeeRequest]? = nil, organizer: String? = nil
    ) {
        self.title = title
        self.start = start
        self.end = end
        self.duration = duration
        self.timeZone = timeZone
        self.calendar = calendar
        self.description = description
        self.location = location
        self.url = url
        self.status = status
        self.recurrenceRule = recurrenceRule
        self.categories = categories
        self.alarms = alarms
        self.attendees = attendees
        self.organizer = organizer
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case title, start, end, duration, calendar, description, location, url, status, categories
        case alarms, attendees, organizer
        case timeZone = "time_zone"
        case recurrenceRule = "recurrence_rule"
    }
}

/// One member of a merge patch (RFC 7396).
package enum FieldChange<Value: Codable & Sendable & Equatable>: Sendable, Equatable {
    /// Absent.
    case keep
    case set(Value)
    /// `null`, or an empty text.
    case clear
}

/// `PATCH /v1/events/{id}`: what is absent stays.
package struct ChangeEventRequest: Codable, Sendable, Equatable {
    package var title: FieldChange<String> = .keep
    package var description: FieldChange<String> = .keep
    package var location: FieldChange<String> = .keep
    package var url: FieldChange<String> = .keep
    package var status: FieldChange<String> = .keep
    /// Without `end` or `duration` the length stays.
    package var start: RequestedTime?
    package var end: RequestedTime?
    package var duration: String?
    /// Default: the event's own.
    package var timeZone: String?
    package var categories: FieldChange<[String]> = .keep
    /// All reminders; one that is there already, by its time, stays as it is.
    package var alarms: FieldChange<[AlarmDocument]> = .keep
    /// All attendees; one who is there already, by the address, stays as they are.
    package var attendees: FieldChange<[AttendeeRequest]> = .keep
    /// Who invites, where nobody does yet.
    package var organizer: String?
    package var answer: AnswerRequest?
    /// Of a whole series.
    package var recurrenceRule: FieldChange<String> = .keep
    /// Of a whole series: the recurrence ids of the instances that do not take place.
    package var exceptions: FieldChange<[String]> = .keep
    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case title, description, location, url, status, start, end, duration, categories, alarms, attendees, organizer
        case answer, exceptions
        case timeZone = "time_zone"
        case recurrenceRule = "recurrence_rule"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        title = try container.change(.title)
        description = try container.change(.description)
        location = try container.change(.location)
        url = try container.change(.url)
        status = try container.change(.status)
        start = try container.decodeIfPresent(RequestedTime.self, forKey: .start)
        end = try container.decodeIfPresent(RequestedTime.self, forKey: .end)
        duration = try container.decodeIfPresent(String.self, forKey: .duration)
        timeZone = try container.decodeIfPresent(String.self, forKey: .timeZone)
        categories = try container.list(.categories)
        alarms = try container.list(.alarms)
        attendees = try container.list(.attendees)
        organizer = try container.decodeIfPresent(String.self, forKey: .organizer)
        answer = try container.decodeIfPresent(AnswerRequest.self, forKey: .answer)
        recurrenceRule = try container.change(.recurrenceRule)
        exceptions = try container.list(.exceptions)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(title, forKey: .title)
        try container.encode(description, forKey: .description)
        try container.encode(location, forKey: .location)
        try container.encode(url, forKey: .url)
        try container.encode(status, forKey: .status)
        try container.encodeIfPresent(start, forKey: .start)
        try container.encodeIfPresent(end, forKey: .end)
        try container.encodeIfPresent(duration, forKey: .duration)
        try container.encodeIfPresent(timeZone, forKey: .timeZone)
        try container.encode(categories, forKey: .categories)
        try container.encode(alarms, forKey: .alarms)
        try container.encode(attendees, forKey: .attendees)
        try container.encodeIfPresent(organizer, forKey: .organizer)
        try container.encodeIfPresent(answer, forKey: .answer)
        try container.encode(recurrenceRule, forKey: .recurrenceRule)
        try container.encode(exceptions, forKey: .exceptions)
    }
}

extension KeyedDecodingContainer {
    fileprivate func change(_ key: Key) throws -> FieldChange<String> {
        guard contains(key) else { return .keep }
        guard let text = try decodeIfPresent(String.self, forKey: key), !text.isEmpty else { return .clear }
        return .set(text)
    }

    fileprivate func list<Item>(_ key: Key) throws -> FieldChange<[Item]> {
        guard contains(key) else { return .keep }
        guard let items = try decodeIfPresent([Item].self, forKey: key), !items.isEmpty else { return .clear }
        return .set(items)
    }
}

extension KeyedEncodingContainer {
    fileprivate mutating func encode<Value>(_ change: FieldChange<Value>, forKey key: Key) throws {
        switch change {
        case .keep: break
        case .set(let value): try encode(value, forKey: key)
        case .clear: try encodeNil(forKey: key)
        }
    }
}

/// `POST /v1/events/{id}/move`.
package struct MoveEventRequest: Codable, Sendable, Equatable {
    /// Where to: `account/name`, or a short or display name that only one has.
    package var calendar: String
    /// Also to another account, where the attendees are mailed for it.
    package var anyway: Bool?
    package init(calendar: String, anyway: Bool? = nil) {
        self.calendar = calendar
        self.anyway = anyway
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case calendar, anyway }
}

/// The answer to every edit.
package struct EditReceipt: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable {
        /// Recorded here; goes to the server as soon as it can be reached.
        case queued
        /// The server has it.
        case confirmed
        /// The server refused it; it stays here until either side changes.
        case refused
        /// Waits for a person.
        case held
        /// Nothing had to be told to the server.
        case dropped
    }
    /// The event.
    package var id: String
    /// The shortest prefix of `id` that is unique here.
    package var shortID: String?
    package var calendar: String
    package var title: String
    /// `create`, `update`, `delete` or `move`.
    package var operation: String
    package var state: State
    package var reason: String?
    /// Of a move: the calendar that it was in.
    package var from: String?
    package init(
        id: String, shortID: String? = nil, calendar: String, title: String, operation: String, state: State,
        reason: String? = nil, from: String? = nil
    ) {
        self.id = id
        self.shortID = shortID
        self.calendar = calendar
        self.title = title
        self.operation = operation
        self.state = state
        self.reason = reason
        self.from = from
    }
    enum CodingKeys: String, CodingKey {
        case id, calendar, title, operation, state, reason, from
        case shortID = "short_id"
    }
}
