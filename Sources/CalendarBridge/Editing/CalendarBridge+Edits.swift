// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage
import ICalendar

extension CalendarBridge {
    /// Records a new event and has it sent. Wall times are meant in `timeZone`, the reader's, unless the event names one.
    package func create(_ event: NewEvent, timeZone: String?, by editor: Editor) async throws -> EditOutcome {
        let reader = try zone(named: timeZone)
        let now = surroundings.now()
        let draft = try draft(event, reader)
        let uid = surroundings.identifier()
        let text = try editing { try newEvent(draft, uid: uid, now: now, zones: zones) }
        let defaults = surroundings.defaultCalendars()
        let stem = surroundings.identifier()
        return try await record(at: now) { transaction in
            let calendar = try transaction.calendarForNewEvent(event.calendar, defaults: defaults)
            let derived = try derivedEvent(of: text, in: calendar, window: DeriveWindow(around: now))
            let body = try transaction.insertBody(text)
            let object = try transaction.put(
                nil, in: calendar.id, body: body, derived: derived, cause: editor.cause("added"))
            guard let name = surroundings.newName(calendar, stem) else {
                throw BridgeError(
                    .unavailable, "The account \(calendar.id.account) is not synced now.", hint: "almanac status")
            }
            try transaction.save(SyncRow(calendar: calendar.id, name: name, object: object.id, state: .clean))
            let row = OutboxRow(
                object: object.id, calendar: calendar.id, operation: .create, name: name, queuedAt: now)
            try transaction.save(row)
            return try transaction.outcome(object.id, calendar.id, draft.title, .create, .queued)
        }
    }

    /// Changes an event. Wall times are meant in `timeZone`, the reader's; without one in the event's own.
    package func edit(
        _ id: String, _ change: EventChange, scope: EditScope?, timeZone: String?, by editor: Editor
    ) async throws -> EditOutcome {
        try check(change)
        let reader = try timeZone.map { try zone(named: $0) }
        let now = surroundings.now()
        return try await record(at: now) { transaction in
            let target = try transaction.editableEvent(id, scope: scope)
            let patch = try patch(change, of: target.event, reader)
            let text = try editing { try patched(target.body, with: patch, now: now, zones: zones) }
            let derived = try derivedEvent(of: text, in: target.calendar, window: DeriveWindow(around: now))
            let title = derived.events.first?.title ?? target.event.title
            guard !patch.isEmpty, derived.checksum != target.object.checksum else {
                let state: EditOutcome.State = target.outbox == nil ? .confirmed : .queued
                return try transaction.outcome(target.object.id, target.calendar.id, title, .update, state)
            }
            let body = try transaction.insertBody(text)
            _ = try transaction.put(
                target.object.id, in: target.calendar.id, body: body, derived: derived, cause: editor.cause("edit"))
            try transaction.queue(.change, of: target)
            return try transaction.outcome(target.object.id, target.calendar.id, title, .update, .queued)
        }
    }

    package func delete(_ id: String, scope: EditScope?, by editor: Editor) async throws -> EditOutcome {
        try await record(at: surroundings.now()) { transaction in
            let target = try transaction.editableEvent(id, scope: scope)
            var outcome = try transaction.outcome(
                target.object.id, target.calendar.id, target.event.title, .delete, .queued)
            _ = try transaction.put(
                target.object.id, in: target.calendar.id, body: nil, derived: nil, cause: editor.cause("deleted"))
            if try transaction.queue(.delete, of: target) == .forget { outcome.state = .dropped }
            return outcome
        }
    }

    /// One transaction; then the change is published and the engine woken.
    private func record(
        at now: Instant, _ body: @Sendable (WriteTransaction) throws -> EditOutcome
    ) async throws -> EditOutcome {
        let (outcome, feed) = try await write(at: now, body)
        changes.publish(feed)
        if outcome.state == .queued { await engine.localEdit(in: outcome.calendar) }
        return outcome
    }

    private func patch(_ change: EventChange, of event: EventRow, _ reader: ReaderZone?) throws -> EventPatch {
        var patch = EventPatch()
        patch.title = change.title
        patch.description = change.description
        patch.location = change.location
        patch.url = change.url
        patch.status = change.status
        guard !change.schedule.isEmpty else { return patch }
        let current = try CurrentSchedule(
            start: event.start, end: event.end, timeZone: event.timeZone, zones: zones)
        let own = current.zone.map { ReaderZone(rules: $0) }
        let plan = try SchedulePlan(
            request: change.schedule, reader: reader ?? own ?? zone(named: nil), zones: zones)
        let schedule = try plan.changed(current, isRecurring: event.isRecurring)
        if schedule != current.schedule { patch.schedule = .set(schedule) }
        return patch
    }

    private func draft(_ event: NewEvent, _ reader: ReaderZone) throws(BridgeError) -> EventDraft {
        try checkTexts([event.title, event.description, event.location, event.url] + event.categories)
        try checkTitle(event.title)
        try checkStatus(event.status)
        if let rule = event.recurrenceRule, let reason = isValidRecurrenceRule(rule) {
            throw BridgeError(.invalid, "The rule \"\(rule)\" cannot be used: \(reason)", hint: "Example: FREQ=WEEKLY")
        }
        let schedule = try SchedulePlan(request: event.schedule, reader: reader, zones: zones).new()
        return EventDraft(
            title: event.title, description: event.description, location: event.location, url: event.url,
            status: event.status, schedule: schedule, recurrenceRule: event.recurrenceRule,
            categories: event.categories)
    }
}

/// What the codec refuses, in the bridge's terms.
private func editing(_ body: () throws -> [UInt8]) throws -> [UInt8] {
    do { return try body() } catch let error as ICalendarError {
        throw BridgeError(.notEditable, "This edit is not possible: \(error.reason)")
    }
}
