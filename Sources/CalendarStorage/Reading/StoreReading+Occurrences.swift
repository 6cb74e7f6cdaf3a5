// SPDX-License-Identifier: Apache-2.0

import CalendarModel

extension StoreReading {
    /// Instances that touch the query's range, by start. An instance without length touches the range that holds its
    /// start. The cursor of the last one is where the next page begins; an empty page is the end.
    package func occurrences(_ query: OccurrenceQuery) throws -> [OccurrenceRow] {
        let shown = try shownCalendars(among: query.calendars, includesHidden: query.includesHidden)
        guard query.limit > 0, shown?.isEmpty != true else { return [] }
        var rows: [OccurrenceRow] = []
        for kind in TimeKind.allCases {
            for length in LengthClass.allCases {
                let scan = OccurrenceScan(query, kind, length)
                guard !scan.isEmpty else { continue }
                try connection.visit(occurrenceSQL(shown)) {
                    scan.bind(&$0, shown, query.limit)
                } _: { row in
                    rows.append(OccurrenceRow(row, kind, shift: scan.shift))
                    return true
                }
            }
        }
        rows.sort { $0.cursor < $1.cursor }
        return rows.count > query.limit ? Array(rows.prefix(query.limit)) : rows
    }
}

/// CROSS JOIN fixes the order of the loops: instances by start, then the event of each.
private func occurrenceSQL(_ shown: [CalendarID]?) -> String {
    """
    SELECT e.id, e.calendar_id, e.uid, e.title, e.location, e.url, e.status, o.start, o.end, e.time_zone,
        o.recurrence_id, EXISTS (SELECT 1 FROM outbox x WHERE x.object_id = e.object_id), o.position
    FROM occurrences o CROSS JOIN events e ON e.number = o.event
    WHERE o.kind = ?1 AND o.class = ?2 AND o.start >= ?3 AND o.start < ?4 AND (o.start >= ?5 OR o.end > ?5)
        AND (o.start > ?6 OR (e.id, o.position) > (?7, ?8))\(calendarCondition("e.calendar_id", shown))
    ORDER BY o.start, e.id, o.position LIMIT \(shown == nil ? "?9" : "?")
    """
}

/// The part of a query that reads one kind of time and one class of length: one range of the index.
private struct OccurrenceScan {
    private let kind: TimeKind
    private let length: LengthClass
    private let range: TimeRange
    /// Only instances at or behind this start.
    private let lowest: Int64
    /// Instances at this start only behind the event and position of the cursor.
    private let cursor: (start: Int64, event: String, position: Int64)
    /// What is taken from a start to make it comparable between kinds.
    let shift: Int64

    init(_ query: OccurrenceQuery, _ kind: TimeKind, _ length: LengthClass) {
        self.kind = kind
        self.length = length
        let asked = kind == .utc ? query.utc : query.wall
        range = TimeRange(start: asked.start, end: max(asked.end, asked.start.saturating(adding: 1)))
        shift = kind == .utc ? 0 : query.wall.start.saturating(adding: query.utc.start.saturatingNegation)
        if let after = query.after {
            cursor = (after.order.saturating(adding: shift), after.event.rawValue, after.position)
        } else {
            cursor = (.min, "", .min)
        }
        let reach = length.longest ?? .max
        lowest = max(range.start.saturating(adding: -reach), cursor.start)
    }

    var isEmpty: Bool { lowest >= range.end }

    func bind(_ binder: inout Binder, _ shown: [CalendarID]?, _ limit: Int) {
        binder.add(kind.rawValue)
        binder.add(length.rawValue)
        binder.add(lowest)
        binder.add(range.end)
        binder.add(range.start)
        binder.add(cursor.start)
        binder.add(cursor.event)
        binder.add(cursor.position)
        for calendar in shown ?? [] { binder.add(calendar) }
        binder.add(limit)
    }
}

extension OccurrenceRow {
    fileprivate init(_ row: SQLRow, _ kind: TimeKind, shift: Int64) {
        let event: EventID = row.identifier(0)
        let start = row.int64(7)
        self.init(
            event: event, calendar: row.identifier(1), uid: row.text(2), title: row.text(3),
            location: row.optionalText(4), url: row.optionalText(5), status: row.text(6),
            start: CalendarTime(kind, seconds: start), end: CalendarTime(kind, seconds: row.int64(8)),
            timeZone: row.optionalText(9), recurrenceID: row.optionalText(10), isPending: row.bool(11),
            cursor: OccurrenceCursor(
                order: start.saturating(adding: shift.saturatingNegation), event: event, position: row.int64(12)))
    }
}
