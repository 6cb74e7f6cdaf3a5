// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    /// By name.
    package func accounts() throws -> [AccountRecord] {
        let homes = try connection.rows("SELECT account, href FROM account_homes ORDER BY account, position") {
            (account: $0.identifier(0, as: AccountName.self), href: $0.identifier(1, as: Href.self))
        }
        return try connection.rows(accountColumns + " ORDER BY name") { row in
            var record = AccountRecord(row)
            record.homes = homes.filter { $0.account == record.name }.map(\.href)
            return record
        }
    }

    package func account(_ name: AccountName) throws -> AccountRecord? {
        let found = try connection.first(accountColumns + " WHERE name = ?") {
            $0.add(name)
        } _: {
            AccountRecord($0)
        }
        guard var record = found else { return nil }
        record.homes = try connection.rows("SELECT href FROM account_homes WHERE account = ? ORDER BY position") {
            $0.add(name)
        } _: {
            $0.identifier(0)
        }
        return record
    }

    /// By account, then the order that is wished for or that the server gave, then id.
    ///
    /// - Parameter includesDeleted: those too that were deleted from here.
    package func calendars(of account: AccountName?, includesDeleted: Bool = false) throws -> [CalendarRecord] {
        let conditions = [includesDeleted ? nil : "deleted_at IS NULL", account == nil ? nil : "account = ?"]
        let condition = conditions.compactMap { $0 }.enumerated().map { ($0 == 0 ? " WHERE " : " AND ") + $1 }.joined()
        let rank = "coalesce(wanted_order, display_order)"
        let order = " ORDER BY account, \(rank) IS NULL, \(rank), id"
        return try connection.rows(calendarColumns + condition + order) { binder in
            if let account { binder.add(account) }
        } _: {
            CalendarRecord($0)
        }
    }

    package func calendar(_ id: CalendarID) throws -> CalendarRecord? {
        try connection.first(calendarColumns + " WHERE id = ?") {
            $0.add(id)
        } _: {
            CalendarRecord($0)
        }
    }

    /// The calendars whose events are shown, among `wanted` if given; `nil` when no calendar at all is left out.
    func shownCalendars(among wanted: [CalendarID]?, includesHidden: Bool) throws -> [CalendarID]? {
        let all = try connection.rows(
            """
            SELECT c.id, c.hidden_since IS NULL AND c.is_detached = 0 AND a.state <> 'detached'
            FROM calendars c JOIN accounts a ON a.name = c.account
            """
        ) { (id: $0.identifier(0, as: CalendarID.self), isShown: $0.bool(1)) }
        let shown = all.filter { ($0.isShown || includesHidden) && wanted?.contains($0.id) ?? true }
        return shown.count == all.count ? nil : shown.map(\.id)
    }
}

private let accountColumns = """
    SELECT name, kind, url, username, principal, discovered_at, state, problem, problem_since, addresses FROM accounts
    """

private let calendarColumns = """
    SELECT id, href, href_key, display_name, color, display_order, summary, sync_token, ctag,
        supports_sync_collection, components, is_writable, max_resource_size, complete_at, hidden_since, is_detached,
        problem, problem_since, owner, resource_id, deleted_at, wanted_since, wanted_name, wanted_color, wanted_order,
        wish_attempts, wish_next_attempt, wish_error, wish_refusal
    FROM calendars LEFT JOIN calendar_wishes ON wished_for = id
    """

extension AccountRecord {
    fileprivate init(_ row: SQLRow) {
        self.init(
            name: row.identifier(0), kind: row.text(1), url: row.text(2), username: row.text(3),
            principal: row.optionalIdentifier(4), discoveredAt: row.optionalInstant(5),
            state: State(rawValue: row.text(6)) ?? .held, problem: row.optionalText(7),
            problemSince: row.optionalInstant(8),
            addresses: (row.optionalText(9) ?? "").split(separator: "\n").map(String.init))
    }
}

extension CalendarRecord {
    fileprivate init(_ row: SQLRow) {
        self.init(
            id: row.identifier(0), name: RemoteName(href: row.identifier(1), key: row.identifier(2)),
            displayName: row.optionalText(3), color: row.optionalText(4), order: row.optionalInt(5),
            summary: row.optionalText(6), syncToken: row.optionalIdentifier(7), ctag: row.optionalText(8),
            supportsSyncCollection: row.bool(9),
            components: row.optionalText(10).map { $0.split(separator: ",").map(String.init) },
            isWritable: row.bool(11), maxResourceSize: row.optionalInt(12), completeAt: row.optionalInstant(13),
            hiddenSince: row.optionalInstant(14), isDetached: row.bool(15), problem: row.optionalText(16),
            problemSince: row.optionalInstant(17), owner: row.optionalIdentifier(18), resourceID: row.optionalText(19),
            deletedAt: row.optionalInstant(20), wish: CalendarWish(row, from: 21))
    }
}

extension CalendarWish {
    /// `nil` when the first of the columns is.
    fileprivate init?(_ row: SQLRow, from column: Int32) {
        guard let since = row.optionalInstant(column) else { return nil }
        self.init(
            properties: CalendarProperties(
                displayName: row.optionalText(column + 1), color: row.optionalText(column + 2),
                order: row.optionalInt(column + 3)),
            queuedAt: since, attempts: row.int(column + 4), nextAttempt: row.optionalInstant(column + 5),
            lastError: row.optionalText(column + 6), refusal: row.optionalText(column + 7))
    }
}
