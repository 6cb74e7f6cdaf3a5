// SPDX-License-Identifier: Apache-2.0

/// What the database keeps about one calendar object resource beside its text. Always derivable again from the text.
package struct DerivedObject: Sendable, Equatable {
    package enum Kind: String, Sendable { case event, todo, journal, other }
    package var kind: Kind
    package var uid: String
    /// SHA-256 in hex over the canonical form of every component, zones hashed apart and left out.
    package var checksum: String
    /// SHA-256 in hex over the VTIMEZONEs; empty when there is none.
    package var zoneChecksum: String
    package var events: [DerivedEvent]
    /// Instances inside the window, overrides applied.
    package var occurrences: [DerivedOccurrence]
    /// The instances go on beyond what the limits allow.
    package var isCutOff: Bool
    /// What could not be read in full, for people: an unknown zone, an unsupported rule.
    package var notes: [String]
    /// Why the text is never edited; `nil` when it may be.
    package var uneditable: String?
    /// The next instances may lie outside the window, so that it must be derived again when the window moves.
    package var isRecurring: Bool

    package init(
        kind: Kind, uid: String, checksum: String, zoneChecksum: String = "", events: [DerivedEvent] = [],
        occurrences: [DerivedOccurrence] = [], isCutOff: Bool = false, notes: [String] = [],
        uneditable: String? = nil, isRecurring: Bool = false
    ) {
        self.kind = kind
        self.uid = uid
        self.checksum = checksum
        self.zoneChecksum = zoneChecksum
        self.events = events
        self.occurrences = occurrences
        self.isCutOff = isCutOff
        self.notes = notes
        self.uneditable = uneditable
        self.isRecurring = isRecurring
    }
}

/// One VEVENT: a row of `events`.
package struct DerivedEvent: Sendable, Equatable {
    /// As in ``ComponentKey``; `nil` for the master.
    package var recurrenceID: String?
    /// SHA-256 in hex over this component.
    package var checksum: String
    package var title: String
    package var description: String?
    package var location: String?
    package var url: String?
    package var start: CalendarTime
    /// Exclusive; a day later for an all-day event without an end.
    package var end: CalendarTime
    /// Time zone name; `UTC`; `nil` when floating or all-day.
    package var timeZone: String?
    /// RRULE values, one per line.
    package var recurrenceRule: String?
    /// RRULE, RDATE, EXDATE as on the wire, one pattern each.
    package var patterns: [RecurrencePattern]
    /// `confirmed`, `tentative` or `cancelled`.
    package var status: String
    package var sequence: Int
    package var created: Instant?
    package var lastModified: Instant?
    package var participants: [Participant]
    package var categories: [String]

    package init(
        recurrenceID: String? = nil, checksum: String, title: String, description: String? = nil,
        location: String? = nil, url: String? = nil, start: CalendarTime, end: CalendarTime, timeZone: String? = nil,
        recurrenceRule: String? = nil, patterns: [RecurrencePattern] = [], status: String = "confirmed",
        sequence: Int = 0, created: Instant? = nil, lastModified: Instant? = nil, participants: [Participant] = [],
        categories: [String] = []
    ) {
        self.recurrenceID = recurrenceID
        self.checksum = checksum
        self.title = title
        self.description = description
        self.location = location
        self.url = url
        self.start = start
        self.end = end
        self.timeZone = timeZone
        self.recurrenceRule = recurrenceRule
        self.patterns = patterns
        self.status = status
        self.sequence = sequence
        self.created = created
        self.lastModified = lastModified
        self.participants = participants
        self.categories = categories
    }

    package var isAllDay: Bool { start.kind == .date }
}

package struct RecurrencePattern: Sendable, Equatable {
    package enum Kind: String, Sendable { case rrule, rdate, exdate }
    package var kind: Kind
    /// The value as on the wire.
    package var value: String
    /// The TZID parameter, if any.
    package var timeZone: String?
    package init(kind: Kind, value: String, timeZone: String? = nil) {
        self.kind = kind
        self.value = value
        self.timeZone = timeZone
    }
}

package struct Participant: Sendable, Equatable {
    package enum Kind: String, Sendable { case organizer, attendee }
    package var kind: Kind
    /// The calendar user address as written, mostly `mailto:…`.
    package var address: String
    package var name: String?
    /// `PARTSTAT` in lower case: `needs-action`, `accepted`, …
    package var status: String?
    /// `ROLE` in lower case.
    package var role: String?
    package init(kind: Kind, address: String, name: String? = nil, status: String? = nil, role: String? = nil) {
        self.kind = kind
        self.address = address
        self.name = name
        self.status = status
        self.role = role
    }
}

/// One instance of an event.
package struct DerivedOccurrence: Sendable, Equatable {
    /// Index into ``DerivedObject/events`` of the component that describes it: the master or an override.
    package var event: Int
    /// The instance's RECURRENCE-ID in canonical form; `nil` for an event without recurrence.
    package var recurrenceID: String?
    package var start: CalendarTime
    package var end: CalendarTime
    package init(event: Int, recurrenceID: String?, start: CalendarTime, end: CalendarTime) {
        self.event = event
        self.recurrenceID = recurrenceID
        self.start = start
        self.end = end
    }
}

/// What `derive` makes of a text. A text that cannot be read is a value, not an error.
package enum Derivation: Sendable, Equatable {
    case object(DerivedObject)
    /// `title` and `start` are what could still be made out, for the people who have to look at it.
    case unreadable(reason: String, title: String?, start: CalendarTime?)
}
