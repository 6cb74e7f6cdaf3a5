// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Inserts, or replaces every column.
    package func save(_ account: AccountRecord) throws {
        try connection.execute(
            """
            INSERT INTO accounts (name, kind, url, username, principal, discovered_at, state, problem, problem_since,
                addresses)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, url = excluded.url, username = excluded.username,
                principal = excluded.principal, discovered_at = excluded.discovered_at, state = excluded.state,
                problem = excluded.problem, problem_since = excluded.problem_since, addresses = excluded.addresses
            """
        ) {
            $0.add(account.name)
            $0.add(account.kind)
            $0.add(account.url)
            $0.add(account.username)
            $0.add(account.principal)
            $0.add(account.discoveredAt)
            $0.add(account.state.rawValue)
            $0.add(account.problem)
            $0.add(account.problemSince)
            $0.add(account.addresses.isEmpty ? nil : account.addresses.joined(separator: "\n"))
        }
        try saveHomes(of: account)
    }

    private func saveHomes(of account: AccountRecord) throws {
        try connection.execute("DELETE FROM account_homes WHERE account = ?") { $0.add(account.name) }
        for (position, home) in account.homes.enumerated() {
            try connection.execute("INSERT INTO account_homes (account, position, href) VALUES (?, ?, ?)") {
                $0.add(account.name)
                $0.add(position)
                $0.add(home)
            }
        }
    }

    /// Inserts, or replaces every column. The account must be there. A wish is no column, and stays as it is.
    package func save(_ calendar: CalendarRecord) throws {
        try connection.execute(saveCalendarSQL) {
            $0.add(calendar.id)
            $0.add(calendar.id.account)
            $0.add(calendar.id.shortName)
            $0.add(calendar.name.href)
            $0.add(calendar.name.key)
            $0.add(calendar.displayName)
            $0.add(calendar.color)
            $0.add(calendar.order)
            $0.add(calendar.summary)
            $0.add(calendar.syncToken)
            $0.add(calendar.ctag)
            $0.add(calendar.supportsSyncCollection)
            $0.add(calendar.components?.joined(separator: ","))
            $0.add(calendar.isWritable)
            $0.add(calendar.maxResourceSize)
            $0.add(calendar.completeAt)
            $0.add(calendar.hiddenSince)
            $0.add(calendar.isDetached)
            $0.add(calendar.problem)
            $0.add(calendar.problemSince)
            $0.add(calendar.owner)
            $0.add(calendar.resourceID)
            $0.add(calendar.deletedAt)
        }
    }

    /// The only thing that a run without changes writes.
    package func setCompleteAt(_ instant: Instant, of calendar: CalendarID) throws {
        try connection.execute("UPDATE calendars SET complete_at = ? WHERE id = ?") {
            $0.add(instant)
            $0.add(calendar)
        }
    }

    /// One feed entry per calendar, if that changes anything.
    package func setDetached(_ account: AccountName, _ isDetached: Bool) throws {
        guard var record = try self.account(account) else { throw StorageError.missing("account", account) }
        guard (record.state == .detached) != isDetached else { return }
        record.state = isDetached ? .detached : .active
        try save(record)
        for calendar in try calendars(of: account) { try feed(.calendar, calendar: calendar.id) }
    }

    /// With a feed entry, if that changes anything.
    package func setDetached(_ calendar: CalendarID, _ isDetached: Bool) throws {
        guard var record = try self.calendar(calendar) else { throw StorageError.missing("calendar", calendar) }
        guard record.isDetached != isDetached else { return }
        record.isDetached = isDetached
        try save(record)
        try feed(.calendar, calendar: calendar)
    }

    /// An id for a calendar seen for the first time, made from the last segment of its path, which may be
    /// percent-encoded. Unique within the account; nothing is written.
    package func newCalendarID(account: AccountName, segment: String) throws -> CalendarID {
        let slug = calendarSlug(segment)
        var number = 1
        while true {
            let id = CalendarID(account: account, shortName: number == 1 ? slug : "\(slug)-\(number)")
            if try calendar(id) == nil { return id }
            number += 1
        }
    }
}

extension StorageError {
    static func missing(_ what: String, _ id: some Identifier) -> Self {
        Self(.missing, "there is no \(what) `\(id)` in the database")
    }
}

private let saveCalendarSQL = """
    INSERT INTO calendars (id, account, short_name, href, href_key, display_name, color, display_order, summary,
        sync_token, ctag, supports_sync_collection, components, is_writable, max_resource_size, complete_at,
        hidden_since, is_detached, problem, problem_since, owner, resource_id, deleted_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET href = excluded.href, href_key = excluded.href_key,
        display_name = excluded.display_name, color = excluded.color, display_order = excluded.display_order,
        summary = excluded.summary, sync_token = excluded.sync_token, ctag = excluded.ctag,
        supports_sync_collection = excluded.supports_sync_collection, components = excluded.components,
        is_writable = excluded.is_writable, max_resource_size = excluded.max_resource_size,
        complete_at = excluded.complete_at, hidden_since = excluded.hidden_since, is_detached = excluded.is_detached,
        problem = excluded.problem, problem_since = excluded.problem_since, owner = excluded.owner,
        resource_id = excluded.resource_id, deleted_at = excluded.deleted_at
    """
