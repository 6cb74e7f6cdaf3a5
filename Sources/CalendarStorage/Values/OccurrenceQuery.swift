// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// Which instances a reader in some time zone wants to see. Ranges are half-open; an empty one means its instant.
package struct OccurrenceQuery: Sendable, Equatable {
    /// Compared with instances that have a place on the world's clock.
    package var utc: TimeRange
    /// The same range on the reader's wall clock, counted as if UTC; compared with floating and all-day instances.
    package var wall: TimeRange
    /// `nil`: all that are shown. Calendars that are hidden or detached are left out also when named here.
    package var calendars: [CalendarID]?
    package var limit: Int
    /// Goes on behind this one.
    package var after: OccurrenceCursor?
    /// Also what is hidden or detached.
    package var includesHidden: Bool
    package init(
        utc: TimeRange, wall: TimeRange, calendars: [CalendarID]? = nil, limit: Int = 1000,
        after: OccurrenceCursor? = nil, includesHidden: Bool = false
    ) {
        self.utc = utc
        self.wall = wall
        self.calendars = calendars
        self.limit = limit
        self.after = after
        self.includesHidden = includesHidden
    }
}

/// Where a list of occurrences goes on. Ordered as the list is.
package struct OccurrenceCursor: Sendable, Hashable, Comparable {
    /// The start; wall times are moved by the distance between the query's two ranges.
    package let order: Int64
    package let event: EventID
    /// Tells instances of one event apart.
    package let position: Int64
    package init(order: Int64, event: EventID, position: Int64) {
        self.order = order
        self.event = event
        self.position = position
    }
    package static func < (a: Self, b: Self) -> Bool {
        (a.order, a.event.rawValue, a.position) < (b.order, b.event.rawValue, b.position)
    }
}

/// One instance, with what is needed to show it.
package struct OccurrenceRow: Sendable, Equatable {
    /// The master's, or the override's that describes this instance.
    package var event: EventID
    package var calendar: CalendarID
    /// The same in every account that holds this event.
    package var uid: String
    package var title: String
    package var location: String?
    package var url: String?
    package var status: String
    package var start: CalendarTime
    package var end: CalendarTime
    package var timeZone: String?
    /// As in ``DerivedOccurrence/recurrenceID``; `nil` for an event without recurrence.
    package var recurrenceID: String?
    /// The object has an edit that the server has not confirmed.
    package var isPending: Bool
    package var cursor: OccurrenceCursor
    package var isAllDay: Bool { start.kind == .date }
    package var isRecurring: Bool { recurrenceID != nil }
}
