// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// Words looked for in title, description, location and participants. Each word matches the beginning of a word, and
/// all have to match.
package struct SearchQuery: Sendable, Equatable {
    package var text: String
    /// `nil`: all that are shown.
    package var calendars: [CalendarID]?
    package var limit: Int
    package init(text: String, calendars: [CalendarID]? = nil, limit: Int = 50) {
        self.text = text
        self.calendars = calendars
        self.limit = limit
    }
}

package struct SearchHit: Sendable, Equatable {
    package var event: EventRow
    /// Lower is better (BM25, titles weigh most).
    package var rank: Double
}
