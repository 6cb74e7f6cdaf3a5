// SPDX-License-Identifier: Apache-2.0

/// What a look at one part of the daemon shows.
package struct PartLook: Sendable, Equatable {
    /// As people read it in the journal; one part keeps one name.
    package var part: String
    /// Another value whenever the part has got on.
    package var mark: UInt64
    /// It is to get on now. What rests until a moment that has not come, or waits for a calendar server, is not.
    package var isDue: Bool
    /// How long it may stand still while it is to get on.
    package var limit: Duration
    /// What it is at, in words.
    package var activity: String

    package init(part: String, mark: UInt64, isDue: Bool = true, limit: Duration, activity: String) {
        self.part = part
        self.mark = mark
        self.isDue = isDue
        self.limit = limit
        self.activity = activity
    }
}

/// A part that stood still for longer than its limit.
package struct Standstill: Sendable, Equatable {
    package var part: String
    /// Since it was last seen to get on.
    package var duration: Duration
    package var activity: String
}
