// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// Who edits; stands in the journal.
package struct Editor: Sendable, Equatable {
    /// `nil`: not known.
    package var user: UInt32?
    package init(user: UInt32?) { self.user = user }

    func cause(_ verb: String) -> Cause {
        let name = user.map { "uid \($0)" } ?? "an unknown user"
        return Cause(origin: .local, run: nil, words: "\(verb) by \(name)")
    }
}

/// When something takes place, as somebody asks for it.
package struct RequestedSchedule: Sendable, Equatable {
    package var start: RequestedMoment?
    /// Exclusive.
    package var end: RequestedMoment?
    package var length: NominalLength?
    /// The event's zone; `floating` for none. `nil`: the reader's for a new event, unchanged for an old one.
    package var timeZone: String?
    package init(
        start: RequestedMoment? = nil, end: RequestedMoment? = nil, length: NominalLength? = nil,
        timeZone: String? = nil
    ) {
        self.start = start
        self.end = end
        self.length = length
        self.timeZone = timeZone
    }
    package static let floating = "floating"
    var isEmpty: Bool { self == RequestedSchedule() }
}

/// A new event as a client asks for it.
package struct NewEvent: Sendable, Equatable {
    package var title: String
    package var schedule: RequestedSchedule
    /// As people call it; `nil`: the default.
    package var calendar: String?
    package var description: String?
    package var location: String?
    package var url: String?
    package var status: String?
    package var recurrenceRule: String?
    package var categories: [String]
    package var alarms: [EventAlarm]
    package var attendees: [Attendee]
    /// `nil`: the account's user.
    package var organizer: String?
    package init(
        title: String, schedule: RequestedSchedule, calendar: String? = nil, description: String? = nil,
        location: String? = nil, url: String? = nil, status: String? = nil, recurrenceRule: String? = nil,
        categories: [String] = [], alarms: [EventAlarm] = [], attendees: [Attendee] = [], organizer: String? = nil
    ) {
        self.title = title
        self.schedule = schedule
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
}

/// What a client asks to change; what is `keep` stays.
package struct EventChange: Sendable, Equatable {
    package var title: FieldEdit<String> = .keep
    package var description: FieldEdit<String> = .keep
    package var location: FieldEdit<String> = .keep
    package var url: FieldEdit<String> = .keep
    package var status: FieldEdit<String> = .keep
    package var schedule = RequestedSchedule()
    package var categories: FieldEdit<[String]> = .keep
    package var alarms: FieldEdit<[EventAlarm]> = .keep
    package var attendees: FieldEdit<[Attendee]> = .keep
    /// Who invites, where nobody does yet; `nil`: the account's user.
    package var organizer: String?
    package var answer: RequestedAnswer?
    /// Of a whole series: the value of RRULE.
    package var recurrenceRule: FieldEdit<String> = .keep
    /// Of a whole series: the instances that do not take place, by their recurrence ids.
    package var exceptions: FieldEdit<[String]> = .keep
    package init() {}
}

/// An attendee's answer to an invitation.
package struct RequestedAnswer: Sendable, Equatable {
    /// `accepted`, `declined`, `tentative` or `needs-action`.
    package var status: String
    /// `nil`: the account's user.
    package var address: String?
    package init(status: String, address: String? = nil) {
        self.status = status
        self.address = address
    }
}

/// How much of an event an edit means.
package struct RequestedScope: Sendable, Equatable {
    /// `nil`: not said, which only an event that does not repeat allows.
    package var scope: EditScope?
    /// Which instance; `nil`: the one that the event's id names.
    package var instance: RequestedInstance?
    package init(_ scope: EditScope? = nil, instance: RequestedInstance? = nil) {
        self.scope = scope
        self.instance = instance
    }
}

package enum RequestedInstance: Sendable, Equatable {
    /// As in ``ComponentKey/recurrenceID``.
    case name(String)
    /// The only one that begins on a day of the reader's.
    case on(Day)
}

/// What became of an edit.
package struct EditOutcome: Sendable, Equatable {
    package enum State: Sendable, Equatable {
        /// Recorded here; goes to the server as soon as it can be reached.
        case queued
        case confirmed
        /// The server refused it, with its reason; it stays here.
        case refused(String?)
        case held(String?)
        /// The server never had it, and never will.
        case dropped
    }
    package var event: EventID
    package var shortID: String
    package var calendar: CalendarID
    package var title: String
    package var operation: OutboxRow.Operation
    package var state: State
    /// The rest of a series that was cut in two; waits for the server as well.
    package var other: ObjectID?
    /// Of a move: where it was before.
    package var from: CalendarID?
}
