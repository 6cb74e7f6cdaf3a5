// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar

extension CalendarBridge {
    /// Records a new event and has it sent. Wall times are meant in `timeZone`, the reader's, unless the event names one.
    package func create(_ event: NewEvent, timeZone: String?, by editor: Editor) async throws -> EditOutcome {
        let reader = try zone(named: timeZone)
        let now = surroundings.now()
        let draft = try draft(event, reader)
        let uid = surroundings.identifier()
        let plain = try editing { try newEvent(draft, uid: uid, now: now, zones: zones) }
        let defaults = surroundings.defaultCalendars()
        let stem = surroundings.identifier()
        return try await record(at: now) { transaction in
            let calendar = try transaction.calendarForNewEvent(event.calendar, defaults: defaults)
            let patch = try transaction.guests(event, in: calendar)
            let text = patch.isEmpty ? plain : try editing { try patched(plain, with: patch, now: now, zones: zones) }
            let derived = try derivedEvent(of: text, in: calendar, window: DeriveWindow(around: now))
            let name = try place(in: calendar, stem)
            let object = try transaction.insert(text, derived, in: calendar, name, editor.cause("added"))
            return try transaction.outcome(object, calendar.id, draft.title, .create, .queued)
        }
    }

    /// Changes an event, one instance of a series, or an instance and all that follow. Wall times are meant in `timeZone`,
    /// the reader's; without one in the event's own.
    ///
    /// - Parameter id: of the event, or `ID/RECURRENCE-ID` of an instance.
    package func edit(
        _ id: String, _ change: EventChange, scope: RequestedScope, timeZone: String?, by editor: Editor
    ) async throws -> EditOutcome {
        try check(change)
        let reader = try timeZone.map { try zone(named: $0) }
        let daily = try reader ?? zone(named: nil)
        let now = surroundings.now()
        let (uid, stem) = (surroundings.identifier(), surroundings.identifier())
        return try await record(at: now) { transaction in
            let target = try transaction.editableEvent(id)
            let reach = try EditReach(scope, named: target.instance, of: target, zone: daily, zones: zones)
            let patch = try patch(change, of: target, reach, reader, user: transaction.user(of: target.calendar))
            let text: [UInt8]
            var earlier: [UInt8]?
            switch reach {
            case .whole: text = try editing { try patched(target.body, with: patch, now: now, zones: zones) }
            case .instance(let name):
                text = try editing { try patched(target.body, instance: name, with: patch, now: now, zones: zones) }
            case .following(let name):
                let split = try editing {
                    try patched(target.body, following: name, uid: uid, with: patch, now: now, zones: zones)
                }
                earlier = split.earlier
                text = split.following
            }
            guard !patch.isEmpty else {
                let state: EditOutcome.State = target.outbox == nil ? .confirmed : .queued
                return try transaction.outcome(
                    target.object.id, target.calendar.id, target.event.title, .update, state)
            }
            guard let earlier else {
                return try transaction.change(target, to: text, DeriveWindow(around: now), editor.cause("edit"))
            }
            let derived = try derivedEvent(of: text, in: target.calendar, window: DeriveWindow(around: now))
            let name = try place(in: target.calendar, stem)
            let rest = try transaction.insert(text, derived, in: target.calendar, name, editor.cause("edit"))
            _ = try transaction.change(target, to: earlier, DeriveWindow(around: now), editor.cause("edit"))
            let title = derived.events.first?.title ?? target.event.title
            var outcome = try transaction.outcome(rest, target.calendar.id, title, .update, .queued)
            outcome.other = target.object.id
            return outcome
        }
    }

    /// Deletes an event, one instance of a series, or an instance and all that follow.
    package func delete(
        _ id: String, scope: RequestedScope, timeZone: String? = nil, by editor: Editor
    ) async throws -> EditOutcome {
        let now = surroundings.now()
        let daily = try zone(named: timeZone)
        return try await record(at: now) { transaction in
            let target = try transaction.editableEvent(id)
            let reach = try EditReach(scope, named: target.instance, of: target, zone: daily, zones: zones)
            let remaining: [UInt8]?
            switch reach {
            case .whole: remaining = nil
            case .instance(let name):
                remaining = try editing { try removed(target.body, instance: name, now: now, zones: zones) }
            case .following(let name):
                remaining = try editing { try removed(target.body, following: name, now: now, zones: zones) }
            }
            if let remaining {
                var outcome = try transaction.change(
                    target, to: remaining, DeriveWindow(around: now), editor.cause("deleted"))
                outcome.operation = .delete
                return outcome
            }
            var outcome = try transaction.outcome(
                target.object.id, target.calendar.id, target.event.title, .delete, .queued)
            _ = try transaction.put(
                target.object.id, in: target.calendar.id, body: nil, derived: nil, cause: editor.cause("deleted"))
            if try transaction.queue(.delete, of: target) == .forget { outcome.state = .dropped }
            return outcome
        }
    }

