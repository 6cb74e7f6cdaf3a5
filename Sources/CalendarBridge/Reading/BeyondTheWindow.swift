// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar

extension StoreReading {
    /// As the store answers, and for ranges that reach beyond the window with the recurring objects expanded on the spot.
    func instances(_ query: OccurrenceQuery, window: DeriveWindow) throws -> [Instance] {
        let asked = query.utc.union(query.wall)
        guard asked.start < window.range.start || asked.end > window.range.end else {
            return try occurrences(query).map { Instance($0) }
        }
        let objects = try recurringObjects(in: query.calendars)
        let recurring = Set(objects.map(\.object))
        var instances = try storedInstances(query, without: recurring)
        // A month earlier, since an instance may begin before the range and last into it.
        let around = DeriveWindow(
            range: TimeRange(start: max(asked.start, .min + 32 * 86_400) - 32 * 86_400, end: asked.end))
        for object in objects {
            guard let text = try body(object.body), case .object(let derived) = derive(text, window: around) else {
                continue
            }
            let isPending = try outbox(object.object, in: object.calendar) != nil
            let expanded = ExpandedObject(
                id: object.object, calendar: object.calendar, isPending: isPending, derived: derived)
            instances += expanded.instances(query)
        }
        instances.sort { $0.cursor < $1.cursor }
        return Array(instances.prefix(query.limit))
    }

    private func storedInstances(
        _ query: OccurrenceQuery, without recurring: Set<ObjectID>
    ) throws -> [Instance] {
        var (query, rows) = (query, [Instance]())
        let limit = query.limit
        while rows.count < limit {
            let page = try occurrences(query)
            rows += page.filter { !recurring.contains($0.event.object) }.map { Instance($0) }
            guard page.count == limit, let last = page.last else { break }
            query.after = last.cursor
        }
        return rows
    }
}

/// A recurring object expanded for one query.
private struct ExpandedObject {
    var id: ObjectID
    var calendar: CalendarID
    var isPending: Bool
    var derived: DerivedObject

    func instances(_ query: OccurrenceQuery) -> [Instance] {
        derived.occurrences.enumerated().compactMap { position, occurrence in
            guard derived.events.indices.contains(occurrence.event), touches(occurrence, query) else { return nil }
            let instance = instance(occurrence, position, query)
            return query.after.map { instance.cursor > $0 } ?? true ? instance : nil
        }
    }

    private func touches(_ occurrence: DerivedOccurrence, _ query: OccurrenceQuery) -> Bool {
        let asked = occurrence.start.kind == .utc ? query.utc : query.wall
        let (start, end) = (occurrence.start.seconds, occurrence.end.seconds)
        return start < max(asked.end, asked.start &+ 1) && (start >= asked.start || end > asked.start)
    }

    private func instance(_ occurrence: DerivedOccurrence, _ position: Int, _ query: OccurrenceQuery) -> Instance {
        let event = derived.events[occurrence.event]
        let eventID = EventID(object: id, recurrenceID: event.recurrenceID)
        let shift = occurrence.start.kind == .utc ? 0 : query.wall.start &- query.utc.start
        let cursor = OccurrenceCursor(
            order: occurrence.start.seconds &- shift, event: eventID, position: Int64(position))
        return Instance(
            event: eventID, calendar: calendar, title: event.title, location: event.location, url: event.url,
            status: event.status, start: occurrence.start, end: occurrence.end, timeZone: event.timeZone,
            recurrenceID: occurrence.recurrenceID, isPending: isPending, cursor: cursor)
    }
}
