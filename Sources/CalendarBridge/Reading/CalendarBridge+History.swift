// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage

/// Both sides changed the same thing.
package struct ConflictSummary: Sendable, Equatable {
    package var id: Int64
    package var at: Instant
    package var object: ObjectID
    package var calendar: CalendarID
    package var title: String?
    /// In words, what was done, and by which policy or rule.
    package var decision: String
    package var rule: String
    /// When a person was done with it; `nil`: open.
    package var settledAt: Instant?

    init(_ conflict: Conflict) {
        let record = conflict.record
        (id, at, settledAt) = (conflict.id, conflict.at, conflict.settledAt)
        (object, calendar, title) = (record.object, record.calendar, record.title)
        (decision, rule) = (record.decision, record.rule)
    }
}

package struct ConflictDetails: Sendable {
    package var summary: ConflictSummary
    package var base: [UInt8]?
    package var local: [UInt8]?
    package var remote: [UInt8]?
}

/// One applied change.
package struct LogEntry: Sendable, Equatable {
    package var id: Int64
    package var at: Instant
    /// `created`, `changed`, `deleted`, `confirmed`, `refused` or `discarded`.
    package var kind: String
    package var cause: Cause
    package var calendar: CalendarID
    package var object: ObjectID
    package var title: String?
    /// Of a move: where it was before.
    package var from: CalendarID?

    init(_ entry: JournalEntry) {
        (id, at, kind, cause) = (entry.id, entry.at, entry.kind.rawValue, entry.cause)
        (calendar, object, title) = (entry.calendar, entry.object, entry.title)
        from = entry.from
    }
}

/// A part of the change feed.
package struct ChangeFeed: Sendable, Equatable {
    package var freshness: FreshnessSummary
    package var entries: [FeedEntry]
    /// Where to go on.
    package var next: FeedPosition
    /// The position asked for is not known any more.
    package var reset: Bool
    package var hasMore: Bool
}

/// Which entries of the journal somebody wants to see.
package struct LogQuery: Sendable, Equatable {
    package static let limits = 1...1000
    package var since: RequestedMoment?
    package var timeZone: String?
    package var calendar: String?
    /// Any unique prefix of an event's id.
    package var event: String?
    package var run: String?
    package var before: Int64?
    package var limit: Int
    package init(
        since: RequestedMoment? = nil, timeZone: String? = nil, calendar: String? = nil, event: String? = nil,
        run: String? = nil, before: Int64? = nil, limit: Int = 100
    ) {
        self.since = since
        self.timeZone = timeZone
        self.calendar = calendar
        self.event = event
        self.run = run
        self.before = before
        self.limit = min(max(limit, Self.limits.lowerBound), Self.limits.upperBound)
    }
}

extension CalendarBridge {
    package static let changeLimits = 1...10_000

    /// What became stale since a position.
    package func changes(
        since position: String?, limit: Int
    ) async throws -> ChangeFeed {
        let since = try position.map { text in
            guard let position = FeedPosition(text) else {
                throw BridgeError(.invalid, "`since` is not a position of the change feed.", hint: "Leave it out once.")
            }
            return position
        }
        let limit = min(max(limit, Self.changeLimits.lowerBound), Self.changeLimits.upperBound)
        return try await read { transaction in
            let page = try transaction.changes(since: since, limit: limit)
            return ChangeFeed(
                freshness: try transaction.freshness(of: transaction.shownCalendars()), entries: page.entries,
                next: page.next, reset: page.reset, hasMore: page.hasMore)
        }
    }

    package func conflicts(
        includingSettled: Bool
    ) async throws -> (freshness: FreshnessSummary, conflicts: [ConflictSummary]) {
        try await read { transaction in
            let freshness = try transaction.freshness(of: transaction.shownCalendars())
            let conflicts = try transaction.conflicts(open: includingSettled ? nil : true)
            return (freshness, conflicts.map { ConflictSummary($0) })
        }
    }

    package func conflict(_ id: String) async throws -> (freshness: FreshnessSummary, details: ConflictDetails) {
        try await read { transaction in
            let conflict = try transaction.conflict(named: id)
            let record = conflict.record
            let details = ConflictDetails(
                summary: ConflictSummary(conflict), base: try record.base.flatMap { try transaction.body($0) },
                local: try record.local.flatMap { try transaction.body($0) },
                remote: try record.remote.flatMap { try transaction.body($0) })
            return (try transaction.freshness(of: transaction.shownCalendars()), details)
        }
    }

    /// A person has seen what was decided, and is done with it. What was kept stays as it is.
    ///
    /// - Throws: ``BridgeError`` where there is no such conflict, and where it is settled already.
    package func settleConflict(_ id: String) async throws -> ConflictSummary {
        try await write(at: surroundings.now()) { transaction in
            let conflict = try transaction.conflict(named: id)
            guard conflict.settledAt == nil else {
                throw BridgeError(
                    .alreadySettled, "The conflict \(conflict.id) was settled before.",
                    hint: "almanac conflicts list --all")
            }
            try transaction.settleConflict(conflict.id)
            return ConflictSummary(try transaction.conflict(named: id))
        }.value
    }

    /// Newest first; `next`: older entries follow, before this one.
    package func log(
        _ query: LogQuery
    ) async throws -> (freshness: FreshnessSummary, entries: [LogEntry], next: Int64?) {
        let zone = try zone(named: query.timeZone)
        let since = query.since.map { Instant(seconds: zone.instant($0)) }
        return try await read { transaction in
            let calendar = try query.calendar.map { try transaction.calendarWithHistory(named: $0) }
            var entries = try transaction.journal(
                JournalQuery(
                    since: since, calendar: calendar, run: query.run.map { RunID($0) },
                    object: try query.event.map { try transaction.object(named: $0) }, before: query.before,
                    limit: query.limit + 1))
            let hasMore = entries.count > query.limit
            if hasMore { entries.removeLast() }
            let freshness = try transaction.freshness(of: transaction.shownCalendars())
            return (freshness, entries.map { LogEntry($0) }, hasMore ? entries.last?.id : nil)
        }
    }
}

extension StoreReading {
    fileprivate func conflict(named id: String) throws -> Conflict {
        guard let number = Int64(id), let conflict = try conflict(number) else {
            throw BridgeError(.notFound, "There is no conflict \"\(id.prefix(20))\".", hint: "almanac conflicts list")
        }
        return conflict
    }

    /// One that was deleted from here has a history too.
    fileprivate func calendarWithHistory(named name: String) throws -> CalendarID {
        if let record = try? calendars(of: nil).named(name) { return record.id }
        return try calendars(of: nil, includesDeleted: true).named(name).id
    }
}
