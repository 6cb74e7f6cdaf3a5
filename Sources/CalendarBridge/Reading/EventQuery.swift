// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage

/// Which instances somebody wants to see.
package struct EventQuery: Sendable, Equatable {
    package static let limits = 1...10_000

    package var from: RequestedMoment
    /// Exclusive.
    package var to: RequestedMoment
    /// `nil`: the daemon's.
    package var timeZone: String?
    /// As people call them; empty: all that are shown.
    package var calendars: [String]
    package var limit: Int
    /// ``EventList/next`` of the page before.
    package var after: String?
    package var wantsShortIDs: Bool

    package init(
        from: RequestedMoment, to: RequestedMoment, timeZone: String? = nil, calendars: [String] = [],
        limit: Int = 1000, after: String? = nil, wantsShortIDs: Bool = false
    ) {
        self.from = from
        self.to = to
        self.timeZone = timeZone
        self.calendars = calendars
        self.limit = min(max(limit, Self.limits.lowerBound), Self.limits.upperBound)
        self.after = after
        self.wantsShortIDs = wantsShortIDs
    }
}

package struct EventList: Sendable {
    package var freshness: FreshnessSummary
    package var zone: ReaderZone
    /// Seconds since 1970.
    package var range: TimeRange
    package var occurrences: [ShownOccurrence]
    package var next: String?
}

/// One instance as a reader sees it.
package struct ShownOccurrence: Sendable, Equatable {
    package var instance: Instance
    package var start: ShownTime
    package var end: ShownTime
    package var shortID: String?
}

extension OccurrenceCursor {
    /// As clients hand it back.
    var text: String { "\(order).\(position).\(event)" }

    init?(text: String) {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let order = Int64(parts[0]), let position = Int64(parts[1]) else { return nil }
        self.init(order: order, event: EventID(String(parts[2])), position: position)
    }
}
