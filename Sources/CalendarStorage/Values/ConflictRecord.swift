// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// Both sides changed the same thing: what each said, and what became of it.
package struct ConflictRecord: Sendable, Equatable {
    package var object: ObjectID
    package var calendar: CalendarID
    package var title: String?
    package var base: BodyID?
    package var local: BodyID?
    package var remote: BodyID?
    /// In words, what was done.
    package var decision: String
    /// The policy or rule that decided.
    package var rule: String
    package init(
        object: ObjectID, calendar: CalendarID, title: String?, base: BodyID?, local: BodyID?, remote: BodyID?,
        decision: String, rule: String
    ) {
        self.object = object
        self.calendar = calendar
        self.title = title
        self.base = base
        self.local = local
        self.remote = remote
        self.decision = decision
        self.rule = rule
    }
}

/// One row of `conflicts`.
package struct Conflict: Sendable, Equatable {
    package var id: Int64
    package var at: Instant
    package var record: ConflictRecord
    /// When a person was done with it; `nil`: open.
    package var settledAt: Instant?
}
