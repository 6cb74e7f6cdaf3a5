// SPDX-License-Identifier: Apache-2.0

import CalendarModel

extension WriteTransaction {
    /// `numbers`: the row of `events` for each index that an occurrence can name. Other indexes are left out.
    func insertOccurrences(_ occurrences: [DerivedOccurrence], numbers: [Int64]) throws {
        let usable = occurrences.enumerated().lazy.filter { numbers.indices.contains($0.element.event) }
        // One row per statement: SQLite runs several rows as a co-routine, which costs more.
        try connection.execute(
            """
            INSERT INTO occurrences (event, position, kind, class, start, end, recurrence_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, each: usable
        ) { binder, element in
            let (position, occurrence) = element
            let start = occurrence.start.seconds
            let end = max(start, occurrence.end.seconds)
            binder.add(numbers[occurrence.event])
            binder.add(position)
            binder.add(occurrence.start.kind.rawValue)
            binder.add(LengthClass(start: start, end: end).rawValue)
            binder.add(start)
            binder.add(end)
            binder.add(occurrence.recurrenceID)
        }
    }
}
