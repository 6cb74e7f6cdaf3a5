// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Planning

/// What happens in a calendar to an object that was moved away from it, until the server has let it go.
extension WriteTransaction {
    /// A change that was made there goes along to where the object is now; then it is deleted there as it was found.
    func meetAway(
        _ step: ItemStep, _ meeting: Meeting, _ context: ObservationContext, _ counts: inout CalendarOutcome
    ) throws {
        switch step {
        case .agree, .rebase: break
        case .pull:
            try bring(meeting, context, why: "on the server: changed in \(meeting.row.calendar) before it was moved")
            counts.changed += 1
        case .conflict(let decision):
            try recordConflict(decision, meeting, context)
            counts.conflicts += 1
            if decision == .bothKept { try keepCopy(of: meeting, context) }
            if decision != .localPreferred { try bring(meeting, context, why: "conflict: \(decision.rawValue)") }
        case .deleteLocal, .recreate, .forget: preconditionFailure("a text that was fetched is there")
        }
        let (row, object) = (meeting.row, meeting.object.id)
        try agree(row, object: object, base: try bodyID(for: meeting), meeting.seen, context)
        var edit =
            meeting.edit
            ?? OutboxRow(
                object: object, calendar: row.calendar, operation: .delete, name: row.name, queuedAt: context.now)
        (edit.operation, edit.name, edit.state) = (.delete, row.name, .queued)
        (edit.sentBody, edit.sentRevision, edit.nextAttempt) = (nil, nil, nil)
        try save(edit)
    }

    /// The remote text becomes the object's, and has to be sent to its calendar.
    private func bring(_ meeting: Meeting, _ context: ObservationContext, why: String) throws {
        let object = try put(
            meeting.object.id, in: meeting.object.calendar, body: try bodyID(for: meeting), derived: meeting.derived,
            cause: context.cause(why))
        let known = try syncRow(of: object.id, in: object.calendar)
        var edit = try outbox(object.id, in: object.calendar)
        // A request under way is settled first; the object's revision says that there is more to send.
        guard edit?.state != .sent, let name = edit?.name ?? known?.name,
            let operation = neededOperation(local: object.localBody, base: known?.baseBody)
        else { return }
        edit =
            edit
            ?? OutboxRow(
                object: object.id, calendar: object.calendar, operation: operation, name: name, queuedAt: context.now)
        guard var edit else { return }
        (edit.operation, edit.state, edit.attempts, edit.nextAttempt) = (operation, .queued, 0, nil)
        try save(edit)
    }

    /// Where a copy of the local text goes: beside the object.
    func placeOfCopy(_ meeting: Meeting, _ context: ObservationContext) throws -> (CalendarID, RemoteName) {
        let (object, name) = (meeting.object, context.renamed(for: meeting.object.id))
        guard object.isAway(from: meeting.row.calendar),
            let known = try syncRow(of: object.id, in: object.calendar)
        else { return (meeting.row.calendar, name) }
        return (object.calendar, known.name.sibling(of: name))
    }
}

extension RemoteName {
    /// `other`'s last path segment in this one's folder.
    fileprivate func sibling(of other: RemoteName) -> RemoteName {
        func joined(_ path: String, _ other: String) -> String {
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
            return String(folder) + (other.split(separator: "/").last ?? "")
        }
        return RemoteName(
            href: Href(joined(href.rawValue, other.href.rawValue)),
            key: HrefKey(joined(key.rawValue, other.key.rawValue)))
    }
}
