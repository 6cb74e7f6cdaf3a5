// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Planning
import Testing

@Suite struct `Whom a server mails` {
    struct Row: Sendable {
        var organizer: String?
        var attendees: [String]
        var ourselves: Set<String>
        var mailed: Set<String>
    }

    static let rows: [Row] = [
        Row(organizer: nil, attendees: ["mailto:bob@x"], ourselves: ["alice@x"], mailed: []),
        Row(
            organizer: "MAILTO:Alice@x", attendees: ["mailto:alice@x", "mailto:bob@x", "mailto:Bob@x", "mailto:eve@x"],
            ourselves: ["alice@x", "al@x"], mailed: ["bob@x", "eve@x"]),
        Row(
            organizer: "mailto:boss@x", attendees: ["mailto:alice@x", "mailto:bob@x"], ourselves: ["alice@x"],
            mailed: ["boss@x"]),
        Row(organizer: "mailto:boss@x", attendees: ["mailto:bob@x"], ourselves: [], mailed: ["bob@x"]),
        Row(organizer: "urn:uuid:1", attendees: ["urn:uuid:2"], ourselves: ["urn:uuid:1"], mailed: ["urn:uuid:2"]),
    ]

    @Test(arguments: rows) func `follows from who invites and who we are`(row: Row) {
        let organizer = row.organizer.map { [Participant(kind: .organizer, address: $0)] } ?? []
        let people = organizer + row.attendees.map { Participant(kind: .attendee, address: $0) }
        #expect(mailRecipients(of: people, ourselves: row.ourselves) == row.mailed)
    }

    private static func edit(_ number: Int, approved: Bool = false) -> OutboxRow {
        let name = RemoteName(href: Href("/\(number)"), key: HrefKey("/\(number)"))
        return OutboxRow(
            object: ObjectID("o\(number)"), calendar: CalendarID("work/team"), operation: .update, name: name,
            isApproved: approved, queuedAt: Instant(seconds: Int64(number)))
    }

    private func steps(_ rows: [OutboxRow], elsewhere: Set<String> = []) -> [OutboxStep] {
        let recipients: [ObjectID: Set<String>] = [
            ObjectID("o1"): Set((0..<6).map { "a\($0)" }), ObjectID("o2"): Set((4..<10).map { "a\($0)" }),
        ]
        let mail = MailGuard(limit: 10, recipients: recipients, elsewhere: elsewhere)
        return planOutbox(
            rows, pull: [:], now: Instant(seconds: 100), budget: DeletionBudget(), withBase: 100, mail: mail
        ).map(\.step)
    }

    @Test func `holds a run that reaches more people than the limit, each counted once, and nothing else`() {
        let rows = [Self.edit(1), Self.edit(2), Self.edit(3)]
        #expect(steps(rows) == [.send, .send, .send])
        #expect(steps(rows, elsewhere: ["b"]) == [.hold(.mail(11)), .hold(.mail(11)), .send])
        #expect(steps([Self.edit(1, approved: true), Self.edit(2)], elsewhere: ["b"]) == [.send, .send])
    }
}
