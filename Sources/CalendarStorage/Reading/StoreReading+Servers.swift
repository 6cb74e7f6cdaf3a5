// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    package func capabilities(of account: AccountName) throws -> ServerCapabilities {
        let text = try connection.first("SELECT capabilities FROM accounts WHERE name = ?") {
            $0.add(account)
        } _: {
            $0.optionalText(0)
        }
        return ServerCapabilities(text: (text ?? nil) ?? "")
    }

    package func audit(of calendar: CalendarID) throws -> CalendarAudit {
        try connection.first("SELECT audited_at, audit_repairs FROM calendars WHERE id = ?") {
            $0.add(calendar)
        } _: {
            CalendarAudit(listedAt: $0.optionalInstant(0), repairs: $0.int(1))
        } ?? CalendarAudit(listedAt: nil, repairs: 0)
    }

    /// Every `stride`th of the clean rows with a base, at most fifty, in the order of the keys' bytes.
    package func cleanRows(in calendar: CalendarID, every stride: Int, from start: Int) throws -> [RemoteName] {
        var (names, index) = ([RemoteName](), 0)
        try connection.visit(
            """
            SELECT href, href_key FROM sync_metadata
            WHERE calendar_id = ? AND state = 'clean' AND base_body IS NOT NULL ORDER BY href_key
            """
        ) {
            $0.add(calendar)
        } _: { row in
            if index % max(1, stride) == start {
                names.append(RemoteName(href: row.identifier(0), key: row.identifier(1)))
            }
            index += 1
            return names.count < 50
        }
        return names
    }
}

extension WriteTransaction {
    package func save(_ capabilities: ServerCapabilities, of account: AccountName) throws {
        try connection.execute("UPDATE accounts SET capabilities = ? WHERE name = ?") {
            $0.add(capabilities.text)
            $0.add(account)
        }
    }

    /// Everything was listed at that moment.
    package func setListed(at instant: Instant, of calendar: CalendarID) throws {
        try connection.execute("UPDATE calendars SET audited_at = ? WHERE id = ?") {
            $0.add(instant)
            $0.add(calendar)
        }
    }

    package func countRepairs(_ count: Int, of calendar: CalendarID) throws {
        try connection.execute("UPDATE calendars SET audit_repairs = audit_repairs + ? WHERE id = ?") {
            $0.add(count)
            $0.add(calendar)
        }
    }
}
