// SPDX-License-Identifier: Apache-2.0

/// `POST /v1/calendars`.
package struct CreateCalendarRequest: Codable, Sendable, Equatable {
    package var name: String
    /// Absent: the only one.
    package var account: String?
    /// `#rrggbb`
    package var color: String?
    package var order: Int?
    /// Default: `VEVENT`.
    package var components: [String]?
    package init(
        name: String, account: String? = nil, color: String? = nil, order: Int? = nil, components: [String]? = nil
    ) {
        self.name = name
        self.account = account
        self.color = color
        self.order = order
        self.components = components
    }
    package enum CodingKeys: String, CodingKey, CaseIterable { case name, account, color, order, components }
}

/// `PATCH /v1/calendars/{calendar}`: what is absent stays.
package struct ChangeCalendarRequest: Codable, Sendable, Equatable {
    package var displayName: String?
    /// `#rrggbb`
    package var color: String?
    package var order: Int?
    package init(displayName: String? = nil, color: String? = nil, order: Int? = nil) {
        self.displayName = displayName
        self.color = color
        self.order = order
    }
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case color, order
        case displayName = "display_name"
    }
}

/// `GET /v1/calendars/{calendar}`: a calendar with how much it holds.
package struct CalendarDetails: Codable, Sendable, Equatable {
    package var calendar: CalendarDocument
    /// A series with its changed instances is one.
    package var events: Int
    /// Those with attendees, whom the server may tell when they are deleted.
    package var withAttendees: Int
    package init(calendar: CalendarDocument, events: Int, withAttendees: Int) {
        self.calendar = calendar
        self.events = events
        self.withAttendees = withAttendees
    }

    private enum CodingKeys: String, CodingKey {
        case events
        case withAttendees = "with_attendees"
    }
    package init(from decoder: any Decoder) throws {
        calendar = try CalendarDocument(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        events = try container.decode(Int.self, forKey: .events)
        withAttendees = try container.decode(Int.self, forKey: .withAttendees)
    }
    package func encode(to encoder: any Encoder) throws {
        try calendar.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(events, forKey: .events)
        try container.encode(withAttendees, forKey: .withAttendees)
    }
}

/// The answer to `DELETE /v1/calendars/{calendar}`: what there was.
package struct DeletedCalendarDocument: Codable, Sendable, Equatable {
    package var id: String
    package var events: Int
    package init(id: String, events: Int) {
        self.id = id
        self.events = events
    }
}
