// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage

extension WriteTransaction {
    /// The calendar that a new event goes to, if it can.
    func calendarForNewEvent(_ name: String?, defaults: [String]) throws -> CalendarRecord {
        let all = try calendars(of: nil)
        if let name {
            let calendar = try all.named(name)
            if let refusal = try refusal(of: calendar) { throw refusal }
            guard calendar.holdsEvents else {
                throw BridgeError(.readOnly, "The calendar \(calendar.id) does not take events.")
            }
            return calendar
        }
        let writable = try all.filter { try $0.holdsEvents && refusal(of: $0) == nil }
        return try CalendarBridge.calendarForNewEvents(writable, all: all, defaults: defaults)
    }

    /// A new object, and that it has to be sent.
    func insert(
        _ text: [UInt8], _ derived: DerivedObject, in calendar: CalendarRecord, _ name: RemoteName, _ cause: Cause
    ) throws -> ObjectID {
        let body = try insertBody(text)
        let object = try put(nil, in: calendar.id, body: body, derived: derived, cause: cause)
        try save(SyncRow(calendar: calendar.id, name: name, object: object.id, state: .clean))
        try save(
            OutboxRow(object: object.id, calendar: calendar.id, operation: .create, name: name, queuedAt: now))
        return object.id
    }

    /// Another text of an object, and that it has to be sent; a text that says the same is none.
    func change(
        _ target: EditableEvent, to text: [UInt8], _ window: DeriveWindow, _ cause: Cause
    ) throws -> EditOutcome {
        let derived = try derivedEvent(of: text, in: target.calendar, window: window)
        let (object, calendar) = (target.object.id, target.calendar.id)
        let title = derived.events.first?.title ?? target.event.title
        guard derived.checksum != target.object.checksum else {
            return try outcome(object, calendar, title, .update, target.outbox == nil ? .confirmed : .queued)
        }
        _ = try put(object, in: calendar, body: try insertBody(text), derived: derived, cause: cause)
        try queue(.change, of: target)
        return try outcome(object, calendar, title, .update, .queued)
    }

    /// Who is invited to a new event, by whom, and its reminders.
    func guests(_ event: NewEvent, in calendar: CalendarRecord) throws -> EventPatch {
        var patch = EventPatch()
        if !event.alarms.isEmpty { patch.alarms = .set(event.alarms) }
        if !event.attendees.isEmpty {
            patch.attendees = .set(event.attendees)
            patch.organizer = try event.organizer ?? user(of: calendar)
        }
        return patch
    }

    /// Folds the edit into what already waits for the server.
    @discardableResult
    func queue(_ edit: LocalEdit, of target: EditableEvent) throws -> OutboxEdit {
        let step = coalesce(edit, into: target.outbox, hasBase: target.sync?.baseBody != nil)
        let (object, calendar) = (target.object.id, target.calendar.id)
        switch step {
        case .forget:
            try removeOutbox(object, in: calendar)
            if let sync = target.sync { try remove(calendar, sync.name.key) }
        case .keep(let operation, let state, let isFresh):
            guard let name = target.outbox?.name ?? target.sync?.name else {
                throw BridgeError(.notEditable, "\"\(target.event.title)\" has no place on the server.")
            }
            var row =
                target.outbox
                ?? OutboxRow(object: object, calendar: calendar, operation: operation, name: name, queuedAt: now)
            if isFresh { (row.attempts, row.nextAttempt, row.lastError) = (0, nil, nil) }
            // A person has approved the edit before, not this one.
            if row.operation != operation || edit == .change { row.isApproved = false }
            (row.operation, row.state) = (operation, state)
            try save(row)
        }
        return step
    }
}

extension StoreReading {
    /// The address of an account's user, where the name to sign in with is one.
    func user(of calendar: CalendarRecord) throws -> String? {
        try account(calendar.id.account).map(\.username).flatMap { $0.contains("@") ? $0 : nil }
    }

    func outcome(
        _ object: ObjectID, _ calendar: CalendarID, _ title: String, _ operation: OutboxRow.Operation,
        _ state: EditOutcome.State
    ) throws -> EditOutcome {
        EditOutcome(
            event: EventID(object: object, recurrenceID: nil), shortID: try shortID(of: object), calendar: calendar,
            title: title, operation: operation, state: state)
    }
}
