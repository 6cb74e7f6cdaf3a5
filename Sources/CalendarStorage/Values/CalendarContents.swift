// SPDX-License-Identifier: Apache-2.0

/// How much a calendar holds.
package struct CalendarContents: Sendable, Equatable {
    /// Objects with a text: a series with its changed instances is one.
    package var objects: Int
    /// Those with attendees, whom a server that sends invitations may tell of a deletion.
    package var withAttendees: Int
}
