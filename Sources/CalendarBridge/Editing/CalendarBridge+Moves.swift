// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Planning

extension CalendarBridge {
    /// Moves an event, a whole series with its exceptions, to another calendar.
    ///
    /// - Parameters:
    ///   - calendar: as people call it.
    ///   - anyway: also where the attendees are mailed for it.
    package func move(
        _ id: String, to calendar: String, anyway: Bool, by editor: Editor
    ) async throws -> EditOutcome {
        let (now, stem) = (surroundings.now(), surroundings.identifier())
        return try await record(at: now) { transaction in
            let event = try transaction.editableEvent(id)
            let target = try transaction.targetOfMove(event, calendar, anyway: anyway)
            let name = try place(in: target, stem)
            return try transaction.move(event, to: target, name, DeriveWindow(around: now), editor)
        }
    }
}

extension StoreReading {
    /// Where the event is to go, if it can.
    fileprivate func targetOfMove(_ event: EditableEvent, _ name: String, anyway: Bool) throws -> CalendarRecord {
        let (title, target) = (event.event.title, try calendars(of: nil).named(name))
        guard event.instance == nil else {
            throw BridgeError(
                .scope, "One instance of \"\(title)\" cannot be moved by itself, only all of it.",
                hint: "almanac move \(event.object.id) \(target.id)")
        }
        guard target.id != event.calendar.id else {
            throw BridgeError(.invalid, "\"\(title)\" is in \(target.id) already.")
        }
        if let refusal = try refusal(of: target) { throw refusal }
        guard target.holdsEvents else {
            throw BridgeError(.readOnly, "The calendar \(target.id) does not take events.")
        }
        let twins = try objects(uid: event.object.uid, in: target.id)
        guard twins.allSatisfy({ $0.localBody == nil || $0.id == event.object.id }) else {
            throw BridgeError(
                .invalid, "\(target.id) has an event with the same UID already, so \"\(title)\" has no place there.",
                hint: "Delete one of the two.")
        }
        try checkAttendees(event, target, anyway)
        return target
    }

    /// Another account is another organizer's server: the old one cancels, the new one invites.
    private func checkAttendees(_ event: EditableEvent, _ target: CalendarRecord, _ anyway: Bool) throws {
        guard !anyway, target.id.account != event.calendar.id.account else { return }
        let people = try events(of: event.object.id).flatMap { try participants(of: $0.id) }
        let count = Set(people.filter { $0.kind == .attendee }.map { $0.address.lowercased() }).count
        guard count > 0 else { return }
        throw BridgeError(
            .notEditable,
            "\"\(event.event.title)\" has \(count) \(count == 1 ? "attendee" : "attendees"): moved to another account "
                + "it would be cancelled by the one server and sent out as a new invitation by the other.",
            hint: "Add --anyway to move it all the same.")
    }
}

extension WriteTransaction {
    fileprivate func move(
        _ event: EditableEvent, to target: CalendarRecord, _ name: RemoteName, _ window: DeriveWindow, _ editor: Editor
    ) throws -> EditOutcome {
        let (id, old) = (event.object.id, event.calendar.id)
        let derived = try derivedEvent(of: event.body, in: target, window: window)
        let object = try put(
            id, in: target.id, body: event.object.localBody, derived: derived,
            cause: editor.cause("moved from \(old)"))
        try queue(.delete, of: event)
        try queueArrival(of: object, in: target.id, name)
        let state: EditOutcome.State = try outbox(of: id).isEmpty ? .confirmed : .queued
        var outcome = try outcome(id, target.id, derived.events.first?.title ?? event.event.title, .create, state)
        outcome.from = old
        return outcome
    }

    /// What its new calendar has to be told; nothing if it is back before it was sent away.
    private func queueArrival(of object: ObjectRow, in calendar: CalendarID, _ name: RemoteName) throws {
        let (known, waiting) = (try syncRow(of: object.id, in: calendar), try outbox(object.id, in: calendar))
        // Settled first, by the engine.
        if waiting?.state == .sent { return }
        guard let operation = neededOperation(local: object.localBody, base: known?.baseBody) else {
            return try removeOutbox(object.id, in: calendar)
        }
        let name = known?.name ?? waiting?.name ?? name
        if known == nil { try save(SyncRow(calendar: calendar, name: name, object: object.id, state: .clean)) }
        var row =
            waiting
            ?? OutboxRow(object: object.id, calendar: calendar, operation: operation, name: name, queuedAt: now)
        (row.operation, row.state, row.isApproved, row.route) = (operation, .queued, false, nil)
        (row.attempts, row.nextAttempt, row.lastError) = (0, nil, nil)
        try save(row)
    }
}
