// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// Whom servers that send invitations themselves would mail, and how many are too many to be mailed unasked.
package struct MailGuard: Hashable, Sendable {
    package var limit: Int
    /// By object, of the edits of one calendar.
    package var recipients: [ObjectID: Set<String>]
    /// Of the edits in the account's other calendars.
    package var elsewhere: Set<String>

    package init(limit: Int, recipients: [ObjectID: Set<String>], elsewhere: Set<String> = []) {
        self.limit = limit
        self.recipients = recipients
        self.elsewhere = elsewhere
    }

    package static let off = MailGuard(limit: .max, recipients: [:])

    /// How many people the edits that nobody has approved would reach; `nil`: within the limit.
    func excess(of rows: [OutboxRow]) -> Int? {
        var people = elsewhere
        for row in rows where !row.isApproved && row.state != .parked {
            people.formUnion(recipients[row.object] ?? [])
        }
        return people.count > limit ? people.count : nil
    }
}

/// Whom a server mails because of an event (RFC 6638 §3.2): an organizer's change goes to all attendees, an attendee's
/// to the organizer. Without an organizer nobody is invited.
///
/// - Parameter ourselves: our addresses there, in lower case; without any we are taken for the organizer.
package func mailRecipients(of participants: [Participant], ourselves: Set<String>) -> Set<String> {
    func address(_ participant: Participant) -> String {
        let text = participant.address.lowercased()
        return text.hasPrefix("mailto:") ? String(text.dropFirst(7)) : text
    }
    guard let organizer = participants.first(where: { $0.kind == .organizer }).map(address) else { return [] }
    if !ourselves.isEmpty, !ourselves.contains(organizer) { return [organizer] }
    return Set(participants.map(address)).subtracting(ourselves).subtracting([organizer])
}
