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
            if row.operation != operation { row.isApproved = false }
            (row.operation, row.state) = (operation, state)
            try save(row)
        }
        return step
    }
}

extension StoreReading {
    func outcome(
        _ object: ObjectID, _ calendar: CalendarID, _ title: String, _ operation: OutboxRow.Operation,
        _ state: EditOutcome.State
    ) throws -> EditOutcome {
        EditOutcome(
            event: EventID(object: object, recurrenceID: nil), shortID: try shortID(of: object), calendar: calendar,
            title: title, operation: operation, state: state)
    }
}
