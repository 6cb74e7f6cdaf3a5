// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
import CalendarStorage

/// A calendar with where it stands.
package struct CalendarOverview: Sendable, Equatable {
    package var record: CalendarRecord
    package var state: CalendarState
    package var isDefault: Bool
    package var freshness: FreshnessSummary
    /// Whose calendar it is, when somebody else shares it with us.
    package var sharedBy: String?
}

package struct Overview: Sendable, Equatable {
    package var freshness: FreshnessSummary
    package var accounts: [AccountRecord]
    package var calendars: [CalendarOverview]
    package var waiting: [WaitingEdit]
    package var heldDeletions: [HeldDeletion]
    package var quarantined: [QuarantinedItem]
    package var openConflicts: Int
}

package struct WaitingEdit: Sendable, Equatable {
    package var row: OutboxRow
    package var title: String?
    /// Of a move, in its new calendar: where it was before.
    package var from: CalendarID?
    /// Of a move, in its old calendar: where it is now.
    package var to: CalendarID?
}

package struct HeldDeletion: Sendable, Equatable {
    package var calendar: CalendarID
    package var object: ObjectID?
    package var title: String?
}

package struct QuarantinedItem: Sendable, Equatable {
    package var row: SyncRow
    package var title: String?
    package var start: CalendarTime?
    package var reason: String
}

extension CalendarBridge {
    /// Everything that `status` shows, from one view of the database. Lists hold at most 100 items each.
    package func overview() async throws -> Overview {
        let defaults = surroundings.defaultCalendars()
        let window = DeriveWindow(around: surroundings.now())
        return try await read { transaction in
            let calendars = try transaction.calendarOverviews(defaults: defaults)
            let shown = calendars.filter(\.state.isShown)
            return Overview(
                freshness: FreshnessSummary(shown.map(\.freshness)), accounts: try transaction.accounts(),
                calendars: calendars, waiting: try transaction.waitingEdits(calendars, limit: 100),
                heldDeletions: try transaction.heldDeletions(calendars, limit: 100),
                quarantined: try transaction.quarantinedItems(calendars, window: window, limit: 100),
                openConflicts: try transaction.openConflictCount())
        }
    }

    package func accounts() async throws -> (freshness: FreshnessSummary, accounts: [AccountRecord]) {
        try await read { transaction in
            (try transaction.freshness(of: transaction.shownCalendars()), try transaction.accounts())
        }
    }

    package func calendars() async throws -> (freshness: FreshnessSummary, calendars: [CalendarOverview]) {
        let defaults = surroundings.defaultCalendars()
        return try await read { transaction in
            let calendars = try transaction.calendarOverviews(defaults: defaults)
            return (FreshnessSummary(calendars.filter(\.state.isShown).map(\.freshness)), calendars)
        }
    }

    /// What is wrong with the daemon itself; a database that cannot be read is told, not thrown.
    package func health() async -> EngineHealth {
        var health = await engine.engineHealth()
        do {
            _ = try await read { try $0.feedPosition() }
        } catch {
            health.problems.append("\(error)")
        }
        return health
    }
}

extension StoreReading {
    /// - Throws: ``BridgeError`` when it has just been deleted.
    func overview(of calendar: CalendarID, defaults: [String]) throws -> CalendarOverview {
        guard let found = try calendarOverviews(defaults: defaults).first(where: { $0.record.id == calendar }) else {
            throw BridgeError(.notFound, "The calendar \(calendar) has just been deleted.")
        }
        return found
    }

    fileprivate func calendarOverviews(defaults: [String]) throws -> [CalendarOverview] {
        let accounts = Dictionary(uniqueKeysWithValues: try accounts().map { ($0.name, $0) })
        let records = try calendars(of: nil)
        let writable = records.filter {
            $0.isWritable && $0.holdsEvents && CalendarState($0, account: accounts[$0.id.account]) == .active
        }
        let chosen = try? CalendarBridge.calendarForNewEvents(writable, all: records, defaults: defaults)
        return try records.map { record in
            let state = CalendarState(record, account: accounts[record.id.account])
            return CalendarOverview(
                record: record, state: state, isDefault: record.id == chosen?.id, freshness: try freshness(of: record),
                sharedBy: record.sharedBy(accounts[record.id.account]))
        }
    }

    fileprivate func waitingEdits(_ calendars: [CalendarOverview], limit: Int) throws -> [WaitingEdit] {
        var rows: [OutboxRow] = []
        for calendar in calendars { rows += try outbox(in: calendar.record.id) }
        rows.sort { ($0.queuedAt, $0.object) < ($1.queuedAt, $1.object) }
        return try rows.prefix(limit).map { try waitingEdit($0) }
    }

    private func waitingEdit(_ row: OutboxRow) throws -> WaitingEdit {
        var edit = WaitingEdit(row: row, title: try title(of: row.object))
        guard let object = try object(row.object), object.localBody != nil else { return edit }
        if object.isAway(from: row.calendar) {
            edit.to = object.calendar
        } else {
            edit.from = try outbox(of: row.object).first { $0.calendar != row.calendar }?.calendar
        }
        return edit
    }

    fileprivate func heldDeletions(_ calendars: [CalendarOverview], limit: Int) throws -> [HeldDeletion] {
        var held: [HeldDeletion] = []
        for calendar in calendars where calendar.freshness.heldDeletions > 0 && held.count < limit {
            for row in try goneRows(in: calendar.record.id, limit: limit) where !row.isApproved {
                let title = try row.object.flatMap { try self.title(of: $0) }
                held.append(HeldDeletion(calendar: calendar.record.id, object: row.object, title: title))
            }
        }
        return Array(held.prefix(limit))
    }

    /// As it stands here, or as it stood before it was deleted here.
    fileprivate func title(of object: ObjectID) throws -> String? {
        if let event = try events(of: object).first { return event.title }
        return try journal(JournalQuery(object: object, limit: 1)).first?.title
    }
}
