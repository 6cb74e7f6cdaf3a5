// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import ControlWire

extension SyncDocument {
    init(_ progress: SyncProgress) {
        self.init(
            ticket: progress.ticket.id, finished: progress.isFinished, inStep: progress.isInStep,
            accounts: progress.accounts.map { AccountSyncDocument($0) })
    }
}

extension AccountSyncDocument {
    init(_ progress: AccountProgress) {
        self.init(
            account: progress.account.rawValue, phase: progress.phase.rawValue,
            calendar: progress.calendar?.rawValue, done: progress.done, total: progress.total,
            problem: progress.problem, calendars: progress.calendars.map { CalendarSyncDocument($0) })
    }
}

extension CalendarSyncDocument {
    init(_ progress: CalendarProgress) {
        self.init(
            calendar: progress.calendar.rawValue, complete: progress.isComplete, created: progress.created,
            changed: progress.changed, deleted: progress.deleted, pushed: progress.pushed,
            conflicts: progress.conflicts, quarantined: progress.quarantined, heldDeletions: progress.held,
            pending: progress.pending, problem: progress.problem)
    }
}

extension ChangePage {
    static func fresh(_ feed: ChangeFeed) -> Fresh<ChangePage> {
        let page = ChangePage(
            position: feed.next.description, reset: feed.reset, more: feed.hasMore,
            changes: feed.entries.map { ChangeDocument($0) })
        return Fresh(Freshness(feed.freshness), page)
    }
}

extension ChangeDocument {
    init(_ entry: FeedEntry) {
        self.init(
            position: entry.position.description, kind: entry.kind.rawValue, calendar: entry.calendar.rawValue,
            event: entry.event?.rawValue, from: entry.range.map { Timestamp(instant: $0.start) },
            to: entry.range.map { Timestamp(instant: $0.end) }, at: Timestamp(entry.at))
    }
}

extension ConflictDocument {
    init(_ conflict: ConflictSummary) {
        self.init(
            id: conflict.id, event: conflict.object.rawValue, calendar: conflict.calendar.rawValue,
            title: conflict.title ?? "", at: Timestamp(conflict.at), decision: conflict.decision,
            rule: conflict.rule, open: conflict.settledAt == nil, settledAt: conflict.settledAt.map { Timestamp($0) })
    }

    init(_ details: ConflictDetails) {
        func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
        self.init(details.summary)
        texts = ConflictTexts(
            base: text(details.base), local: text(details.local), remote: text(details.remote))
    }
}

extension LogEntryDocument {
    init(_ entry: LogEntry) {
        self.init(
            id: entry.id, at: Timestamp(entry.at), origin: entry.cause.origin.rawValue, cause: entry.cause.words,
            run: entry.cause.run?.rawValue, calendar: entry.calendar.rawValue, event: entry.object.rawValue,
            kind: entry.kind, title: entry.title, from: entry.from?.rawValue)
    }
}
