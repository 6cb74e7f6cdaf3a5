// SPDX-License-Identifier: Apache-2.0

/// What becomes of one field in an edit.
package enum FieldEdit<Value: Sendable & Equatable>: Sendable, Equatable {
    case keep
    case set(Value)
    case clear
}

/// When an event takes place, as a person says it.
package enum EventSchedule: Sendable, Equatable {
    /// Wall times in `timeZone` (`nil`: floating), seconds counted as if UTC; `timeZone: "UTC"` writes a `Z`.
    case timed(startWall: Int64, endWall: Int64, timeZone: String?)
    /// `end` is exclusive.
    case allDay(start: Day, end: Day)
}

/// A new event as a person describes it.
package struct EventDraft: Sendable, Equatable {
    package var title: String
    package var description: String?
    package var location: String?
    package var url: String?
    package var status: String?
    package var schedule: EventSchedule
    /// The value of RRULE.
    package var recurrenceRule: String?
    package var categories: [String]
    package init(
        title: String, description: String? = nil, location: String? = nil, url: String? = nil,
        status: String? = nil, schedule: EventSchedule, recurrenceRule: String? = nil, categories: [String] = []
    ) {
        self.title = title
        self.description = description
        self.location = location
        self.url = url
        self.status = status
        self.schedule = schedule
        self.recurrenceRule = recurrenceRule
        self.categories = categories
    }
}

/// Changes to an existing event. What is `keep` stays byte for byte.
package struct EventPatch: Sendable, Equatable {
    package var title: FieldEdit<String> = .keep
    package var description: FieldEdit<String> = .keep
    package var location: FieldEdit<String> = .keep
    package var url: FieldEdit<String> = .keep
    /// `confirmed`, `tentative` or `cancelled`.
    package var status: FieldEdit<String> = .keep
    package var schedule: FieldEdit<EventSchedule> = .keep
    package init() {}
    package var isEmpty: Bool { self == EventPatch() }
}

/// How much of a recurring event an edit means.
package enum EditScope: String, Sendable, CaseIterable { case this, following, series }
