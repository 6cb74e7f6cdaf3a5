// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// One row of `events`.
package struct EventRow: Sendable, Equatable {
    package var id: EventID
    package var object: ObjectID
    package var calendar: CalendarID
    package var uid: String
    package var recurrenceID: String?
    package var title: String
    package var description: String?
    package var location: String?
    package var url: String?
    package var status: String
    package var start: CalendarTime
    package var end: CalendarTime
    package var timeZone: String?
    /// RRULE values, one per line.
    package var recurrenceRule: String?
    package var sequence: Int
    package var categories: [String]
    /// CREATED and LAST-MODIFIED of the text.
    package var created: Instant?
    package var lastModified: Instant?
    package var checksum: String
    package var etag: ETag?
    /// The href; with `#RECURRENCE-ID` for an override.
    package var apiEventID: String?
    /// The object has an edit that the server has not confirmed.
    package var isPending: Bool
    /// Itself, or as an override.
    package var isRecurring: Bool
    package var isAllDay: Bool { start.kind == .date }
}

/// What else is known about an object's text.
package struct ObjectDetails: Sendable, Equatable {
    package var kind: DerivedObject.Kind
    package var isRecurring: Bool
    package var isCutOff: Bool
    package var notes: [String]
    /// Why the text is never edited; `nil` when it may be.
    package var uneditable: String?
}

/// What a server said about an object when both sides agreed on it.
package struct RemoteStamp: Sendable, Equatable {
    package var name: RemoteName
    package var etag: ETag?
    package var agreedAt: Instant?
    package init(name: RemoteName, etag: ETag?, agreedAt: Instant?) {
        self.name = name
        self.etag = etag
        self.agreedAt = agreedAt
    }
}
