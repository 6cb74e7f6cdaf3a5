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
    package var categories: FieldEdit<[String]> = .keep
    /// The reminders; one that is there already, by its trigger, stays as it is.
    package var alarms: FieldEdit<[EventAlarm]> = .keep
    /// Who is invited; one who is there already, by the address, stays as they are.
    package var attendees: FieldEdit<[Attendee]> = .keep
    /// Who invites, where nobody does yet: a calendar user address.
    package var organizer: String?
    /// An attendee's answer; touches that attendee's line alone.
    package var participation: Participation?
    /// The value of RRULE. Only of a whole series.
    package var recurrenceRule: FieldEdit<String> = .keep
    /// The instances that do not take place, each as in ``ComponentKey/recurrenceID``. Only of a whole series.
    package var exceptions: FieldEdit<[String]> = .keep
    package init() {}
    package var isEmpty: Bool { self == EventPatch() }
}

/// A reminder (RFC 5545 §3.6.6).
package struct EventAlarm: Hashable, Sendable {
    package enum Trigger: Hashable, Sendable {
        /// Seconds after the start or the end; negative: before.
        case start(Int64)
        case end(Int64)
        case at(Instant)
    }
    package var trigger: Trigger
    /// In lower case: `display`, `audio`, `email`, or whatever the text says.
    package var action: String
    package var description: String?
    package init(trigger: Trigger, action: String = "display", description: String? = nil) {
        self.trigger = trigger
        self.action = action
        self.description = description
    }
}

package struct Attendee: Sendable, Equatable {
    /// A calendar user address, or an e-mail address.
    package var address: String
    /// `nil`: as it is.
    package var name: String?
    /// `req-participant`, `opt-participant`, `non-participant` or `chair`; `nil`: as it is.
    package var role: String?
    package init(address: String, name: String? = nil, role: String? = nil) {
        self.address = address
        self.name = name
        self.role = role
    }
}

package struct Participation: Sendable, Equatable {
    package var address: String
    /// `accepted`, `declined`, `tentative` or `needs-action`.
    package var status: String
    package init(address: String, status: String) {
        self.address = address
        self.status = status
    }
}

/// An e-mail address as a calendar user address (RFC 5545 §3.3.3), with `mailto:`; any other text as it is.
package func calendarUserAddress(_ text: String) -> String {
    let isURI = text.prefix { $0 != "@" }.contains(":")
    return isURI || !text.contains("@") ? text : "mailto:\(text)"
}

/// How much of a recurring event an edit means.
package enum EditScope: String, Sendable, CaseIterable { case this, following, series }
