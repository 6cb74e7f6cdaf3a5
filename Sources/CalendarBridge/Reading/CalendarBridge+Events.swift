// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage
import ICalendar

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
    package var categories: [String]
    package var alarms: [EventAlarm]
    package var participants: [Participant]
    package var patterns: [RecurrencePattern]
    package var outbox: OutboxRow?
    /// Of an event that is being moved: what waits in the calendars that it was in before.
    package var departures: [OutboxRow]
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

    /// - Parameters:
    ///   - id: any unique prefix of an event's id, or `ID/RECURRENCE-ID` of an instance.
    ///   - instance: which one of a series, at its own time; `nil`: the one that the id names, else all of it.
    package func event(
        _ id: String, instance: RequestedInstance? = nil, timeZone: String?
    ) async throws -> EventDetails {
        let zone = try zone(named: timeZone)
        return try await read { transaction in
            let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
            let event = try transaction.event(named: parts.first ?? id)
            let wanted = instance ?? (parts.count == 2 ? .name(parts[1].uppercased()) : nil)
            guard let wanted else { return try transaction.details(of: event, in: zone) }
            return try transaction.details(of: wanted, in: event, zone, zones)
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
            categories: event.categories, alarms: try alarms(of: event),
            participants: try participants(of: event.id), patterns: try patterns(of: event.id),
            outbox: try outbox(event.object, in: event.calendar),
            departures: try outbox(of: event.object).filter { $0.calendar != event.calendar },
            sync: try syncRow(of: event.object, in: event.calendar),
            readOnlyReason: problem?.detail ?? object?.uneditable, notes: object?.notes ?? [])
    }

    fileprivate func details(
        of instance: RequestedInstance, in event: EventRow, _ zone: ReaderZone, _ zones: TimeZones
    ) throws -> EventDetails {
        guard let id = try object(event.object)?.localBody, let text = try body(id) else {
            throw BridgeError(.notFound, "The event \"\(event.title)\" has just been deleted.")
        }
        let name = try instance.name(in: text, of: event.object, event.title, zone: zone, zones: zones)
        let found: SeriesInstance
        do throws(ICalendarError) {
            found = try ICalendar.instance(name, of: text, zones: zones)
        } catch {
            throw BridgeError(.notFound, "\"\(event.title)\": \(error.reason).", hint: "almanac agenda")
        }
        let override = try self.event(EventID(object: event.object, recurrenceID: name))
        var result = try details(of: override ?? event, in: zone)
        result.id = EventID(object: event.object, recurrenceID: name)
        result.recurrenceID = name
        (result.start, result.end) = (zone.shown(found.event.start), zone.shown(found.event.end))
        result.isRecurring = true
        return result
    }

    private func alarms(of event: EventRow) throws -> [EventAlarm] {
        guard let id = try object(event.object)?.localBody, let text = try body(id) else { return [] }
        return ICalendar.alarms(of: text, recurrenceID: event.recurrenceID)
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
