// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

/// What only Cyrus can be asked: calendars that are shared, and invitations between its users.
@Suite struct `Two people on one server` {
    @Test func `a calendar that one may only read says so, can be read, and refuses every write`() async throws {
        let host = try await RealServers.shared.server(.cyrus)
        let id = UUID().uuidString.lowercased()
        let alice = CalDAVServer(host.url)
        let own = Href(host.url + (try host.makeCalendar(in: RealServer.cyrus.home(), name: id)).dropFirst())
        let name = alice.newName(in: own, stem: "x")
        _ = try await alice.put(name, body: Sample.plain.text("u-\(id)", "One"), precondition: .absent)
        try await host.administer("SETACL user/alice/#calendars/\(id) bob lr")

        let bob = CalDAVServer(host.url, user: "bob", password: "bob-pw")
        let shared = Href("\(host.url)\(RealServer.cyrus.home(of: "bob").dropFirst())alice.\(id)/")
        let entry = try await bob.poll(RemoteHome(principal: nil, homes: [shared])).calendars.first
        #expect(entry?.name.href == shared && entry?.isWritable == false)
        let token = try #require(entry?.syncToken)
        let listing = try await bob.listing(of: shared)
        let object = try #require(listing.entries.first)
        let etag = try #require(object.etag)
        #expect(listing.count == 1)
        #expect(try await bob.changes(in: shared, since: token).isEmpty)
        guard case .found(let body, _, _) = try await bob.get(object.name) else {
            Issue.record("what is listed can be fetched")
            return
        }
        let other = Sample.plain.text("u-\(id)", "Two")
        let new = bob.newName(in: shared, stem: "new")
        let outcomes = [
            try await bob.put(object.name, body: other, precondition: .matches(etag)),
            try await bob.put(new, body: Sample.plain.text("v-\(id)", "New"), precondition: .absent),
            try await bob.delete(object.name, etag: etag),
        ]
        #expect(outcomes == [.readOnly, .readOnly, .readOnly])
        #expect(try await alice.get(name) == .found(body: body, etag: etag, scheduleTag: nil))
        #expect(try await alice.listing(of: own).count == 1)
    }

    @Test func `an invitation has no ETag, arrives with the other, and the answer comes back`() async throws {
        let host = try await TestServer.cyrus(isScheduling: true)
        let alice = CalDAVServer(host.url)
        let bob = CalDAVServer(host.url, user: "bob", password: "bob-pw")
        let inbox = try #require(try await bob.poll(try await bob.discover()).calendars.first)
        #expect(inbox.name.href.rawValue.hasSuffix("/bob/Default/"))
        let own = try #require(try await alice.poll(try await alice.discover()).calendars.first)
        let name = alice.newName(in: own.name.href, stem: "x")
        let outcome = try await alice.put(name, body: Self.meeting, precondition: .absent)
        guard case .done(nil, let tag?) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let sent = try await Self.found(alice, name)
        #expect(sent.tag == tag && sent.text.contains("SCHEDULE-STATUS=1.2"))

        let arrived = try await bob.changes(in: inbox.name.href, since: try #require(inbox.syncToken))
        let invitation = try #require(arrived.entries.first)
        #expect(arrived.count == 1 && invitation.status == .present)
        let received = try await Self.found(bob, invitation.name)
        #expect(received.text.contains("UID:meeting\r\n"))
        let accepted = received.text.replacing("PARTSTAT=NEEDS-ACTION", with: "PARTSTAT=ACCEPTED")
        let answer = try await bob.put(
            invitation.name, body: Array(accepted.utf8), precondition: .matches(received.etag))
        guard case .done = answer else {
            Issue.record("\(answer)")
            return
        }
        let answered = try await Self.found(alice, name)
        #expect(!answered.text.contains("NEEDS-ACTION") && answered.etag != sent.etag)
    }

    private static let meeting = calendarText(
        eventLines(
            "meeting", "Plan", when: ["DTSTART:20300201T100000Z", "DTEND:20300201T110000Z"],
            [
                "ORGANIZER:mailto:alice@example.org", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:alice@example.org",
                "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@example.org",
            ]))

    private static func found(
        _ server: CalDAVServer, _ name: RemoteName
    ) async throws -> (text: String, etag: ETag, tag: String?) {
        guard case .found(let body, let etag?, let tag) = try await server.get(name) else {
            throw Unexpected(message: "\(name.key) is not there")
        }
        return (String(decoding: body, as: UTF8.self).replacing("\r\n ", with: ""), etag, tag)
    }
}
