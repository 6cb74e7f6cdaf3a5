// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage

/// One event with all that is known about it.
package struct EventDetails: Sendable {
    package var freshness: FreshnessSummary
    package var id: EventID
    package var calendar: CalendarID
    package var uid: String
    package var recurrenceID: String?
    package var title: String
    package var description: String?
    package var location: String?
    package var url: String?
    package var status: String
    package var kind: TimeKind
    /// Of a series: of its first instance.
    package var start: ShownTime
    package var end: ShownTime
    package var timeZone: String?
    package var isRecurring: Bool
    package var created: Instant?
    package var lastModified: Instant?
    package var participants: [Participant]
    package var patterns: [RecurrencePattern]
    package var outbox: OutboxRow?
    package var sync: SyncRow?
    /// Why it cannot be edited; `nil` when it can.
    package var readOnlyReason: String?
    package var notes: [String]
}

extension CalendarBridge {
    /// The instances that touch a range, by start.
    package func events(_ query: EventQuery) async throws -> EventList {
        let zone = try zone(named: query.timeZone)
        let range = TimeRange(start: zone.instant(query.from), end: zone.instant(query.to))
        guard zone.instant(query.to) >= range.start else {
            throw BridgeError(.invalid, "The range ends before it begins.", hint: "Exchange `from` and `to`.")
        }
        let after = try query.after.map { text in
            guard let cursor = OccurrenceCursor(text: text) else {
                throw BridgeError(
                    .invalid, "`after` is not a position in a list.", hint: "Use `next` of the page before.")
            }
            return cursor
        }
        let wall = TimeRange(start: zone.wall(query.from), end: zone.wall(query.to))
        let window = DeriveWindow(around: surroundings.now())
        return try await read { transaction in
            let calendars = try transaction.shownCalendars(named: query.calendars)
            let storeQuery = OccurrenceQuery(
                utc: range, wall: wall, calendars: query.calendars.isEmpty ? nil : calendars.map(\.id),
                limit: query.limit + 1, after: after)
            let rows = try transaction.instances(storeQuery, window: window)
            let page = rows.prefix(query.limit)
            return EventList(
                freshness: try transaction.freshness(of: calendars), zone: zone, range: range,
                occurrences: try transaction.shown(page, in: zone, withShortIDs: query.wantsShortIDs),
                next: rows.count > query.limit ? page.last?.cursor.text : nil)
        }
    }

    /// - Parameter id: any unique prefix of an event's id.
    package func event(_ id: String, timeZone: String?) async throws -> EventDetails {
        let zone = try zone(named: timeZone)
        return try await read { transaction in
            try transaction.details(of: transaction.event(named: id), in: zone)
        }
    }
}

extension StoreReading {
    fileprivate func details(of event: EventRow, in zone: ReaderZone) throws -> EventDetails {
        let calendar = try calendar(event.calendar)
        let object = try details(of: event.object)
        let problem = try calendar.flatMap { try self.refusal(of: $0) }
        return EventDetails(
            freshness: try freshness(of: calendar.map { [$0] } ?? []), id: event.id, calendar: event.calendar,
            uid: event.uid, recurrenceID: event.recurrenceID, title: event.title, description: event.description,
            location: event.location, url: event.url, status: event.status, kind: event.start.kind,
            start: zone.shown(event.start), end: zone.shown(event.end), timeZone: event.timeZone,
            isRecurring: event.isRecurring, created: event.created, lastModified: event.lastModified,
            participants: try participants(of: event.id), patterns: try patterns(of: event.id),
            outbox: try outbox(event.object, in: event.calendar),
            sync: try syncRow(of: event.object, in: event.calendar),
            readOnlyReason: problem?.detail ?? object?.uneditable, notes: object?.notes ?? [])
    }

    fileprivate func shown(
        _ instances: ArraySlice<Instance>, in zone: ReaderZone, withShortIDs: Bool
    ) throws -> [ShownOccurrence] {
        var shortIDs: [ObjectID: String] = [:]
        return try instances.map { instance in
            var shown = ShownOccurrence(
                instance: instance, start: zone.shown(instance.start), end: zone.shown(instance.end))
            guard withShortIDs else { return shown }
            let object = instance.event.object
            let id = try shortIDs[object] ?? shortID(of: object)
            shortIDs[object] = id
            shown.shortID = id
            return shown
        }
    }
}
