// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage

/// One instance of an event, stored or expanded on the spot.
package struct Instance: Sendable, Equatable {
    /// The master's, or the override's that describes this instance.
    package var event: EventID
    package var calendar: CalendarID
    package var title: String
    package var location: String?
    package var url: String?
    package var status: String
    package var start: CalendarTime
    package var end: CalendarTime
    package var timeZone: String?
    /// `nil` for an event without recurrence.
    package var recurrenceID: String?
    /// The object has an edit that the server has not confirmed.
    package var isPending: Bool
    /// Where a list goes on behind it.
    var cursor: OccurrenceCursor

    package var isAllDay: Bool { start.kind == .date }
    package var isFloating: Bool { start.kind == .floating }
    package var isRecurring: Bool { recurrenceID != nil }
}

extension Instance {
    init(_ row: OccurrenceRow) {
        self.init(
            event: row.event, calendar: row.calendar, title: row.title, location: row.location, url: row.url,
            status: row.status, start: row.start, end: row.end, timeZone: row.timeZone,
            recurrenceID: row.recurrenceID, isPending: row.isPending, cursor: row.cursor)
    }
}
