// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import ControlWire

extension OccurrenceDocument {
    init(_ shown: ShownOccurrence) {
        let instance = shown.instance
        self.init(
            id: instance.event.rawValue, shortID: shown.shortID, calendar: instance.calendar.rawValue,
            title: instance.title, location: instance.location, url: instance.url, status: instance.status,
            allDay: instance.isAllDay, floating: instance.isFloating, start: WireTime(shown.start),
            end: WireTime(shown.end), timeZone: instance.timeZone, recurring: instance.isRecurring,
            recurrenceID: instance.recurrenceID, pending: instance.isPending)
    }
}

extension OccurrenceList {
    static func fresh(_ list: EventList) -> Fresh<OccurrenceList> {
        func timestamp(_ instant: Int64) -> Timestamp {
            Timestamp(instant: instant, offset: list.zone.offset(at: instant))
        }
        let document = OccurrenceList(
            from: timestamp(list.range.start), to: timestamp(list.range.end), timeZone: list.zone.name,
            events: list.occurrences.map { OccurrenceDocument($0) }, next: list.next)
        return Fresh(Freshness(list.freshness), document)
    }
}

extension EventDocument {
    static func fresh(_ details: EventDetails) -> Fresh<EventDocument> {
        let document = EventDocument(
            id: details.id.rawValue, calendar: details.calendar.rawValue, uid: details.uid, title: details.title,
            description: details.description, location: details.location, url: details.url, status: details.status,
            allDay: details.kind == .date, floating: details.kind == .floating, start: WireTime(details.start),
            end: WireTime(details.end), timeZone: details.timeZone, recurring: details.isRecurring,
            recurrenceID: details.recurrenceID,
            recurrence: details.patterns.map {
                RecurrenceDocument(kind: $0.kind.rawValue, value: $0.value, timeZone: $0.timeZone)
            },
            participants: details.participants.map { ParticipantDocument($0) },
            categories: details.categories, alarms: details.alarms.map { AlarmDocument($0) },
            sync: EventSyncDocument(details), readOnlyReason: details.readOnlyReason, notes: details.notes,
            createdAt: details.created.map { Timestamp($0) }, updatedAt: details.lastModified.map { Timestamp($0) })
        return Fresh(Freshness(details.freshness), document)
    }
}

extension ParticipantDocument {
    init(_ participant: Participant) {
        self.init(
            kind: participant.kind.rawValue, address: participant.address, name: participant.name,
            status: participant.status, role: participant.role)
    }
}

extension EventSyncDocument {
    init(_ details: EventDetails) {
        let waiting = details.outbox ?? details.departures.first
        self.init(
            state: waiting?.state.rawValue ?? "synced",
            href: details.sync?.name.href.rawValue ?? details.outbox?.name.href.rawValue,
            etag: details.sync?.baseETag?.rawValue, lastSync: details.sync?.lastSync.map { Timestamp($0) },
            reason: waiting?.lastError,
            movingFrom: details.departures.isEmpty ? nil : details.departures.map(\.calendar.rawValue))
    }
}
