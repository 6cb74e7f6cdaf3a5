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
    package init(
        title: String, schedule: RequestedSchedule, calendar: String? = nil, description: String? = nil,
        location: String? = nil, url: String? = nil, status: String? = nil, recurrenceRule: String? = nil,
        categories: [String] = []
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
    package init() {}
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
}
