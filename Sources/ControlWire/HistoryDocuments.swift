// SPDX-License-Identifier: Apache-2.0

/// `GET /v1/changes`: what became stale since a position.
package struct ChangePage: Codable, Sendable, Equatable {
    /// Ask again with this as `since`.
    package var position: String
    /// The position asked for is unknown here (restored, or too old): drop what you cached.
    package var reset: Bool
    /// More changes follow at once.
    package var more: Bool
    package var changes: [ChangeDocument]
    package init(position: String, reset: Bool, more: Bool, changes: [ChangeDocument]) {
        self.position = position
        self.reset = reset
        self.more = more
        self.changes = changes
    }
}

package struct ChangeDocument: Codable, Sendable, Equatable {
    package var position: String
    /// `created`, `changed`, `deleted`, `confirmed`, `refused` or `calendar`.
    package var kind: String
    package var calendar: String
    package var event: String?
    /// The range touched, before and after together.
    package var from: Timestamp?
    package var to: Timestamp?
    package var at: Timestamp
    package init(
        position: String, kind: String, calendar: String, event: String?, from: Timestamp?, to: Timestamp?,
        at: Timestamp
    ) {
        self.position = position
        self.kind = kind
        self.calendar = calendar
        self.event = event
        self.from = from
        self.to = to
        self.at = at
    }
}

/// `GET /v1/conflicts`.
package struct ConflictList: Codable, Sendable, Equatable {
    package var conflicts: [ConflictDocument]
    package init(conflicts: [ConflictDocument]) { self.conflicts = conflicts }
}

package struct ConflictDocument: Codable, Sendable, Equatable {
    package var id: Int64
    package var event: String
    package var calendar: String
    package var title: String
    package var at: Timestamp
    /// What was done, in words.
    package var decision: String
    package var rule: String
    package var open: Bool
    /// When somebody settled it.
    package var settledAt: Timestamp?
    /// The three texts; only in the answer for one conflict.
    package var texts: ConflictTexts?
    package init(
        id: Int64, event: String, calendar: String, title: String, at: Timestamp, decision: String, rule: String,
        open: Bool, settledAt: Timestamp? = nil, texts: ConflictTexts? = nil
    ) {
        self.id = id
        self.event = event
        self.calendar = calendar
        self.title = title
        self.at = at
        self.decision = decision
        self.rule = rule
        self.open = open
        self.settledAt = settledAt
        self.texts = texts
    }

    private enum CodingKeys: String, CodingKey {
        case id, event, calendar, title, at, decision, rule, open, texts
        case settledAt = "settled_at"
    }
}

package struct ConflictTexts: Codable, Sendable, Equatable {
    /// What both sides had last agreed on.
    package var base: String?
    package var local: String?
    package var remote: String?
    package init(base: String?, local: String?, remote: String?) {
        self.base = base
        self.local = local
        self.remote = remote
    }
}

/// `GET /v1/log`: newest first.
package struct LogDocument: Codable, Sendable, Equatable {
    package var entries: [LogEntryDocument]
    /// Older entries follow: ask again with this as `before`.
    package var next: Int64?
    package init(entries: [LogEntryDocument], next: Int64?) {
        self.entries = entries
        self.next = next
    }
}

package struct LogEntryDocument: Codable, Sendable, Equatable {
    package var id: Int64
    package var at: Timestamp
    /// `remote` or `local`.
    package var origin: String
    package var cause: String
    package var run: String?
    package var calendar: String
    package var event: String
    package var kind: String
    package var title: String?
    /// Of a move: the calendar that it was in.
    package var from: String?
    package init(
        id: Int64, at: Timestamp, origin: String, cause: String, run: String?, calendar: String, event: String,
        kind: String, title: String?, from: String? = nil
    ) {
        self.id = id
        self.at = at
        self.origin = origin
        self.cause = cause
        self.run = run
        self.calendar = calendar
        self.event = event
        self.kind = kind
        self.title = title
        self.from = from
    }
}