    func place(in calendar: CalendarRecord, _ stem: String) throws(BridgeError) -> RemoteName {
        guard let name = surroundings.newName(calendar, stem) else {
            throw BridgeError(
                .unavailable, "The account \(calendar.id.account) is not synced now.", hint: "almanac status")
        }
        return name
    }

    /// One transaction; then the change is published and the engine woken.
    func record(
        at now: Instant, _ body: @Sendable (WriteTransaction) throws -> EditOutcome
    ) async throws -> EditOutcome {
        let (outcome, feed) = try await write(at: now, body)
        changes.publish(feed)
        guard outcome.state == .queued else { return outcome }
        await engine.localEdit(in: outcome.calendar)
        if let from = outcome.from, from.account != outcome.calendar.account { await engine.localEdit(in: from) }
        return outcome
    }

    private func patch(
        _ change: EventChange, of target: EditableEvent, _ reach: EditReach, _ reader: ReaderZone?, user: String?
    ) throws -> EventPatch {
        var patch = EventPatch()
        patch.title = change.title
        patch.description = change.description
        patch.location = change.location
        patch.url = change.url
        patch.status = change.status
        patch.categories = change.categories
        patch.alarms = change.alarms
        patch.attendees = change.attendees
        patch.organizer = change.organizer ?? user
        patch.recurrenceRule = change.recurrenceRule
        patch.exceptions = change.exceptions
        if patch.attendees == .keep { patch.organizer = nil }
        if let answer = change.answer {
            guard let address = answer.address ?? user else {
                throw BridgeError(
                    .invalid, "It is not known which of the attendees you are.", hint: "Add --as ADDRESS.")
            }
            patch.participation = Participation(address: address, status: answer.status)
        }
        guard !change.schedule.isEmpty else { return patch }
        let current = try current(target, reach)
        let own = current.zone.map { ReaderZone(rules: $0) }
        let plan = try SchedulePlan(
            request: change.schedule, reader: reader ?? own ?? zone(named: nil), zones: zones)
        let schedule = try plan.changed(current)
        if schedule != current.schedule { patch.schedule = .set(schedule) }
        return patch
    }

    /// When that what is meant takes place now: the event, or the instance.
    private func current(_ target: EditableEvent, _ reach: EditReach) throws -> CurrentSchedule {
        let known = ICalendar.timeZone(of: target.body, zones: zones)
        switch reach {
        case .whole:
            let event = target.event
            return try CurrentSchedule(
                start: event.start, end: event.end, timeZone: event.timeZone, known: known, zones: zones)
        case .instance(let name), .following(let name):
            let event = try editing { try instance(name, of: target.body, zones: zones).event }
            return try CurrentSchedule(
                start: event.start, end: event.end, timeZone: event.timeZone, known: known, zones: zones)
        }
    }

    private func draft(_ event: NewEvent, _ reader: ReaderZone) throws(BridgeError) -> EventDraft {
        try checkTexts([event.title, event.description, event.location, event.url] + event.categories)
        try checkTitle(event.title)
        try checkStatus(event.status)
        try checkPeople(event.attendees, event.alarms)
        if let rule = event.recurrenceRule { try checkRule(rule) }
        let schedule = try SchedulePlan(request: event.schedule, reader: reader, zones: zones).new()
        return EventDraft(
            title: event.title, description: event.description, location: event.location, url: event.url,
            status: event.status, schedule: schedule, recurrenceRule: event.recurrenceRule,
            categories: event.categories)
    }
}

/// What the codec refuses, in the bridge's terms.
private func editing<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as ICalendarError {
        throw BridgeError(.notEditable, "This edit is not possible: \(error.reason)")
    }
}
