// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Removes an account with everything in it but journal and conflicts. Throws `editsWaiting` while the outbox has
    /// edits of its objects or for its calendars, unless `discardEdits`: then each is journaled.
    package func forget(_ account: AccountName, discardEdits: Bool, cause: Cause) throws {
        guard try self.account(account) != nil else { throw StorageError.missing("account", account) }
        let waiting = try waitingEdits(of: account)
        guard waiting.isEmpty || discardEdits else {
            let count = waiting.count
            throw StorageError(
                .editsWaiting(count: count),
                "\(count) local \(count == 1 ? "edit" : "edits") of `\(account)` never reached the server",
                hint: "sync first, or add --discard-edits")
        }
        for edit in waiting { try discard(edit.object, in: edit.calendar, cause) }
        try releaseHrefs(ofObjectsIn: account)
        for calendar in try calendars(of: account, includesDeleted: true) {
            try connection.execute("DELETE FROM sync_metadata WHERE calendar_id = ?") { $0.add(calendar.id) }
            try deleteObjects(of: calendar.id)
            try connection.execute("DELETE FROM calendars WHERE id = ?") { $0.add(calendar.id) }
            try feed(.calendar, calendar: calendar.id)
        }
        try connection.execute("DELETE FROM accounts WHERE name = ?") { $0.add(account) }
    }

    /// Takes an edit out of the outbox, with an entry in the journal.
    func discard(_ object: ObjectID, in calendar: CalendarID, _ cause: Cause) throws {
        let base = try syncRow(of: object, in: calendar)?.baseBody
        try journal(
            .discarded, object: object, calendar: calendar, cause: cause, before: try self.object(object)?.localBody,
            after: base, title: try title(of: object))
        try removeOutbox(object, in: calendar)
    }

    private func waitingEdits(of account: AccountName) throws -> [WaitingEdit] {
        try connection.rows(
            """
            SELECT x.object_id, x.calendar_id FROM outbox x JOIN objects o ON o.id = x.object_id
            WHERE x.calendar_id IN (SELECT id FROM calendars WHERE account = ?1)
                OR o.calendar_id IN (SELECT id FROM calendars WHERE account = ?1)
            ORDER BY x.queued_at
            """
        ) {
            $0.add(account)
        } _: {
            WaitingEdit(object: $0.identifier(0), calendar: $0.identifier(1))
        }
    }

    /// Hrefs of other accounts that stand for an object which moved here are fetched anew.
    private func releaseHrefs(ofObjectsIn account: AccountName) throws {
        try connection.execute(
            """
            UPDATE sync_metadata SET object_id = NULL, base_body = NULL, base_etag = NULL, schedule_tag = NULL,
                state = 'owed'
            WHERE calendar_id NOT IN (SELECT id FROM calendars WHERE account = ?1)
                AND object_id IN (SELECT id FROM objects WHERE calendar_id IN
                    (SELECT id FROM calendars WHERE account = ?1))
            """
        ) { $0.add(account) }
    }
}

private struct WaitingEdit {
    let object: ObjectID
    let calendar: CalendarID
}
