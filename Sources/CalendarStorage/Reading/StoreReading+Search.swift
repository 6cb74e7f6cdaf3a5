// SPDX-License-Identifier: Apache-2.0

import CalendarModel

extension StoreReading {
    /// The best match first. A text without a letter or digit finds nothing; no text is an error.
    package func search(_ query: SearchQuery) throws -> [SearchHit] {
        let shown = try shownCalendars(among: query.calendars, includesHidden: false)
        guard let match = matchExpression(query.text), shown?.isEmpty != true else { return [] }
        return try connection.rows(
            """
            \(eventColumns), best.score
            FROM (
                SELECT f.rowid AS number, bm25(events_fts, 8, 1, 2, 2) AS score
                FROM events_fts f\(shown == nil ? "" : " JOIN events e ON e.number = f.rowid")
                WHERE events_fts MATCH ?\(calendarCondition("e.calendar_id", shown)) ORDER BY score, f.rowid LIMIT ?
            ) best JOIN events e ON e.number = best.number
            ORDER BY best.score, e.start_time, e.id
            """
        ) {
            $0.add(match)
            for calendar in shown ?? [] { $0.add(calendar) }
            $0.add(max(0, query.limit))
        } _: {
            SearchHit(event: EventRow($0), rank: $0.double(eventColumnCount))
        }
    }
}

/// Every word as a quoted prefix, so that nothing in it is FTS5 syntax. At most 16 words are looked for; `nil` without
/// any.
private func matchExpression(_ text: String) -> String? {
    let words = text.unicodeScalars.split { !isWordScalar($0) }.prefix(16)
    guard !words.isEmpty else { return nil }
    return words.map { "\"\(String($0))\"*" }.joined(separator: " ")
}

/// What the `unicode61` tokenizer keeps: letters, digits, private use; and marks, which it takes as part of a word.
private func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber, .privateUse, .nonspacingMark, .spacingMark:
        true
    default: false
    }
}
