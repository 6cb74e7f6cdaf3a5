// SPDX-License-Identifier: Apache-2.0

/// An object belongs to one calendar. After a move the one before still has a row of it until its server has let it go.
extension ObjectRow {
    /// What a calendar has to hold of the object: nothing once it is deleted here, or belongs to another one.
    package func localBody(in calendar: CalendarID) -> BodyID? { calendar == self.calendar ? localBody : nil }

    /// It was moved from this calendar to another one, and is there.
    package func isAway(from calendar: CalendarID) -> Bool { localBody != nil && calendar != self.calendar }
}

extension OutboxRow {
    /// How a create that is part of a move reaches its calendar; without one it is moved there where the server can.
    package enum Route: String, Sendable {
        /// The server does not move it: it is sent anew, and deleted in the old calendar afterwards.
        case anew
        /// The server takes no second item with its UID: deleted in the old calendar first. Its text is safe here.
        case afterDeletion = "after deletion"
    }
}
