// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar
import Planning

/// Applying what was fetched: the one place where a remote text meets what stands here, after a pull and after a push.
extension WriteTransaction {
    func apply(_ seen: Observation, _ context: ObservationContext, counts: inout CalendarOutcome) throws {
        // The row may be gone by now, with its account.
        guard let row = try syncRow(context.calendar, seen.key) else { return }
        switch seen.verdict {
        case .notFound: try applyMissing(row, context)
        case .failed(let reason):
            try save(planFailedFetch(row, reason: reason, now: context.now, random: context.random))
        case .unreadable(_, let reason): try quarantine(row, seen, reason: reason, context)
        case .object(let derived): try apply(derived, seen, to: row, context, &counts)
        }
    }

    /// A 404 to a fetch is no evidence: what was never here is dropped, the rest waits for the gate.
    private func applyMissing(_ row: SyncRow, _ context: ObservationContext) throws {
        if row.baseBody == nil, row.object == nil { return try remove(row.calendar, row.name.key) }
        var row = row
        if row.baseBody == nil {
            row.state = .clean  // Our own create, which the outbox looks after.
        } else {
            row = planFailedFetch(row, reason: notFoundWhenFetched, now: context.now, random: context.random)
            if row.state == .quarantined { (row.state, row.nextAttempt) = (.owed, context.now + quarantineRetry) }
            // The list said that it is there, and no later one said that it went: only a whole listing can tell.
            if row.attempts == 2 { try forgetToken(of: row.calendar) }
        }
        try save(row)
    }

    /// The next run lists everything.
    func forgetToken(of calendar: CalendarID) throws {
        guard var record = try self.calendar(calendar) else { return }
        (record.syncToken, record.ctag) = (nil, nil)
        try save(record)
    }

    private func quarantine(_ row: SyncRow, _ seen: Observation, reason: String, _ context: ObservationContext) throws {
        var row = row
        row.remoteBody = try insertBody(seen.body)
        row.seenETag = seen.etag
        row.state = .quarantined
        row.nextAttempt = context.now + quarantineRetry
        row.lastError = reason
        try save(row)
    }

    private func apply(
        _ derived: DerivedObject, _ seen: Observation, to row: SyncRow, _ context: ObservationContext,
        _ counts: inout CalendarOutcome
    ) throws {
        guard let objectID = row.object, let object = try object(objectID) else {
            return try adopt(derived, seen, row, context, &counts)
        }
        let edit = try outbox(objectID, in: row.calendar)
        // What stands at our own href came there by a PUT or a MOVE of ours.
        let base = try row.baseBody ?? edit?.sentBody ?? moveSources(of: objectID, to: row.calendar).first?.baseBody
        if row.baseBody == nil, object.uid != derived.uid {
            try giveWay(row, edit, context)
            return try adopt(
                derived, seen, SyncRow(calendar: row.calendar, name: row.name, state: .owed), context, &counts)
        }
        let isDirty = object.localBody != base
        let state = ItemState(
            base: isDirty ? try version(of: base, context) : object.checksum,
            local: object.localBody == nil ? nil : object.checksum,
            remote: derived.checksum,
            sent: edit?.state == .sent ? try version(of: edit?.sentBody, context) : nil)
        let step = isDirty || state.remote != state.base ? planItem(state, policy: context.policy) : .agree
        let meeting = Meeting(object: object, row: row, edit: edit, base: base, derived: derived, seen: seen)
        if object.isAway(from: row.calendar) { return try meetAway(step, meeting, context, &counts) }
        try carryOut(step, meeting, context, &counts)
    }

    /// First sight of an object.
    private func adopt(
        _ derived: DerivedObject, _ seen: Observation, _ row: SyncRow, _ context: ObservationContext,
        _ counts: inout CalendarOutcome
    ) throws {
        if let former = try formerRow(of: derived, now: row) {
            return try apply(derived, seen, to: try rename(former, to: row), context, &counts)
        }
        let body = try insertBody(seen.body)
        let object = try put(
            nil, in: row.calendar, body: body, derived: derived, cause: context.cause("on the server: new"),
            remote: seen.stamp(row.name, context.now))
        try agree(row, object: object.id, base: body, seen, context)
        counts.created += 1
    }

    /// Somebody else's object stands at the href we had chosen: ours gets another name.
    private func giveWay(_ row: SyncRow, _ edit: OutboxRow?, _ context: ObservationContext) throws {
        guard var edit else { return }
        let name = context.renamed(for: edit.object)
        (edit.name, edit.state, edit.sentBody, edit.sentRevision) = (name, .queued, nil, nil)
        try remove(row.calendar, row.name.key)
        try save(SyncRow(calendar: row.calendar, name: name, object: edit.object, state: .clean))
        try save(edit)
    }

    private func version(of body: BodyID?, _ context: ObservationContext) throws -> Version? {
        guard let body, let bytes = try self.body(body) else { return nil }
        switch derive(bytes, window: DeriveWindow(range: TimeRange(start: 0, end: 0))) {
        case .object(let derived): return derived.checksum
        case .unreadable: return "unreadable body \(body.rawValue)"
        }
    }
}

/// A remote text and the object that it is about.
struct Meeting {
    var object: ObjectRow
    var row: SyncRow
    var edit: OutboxRow?
    var base: BodyID?
    var derived: DerivedObject
    var seen: Observation
}

