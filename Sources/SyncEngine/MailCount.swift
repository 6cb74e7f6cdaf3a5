// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar
import Planning

extension StoreReading {
    /// Whom the account's server would mail because of the edits that wait; nobody, where it is known not to mail.
    func mailGuard(of account: AccountName, for calendar: CalendarID, limit: Int) throws -> MailGuard {
        guard let record = try self.account(account), try capabilities(of: account).scheduling != false else {
            return .off
        }
        let name = record.username.contains("@") ? [record.username.lowercased()] : []
        let ourselves = Set(record.addresses + name)
        var result = MailGuard(limit: limit, recipients: [:])
        for other in try calendars(of: account) {
            for row in try outbox(in: other.id) where row.state != .parked && !row.isApproved {
                let people = try recipients(of: row, ourselves: ourselves)
                if other.id == calendar {
                    result.recipients[row.object] = people
                } else {
                    result.elsewhere.formUnion(people)
                }
            }
        }
        return result
    }

    /// Those who are invited by either text: who was taken off the list is told so.
    private func recipients(of row: OutboxRow, ourselves: Set<String>) throws -> Set<String> {
        let bodies = [try object(row.object)?.localBody, try syncRow(of: row.object, in: row.calendar)?.baseBody]
        var people: Set<String> = []
        for id in Set(bodies.compactMap { $0 }) {
            guard let bytes = try body(id),
                case .object(let derived) = derive(bytes, window: DeriveWindow(range: TimeRange(start: 0, end: 0)))
            else { continue }
            for event in derived.events {
                people.formUnion(mailRecipients(of: event.participants, ourselves: ourselves))
            }
        }
        return people
    }
}
