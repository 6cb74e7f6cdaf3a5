// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import ControlWire

extension AccountDocument {
    init(_ record: AccountRecord, interval: Duration? = nil) {
        self.init(
            name: record.name.rawValue, kind: record.kind, url: record.url, username: record.username,
            state: record.isWaitingForPassword ? AccountDocument.waitingForPassword : record.state.rawValue,
            problem: record.problem,
            problemSince: record.problemSince.map { Timestamp($0) },
            interval: interval.map { Int($0.components.seconds) })
    }
}

extension CalendarDocument {
    static func fresh(_ overview: CalendarOverview) -> Fresh<CalendarDocument> {
        let record = overview.record
        let shown = record.shownProperties
        let document = CalendarDocument(
            id: record.id.rawValue, account: record.id.account.rawValue, name: record.id.shortName,
            displayName: shown.displayName, color: shown.color, description: record.summary,
            state: overview.state.rawValue, writable: record.isWritable, isDefault: overview.isDefault,
            heldDeletions: overview.freshness.heldDeletions, heldEdits: overview.freshness.heldEdits,
            refusedEdits: overview.freshness.refusedEdits,
            problem: record.problem, problemSince: record.problemSince.map { Timestamp($0) }, order: shown.order,
            components: record.components, sharedBy: overview.sharedBy,
            missingSince: record.hiddenSince.map { Timestamp($0) }, waiting: record.wish?.waiting ?? [],
            waitingReason: record.wish?.lastError, refused: record.wish?.refusal)
        return Fresh(Freshness(overview.freshness), document)
    }
}

extension CalendarWish {
    /// The members of the document that the server does not have yet.
    fileprivate var waiting: [String] {
        let names = [
            properties.displayName.map { _ in "display_name" }, properties.color.map { _ in "color" },
            properties.order.map { _ in "order" },
        ]
        return names.compactMap { $0 }
    }
}

extension StatusDocument {
    static func fresh(_ overview: Overview, _ health: EngineHealth, version: String) -> Fresh<StatusDocument> {
        let freshness = overview.freshness
        let hasProblem =
            overview.accounts.contains { $0.problem != nil } || overview.calendars.contains { $0.record.problem != nil }
        let isInStep = freshness.isComplete && freshness.pending == 0 && freshness.quarantined == 0 && !hasProblem
        let document = StatusDocument(
            version: version, activity: health.activity, inStep: isInStep, problems: health.problems + health.notes,
            accounts: overview.accounts.map { AccountDocument($0, interval: health.intervals[$0.name]) },
            calendars: overview.calendars.map { CalendarDocument.fresh($0) },
            waiting: overview.waiting.map { WaitingEditDocument($0) },
            heldDeletions: overview.heldDeletions.map { HeldDeletionDocument($0) },
            kept: overview.quarantined.map { QuarantinedDocument($0) }, openConflicts: overview.openConflicts)
        return Fresh(Freshness(freshness), document)
    }
}

extension WaitingEditDocument {
    init(_ edit: WaitingEdit) {
        self.init(
            event: edit.row.object.rawValue, calendar: edit.row.calendar.rawValue,
            operation: edit.from == nil ? edit.row.operation.rawValue : "move", state: edit.row.state.rawValue,
            title: edit.title,
            since: Timestamp(edit.row.queuedAt), reason: edit.row.lastError, from: edit.from?.rawValue,
            to: edit.to?.rawValue)
    }
}

extension HeldDeletionDocument {
    init(_ deletion: HeldDeletion) {
        self.init(
            calendar: deletion.calendar.rawValue, event: deletion.object?.rawValue, title: deletion.title,
            hint: "almanac sync --approve-deletions \(deletion.calendar)")
    }
}

extension QuarantinedDocument {
    init(_ item: QuarantinedItem) {
        self.init(
            calendar: item.row.calendar.rawValue, href: item.row.name.href.rawValue, title: item.title,
            start: item.start.map { WireTime($0) }, reason: item.reason, attempts: item.row.attempts,
            nextAttempt: item.row.nextAttempt.map { Timestamp($0) }, hint: "almanac sync \(item.row.calendar)")
    }
}
