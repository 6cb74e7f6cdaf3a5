// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

package enum JournalKind: String, Sendable, CaseIterable {
    case created, changed, deleted
    /// The server took a local edit.
    case confirmed
    /// The server refused a local edit.
    case refused
    /// A local edit was thrown away on somebody's command.
    case discarded
}

/// One applied change, with the texts before and after.
package struct JournalEntry: Sendable, Equatable {
    package var id: Int64
    package var at: Instant
    package var kind: JournalKind
    package var cause: Cause
    package var calendar: CalendarID
    package var object: ObjectID
    package var title: String?
    package var before: BodyID?
    package var after: BodyID?
    /// Of a move: where the object was before.
    package var from: CalendarID?
}

/// Which entries, newest first; every condition that is given has to hold.
package struct JournalQuery: Sendable, Equatable {
    package var since: Instant?
    package var calendar: CalendarID?
    package var run: RunID?
    package var object: ObjectID?
    /// Only entries with a smaller id: where a list goes on.
    package var before: Int64?
    package var limit: Int
    package init(
        since: Instant? = nil, calendar: CalendarID? = nil, run: RunID? = nil, object: ObjectID? = nil,
        before: Int64? = nil, limit: Int = 100
    ) {
        self.since = since
        self.calendar = calendar
        self.run = run
        self.object = object
        self.before = before
        self.limit = limit
    }
}
