// SPDX-License-Identifier: Apache-2.0

/// `POST /v1/sync`. Without accounts and calendars: everything.
package struct SyncRequest: Codable, Sendable, Equatable {
    package var accounts: [String]?
    package var calendars: [String]?
    /// The calendar whose held deletions are approved.
    package var approveDeletions: String?
    /// The calendar whose edits may go though the server mails many people.
    package var approveMail: String?
    package init(
        accounts: [String]? = nil, calendars: [String]? = nil, approveDeletions: String? = nil,
        approveMail: String? = nil
    ) {
        self.accounts = accounts
        self.calendars = calendars
        self.approveDeletions = approveDeletions
        self.approveMail = approveMail
    }
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case accounts, calendars
        case approveDeletions = "approve_deletions"
        case approveMail = "approve_mail"
    }
}

/// `POST /v1/sync` and `GET /v1/sync/{ticket}`.
package struct SyncDocument: Codable, Sendable, Equatable {
    package var ticket: String
    package var finished: Bool
    /// Finished, complete and nothing pending, everywhere.
    package var inStep: Bool
    package var accounts: [AccountSyncDocument]
    package init(ticket: String, finished: Bool, inStep: Bool, accounts: [AccountSyncDocument]) {
        self.ticket = ticket
        self.finished = finished
        self.inStep = inStep
        self.accounts = accounts
    }
    enum CodingKeys: String, CodingKey {
        case ticket, finished, accounts
        case inStep = "in_step"
    }
}

package struct AccountSyncDocument: Codable, Sendable, Equatable {
    package var account: String
    /// `waiting`, `discovering`, `polling`, `listing`, `fetching`, `sending` or `finished`.
    package var phase: String
    /// The calendar that `phase` is about.
    package var calendar: String?
    package var done: Int?
    package var total: Int?
    package var problem: String?
    package var calendars: [CalendarSyncDocument]
    package init(
        account: String, phase: String, calendar: String? = nil, done: Int? = nil, total: Int? = nil,
        problem: String? = nil, calendars: [CalendarSyncDocument] = []
    ) {
        self.account = account
        self.phase = phase
        self.calendar = calendar
        self.done = done
        self.total = total
        self.problem = problem
        self.calendars = calendars
    }
}

/// What one calendar's run came to.
package struct CalendarSyncDocument: Codable, Sendable, Equatable {
    package var calendar: String
    package var complete: Bool
    package var created: Int
    package var changed: Int
    package var deleted: Int
    package var pushed: Int
    package var conflicts: Int
    package var quarantined: Int
    package var heldDeletions: Int
    package var pending: Int
    package var problem: String?
    package init(
        calendar: String, complete: Bool, created: Int, changed: Int, deleted: Int, pushed: Int, conflicts: Int,
        quarantined: Int, heldDeletions: Int, pending: Int, problem: String?
    ) {
        self.calendar = calendar
        self.complete = complete
        self.created = created
        self.changed = changed
        self.deleted = deleted
        self.pushed = pushed
        self.conflicts = conflicts
        self.quarantined = quarantined
        self.heldDeletions = heldDeletions
        self.pending = pending
        self.problem = problem
    }
    enum CodingKeys: String, CodingKey {
        case calendar, complete, created, changed, deleted, pushed, conflicts, quarantined, pending, problem
        case heldDeletions = "held_deletions"
    }
}

/// `POST /v1/reload`: what changed, one line each. Bad settings are a problem document.
package struct ReloadDocument: Codable, Sendable, Equatable {
    package var changes: [String]
    package init(changes: [String]) { self.changes = changes }
}
