// SPDX-License-Identifier: Apache-2.0

/// `GET /v1/health`: cheap, and without names.
package struct HealthDocument: Codable, Sendable, Equatable {
    package enum Verdict: String, Codable, Sendable { case ok, degraded }
    package var status: Verdict
    package var version: String
    /// What the engine is doing, in words.
    package var activity: String
    /// One line each; empty when all is well.
    package var problems: [String]
    package init(status: Verdict, version: String, activity: String, problems: [String]) {
        self.status = status
        self.version = version
        self.activity = activity
        self.problems = problems
    }
}

/// `GET /v1/status`, with the freshness of everything.
package struct StatusDocument: Codable, Sendable, Equatable {
    package var version: String
    package var activity: String
    /// Complete, and nothing pending, held or kept aside.
    package var inStep: Bool
    package var problems: [String]
    package var accounts: [AccountDocument]
    package var calendars: [Fresh<CalendarDocument>]
    package var waiting: [WaitingEditDocument]
    package var heldDeletions: [HeldDeletionDocument]
    package var kept: [QuarantinedDocument]
    package var openConflicts: Int

    package init(
        version: String, activity: String, inStep: Bool, problems: [String], accounts: [AccountDocument],
        calendars: [Fresh<CalendarDocument>], waiting: [WaitingEditDocument], heldDeletions: [HeldDeletionDocument],
        kept: [QuarantinedDocument], openConflicts: Int
    ) {
        self.version = version
        self.activity = activity
        self.inStep = inStep
        self.problems = problems
        self.accounts = accounts
        self.calendars = calendars
        self.waiting = waiting
        self.heldDeletions = heldDeletions
        self.kept = kept
        self.openConflicts = openConflicts
    }

    enum CodingKeys: String, CodingKey {
        case version, activity, problems, accounts, calendars, waiting
        case inStep = "in_step"
        case heldDeletions = "held_deletions"
        case kept = "kept_aside"
        case openConflicts = "open_conflicts"
    }
}

/// An edit that the server has not confirmed.
package struct WaitingEditDocument: Codable, Sendable, Equatable {
    package var event: String
    package var calendar: String
    /// `create`, `update` or `delete`; `move` in the calendar that an event is moved to.
    package var operation: String
    /// `queued`, `sent`, `held` or `parked`.
    package var state: String
    package var title: String?
    package var since: Timestamp
    package var reason: String?
    /// Of a move, in its new calendar: where it was before.
    package var from: String?
    /// Of a move, in its old calendar: where it is now.
    package var to: String?
    package init(
        event: String, calendar: String, operation: String, state: String, title: String?, since: Timestamp,
        reason: String?, from: String? = nil, to: String? = nil
    ) {
        self.event = event
        self.calendar = calendar
        self.operation = operation
        self.state = state
        self.title = title
        self.since = since
        self.reason = reason
        self.from = from
        self.to = to
    }
}

/// A deletion on the server that waits for approval, since too many came at once.
package struct HeldDeletionDocument: Codable, Sendable, Equatable {
    package var calendar: String
    package var event: String?
    package var title: String?
    package var hint: String
    package init(calendar: String, event: String?, title: String?, hint: String) {
        self.calendar = calendar
        self.event = event
        self.title = title
        self.hint = hint
    }
}

/// An item of the server that cannot be read or fetched.
package struct QuarantinedDocument: Codable, Sendable, Equatable {
    package var calendar: String
    package var href: String
    package var title: String?
    package var start: WireTime?
    package var reason: String
    package var attempts: Int
    package var nextAttempt: Timestamp?
    package var hint: String
    package init(
        calendar: String, href: String, title: String?, start: WireTime?, reason: String, attempts: Int,
        nextAttempt: Timestamp?, hint: String
    ) {
        self.calendar = calendar
        self.href = href
        self.title = title
        self.start = start
        self.reason = reason
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.hint = hint
    }

    enum CodingKeys: String, CodingKey {
        case calendar, href, title, start, reason, attempts, hint
        case nextAttempt = "next_attempt"
    }
}