extension WriteTransaction {
    private func carryOut(
        _ step: ItemStep, _ meeting: Meeting, _ context: ObservationContext, _ counts: inout CalendarOutcome
    ) throws {
        switch step {
        case .agree: try take(meeting, context, why: "on the server: same content", dropEdit: true)
        case .pull:
            try take(meeting, context, why: "on the server: changed", dropEdit: true)
            counts.changed += 1
        case .rebase: try rebase(meeting, context)
        case .conflict(let decision):
            try recordConflict(decision, meeting, context)
            counts.conflicts += 1
            try carryOut(decision, meeting, context)
        case .deleteLocal, .recreate, .forget: preconditionFailure("a text that was fetched is there")
        }
    }

    private func carryOut(_ decision: ConflictDecision, _ meeting: Meeting, _ context: ObservationContext) throws {
        switch decision {
        case .remotePreferred: try take(meeting, context, why: "conflict: \(decision.rawValue)", dropEdit: true)
        case .remoteEditKept: try take(meeting, context, why: decision.rawValue, dropEdit: true)
        case .localPreferred: try rebase(meeting, context)
        case .bothKept:
            try keepCopy(of: meeting, context)
            try take(meeting, context, why: "conflict: \(decision.rawValue)", dropEdit: true)
        }
    }

    /// Local and base become the remote text.
    private func take(_ meeting: Meeting, _ context: ObservationContext, why: String, dropEdit: Bool) throws {
        let body = try bodyID(for: meeting)
        if body != meeting.object.localBody || meeting.object.checksum != meeting.derived.checksum {
            _ = try put(
                meeting.object.id, in: meeting.row.calendar, body: body, derived: meeting.derived,
                cause: context.cause(why), remote: meeting.seen.stamp(meeting.row.name, context.now))
        } else {
            try stamp(meeting.object.id, remote: meeting.seen.stamp(meeting.row.name, context.now))
        }
        if dropEdit, let edit = meeting.edit {
            try removeOutbox(meeting.object.id, in: meeting.row.calendar)
            if edit.state == .sent {
                try feed(
                    .confirmed, calendar: edit.calendar, event: EventID(object: edit.object, recurrenceID: nil),
                    range: nil)
            }
        }
        try agree(meeting.row, object: meeting.object.id, base: body, meeting.seen, context)
    }

    /// The remote text is what the edit will be sent against.
    private func rebase(_ meeting: Meeting, _ context: ObservationContext) throws {
        try agree(meeting.row, object: meeting.object.id, base: try bodyID(for: meeting), meeting.seen, context)
        guard var edit = meeting.edit else { return }
        edit.operation = meeting.object.localBody == nil ? .delete : .update
        (edit.state, edit.sentBody, edit.sentRevision, edit.nextAttempt) = (.queued, nil, nil, nil)
        edit.name = meeting.row.name
        try save(edit)
    }

    /// The body that already holds these bytes, or a new one.
    func bodyID(for meeting: Meeting) throws -> BodyID {
        for known in [meeting.base, meeting.object.localBody] {
            if let known, try body(known) == meeting.seen.body { return known }
        }
        return try insertBody(meeting.seen.body)
    }

    func agree(
        _ row: SyncRow, object: ObjectID, base: BodyID, _ seen: Observation, _ context: ObservationContext
    ) throws {
        var row = row
        (row.object, row.baseBody, row.baseETag) = (object, base, seen.etag)
        (row.seenETag, row.scheduleTag, row.remoteBody) = (seen.etag, seen.scheduleTag, nil)
        (row.state, row.isNear, row.isApproved) = (.clean, false, false)
        (row.attempts, row.nextAttempt, row.lastError, row.lastSync) = (0, nil, nil, context.now)
        try save(row)
    }

    func recordConflict(
        _ decision: ConflictDecision, _ meeting: Meeting, _ context: ObservationContext
    ) throws {
        let remote = try bodyID(for: meeting)
        _ = try recordConflict(
            ConflictRecord(
                object: meeting.object.id, calendar: meeting.row.calendar, title: meeting.derived.events.first?.title,
                base: meeting.base, local: meeting.object.localBody, remote: remote, decision: decision.rawValue,
                rule: context.policy.rawValue))
    }

    /// Keeps the local text as an object of its own, under a new UID, beside the remote one.
    func keepCopy(of meeting: Meeting, _ context: ObservationContext) throws {
        let (calendar, name) = try placeOfCopy(meeting, context)
        guard let local = meeting.object.localBody, let bytes = try body(local),
            let copy = try? copied(bytes, uid: name.key.rawValue.uidStem),
            case .object(let derived) = derive(copy, window: DeriveWindow(around: context.now))
        else { return }
        let object = try put(
            nil, in: calendar, body: try insertBody(copy), derived: derived,
            cause: context.cause("conflict: local version kept as a copy"), remote: nil)
        try save(SyncRow(calendar: calendar, name: name, object: object.id, state: .clean))
        try save(
            OutboxRow(
                object: object.id, calendar: calendar, operation: .create, name: name,
                queuedAt: context.now))
    }
}

extension String {
    /// The random part of a name that we chose: the last path segment without its extension.
    fileprivate var uidStem: String {
        let last = split(separator: "/").last ?? Substring(self)
        return String(last.prefix { $0 != "." })
    }
}

extension ObservationContext {
    func cause(_ words: String) -> Cause { Cause(origin: .remote, run: run, words: words) }
}

extension Observation {
    func stamp(_ name: RemoteName, _ now: Instant) -> RemoteStamp {
        RemoteStamp(name: name, etag: etag, agreedAt: now)
    }
}
