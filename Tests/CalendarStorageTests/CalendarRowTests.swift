// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `A calendar's row` {
    private let team = CalendarID("work/team")
    private let full = CalendarWish(
        properties: CalendarProperties(displayName: "N", color: "#112233", order: 0), queuedAt: TestStore.now,
        attempts: 2, nextAttempt: TestStore.now + .seconds(5), lastError: "late", refusal: "no")

    @Test func `keeps its wish whatever the poll writes, and until nothing is left of it`() throws {
        try inStore { test in
            try test.write { try $0.save(full, of: team) }
            var record = try #require(try test.read { try $0.calendar(team) })
            #expect(record.wish == full)
            (record.displayName, record.wish) = ("Theirs", nil)
            (record.owner, record.resourceID) = (Href("https://x/bob/"), "urn:uuid:1")
            try test.write { try $0.save(record) }
            record.wish = full
            #expect(try test.read { try $0.calendar(team) } == record)
            #expect(record.shownProperties.displayName == "N" && record.properties.displayName == "Theirs")
            try test.write { try $0.save(CalendarWish(queuedAt: TestStore.now, refusal: "no"), of: team) }
            let told = try #require(try test.read { try $0.calendar(team)?.wish })
            #expect(told.refusal == "no" && !told.isWaiting && !told.isDue(at: TestStore.now + .seconds(9)))
            try test.write { try $0.save(CalendarWish(queuedAt: TestStore.now), of: team) }
            #expect(try test.read { try $0.calendar(team)?.wish } == nil)
        }
    }

    @Test func `stands where somebody wants it`() throws {
        try inStore { test in
            try test.write { transaction in
                var wish = full
                wish.properties = CalendarProperties(order: 1)
                try transaction.save(wish, of: team)
            }
            let ids = try test.read { try $0.calendars(of: AccountName("work")) }.map(\.id.shortName)
            #expect(ids == ["team", "home"])
        }
    }

    @Test func `is listed no more once it is deleted, and goes with its account`() throws {
        try inStore { test in
            let object = try test.put("uid=a\ntitle=a\nstart=0").value
            try test.write { try $0.save(full, of: team) }
            let feed = try test.write { try $0.markDeleted(team) }.feed
            #expect(feed.map(\.kind) == [.calendar])
            #expect(try test.write { try $0.markDeleted(team) }.feed == [])
            #expect(try test.read { try $0.calendars(of: nil) }.map(\.id.shortName) == ["events", "home"])
            let record = try #require(try test.read { try $0.calendar(team) })
            #expect(record.deletedAt == TestStore.now && record.hiddenSince != nil && record.wish == nil)
            #expect(try test.write { try $0.newCalendarID(account: team.account, segment: "team") }.value != team)
            let cause = Cause(origin: .local, run: nil, words: "gone")
            let last = try test.write { try $0.journalDeleted(team, after: nil, limit: 10, cause: cause) }.value
            let entries = try test.read { try $0.journal(JournalQuery(calendar: team)) }.filter { $0.cause == cause }
            #expect(last == nil && entries.map(\.object) == [object.id] && entries.first?.before == object.localBody)
            try test.write { try $0.forget(team.account, discardEdits: false, cause: cause) }
            #expect(try test.read { try $0.calendar(team) } == nil)
        }
    }

    @Test func `is journaled page by page`() throws {
        try inStore { test in
            for n in 0..<5 { try test.put("uid=e\(n)\ntitle=e\(n)\nstart=0") }
            let cause = Cause(origin: .local, run: nil, words: "gone")
            var (pages, last) = (0, ObjectID?.none)
            repeat {
                let after = last
                last = try test.write { try $0.journalDeleted(team, after: after, limit: 2, cause: cause) }.value
                pages += 1
            } while last != nil
            let entries = try test.read { try $0.journal(JournalQuery(calendar: team)) }.filter { $0.cause == cause }
            #expect(pages == 3 && Set(entries.map(\.object)).count == 5 && entries.count == 5)
        }
    }

    @Test func `takes its items along when it moves`() throws {
        try inStore { test in
            let object = try test.put(
                "uid=a\ntitle=a\nstart=0",
                remote: RemoteStamp(name: TestStore.name("a%20b"), etag: ETag("\"1\""), agreedAt: TestStore.now)
            ).value
            try test.write { transaction in
                for name in [
                    TestStore.name("a%20b"), RemoteName(href: Href("/team/c%40d"), key: HrefKey("/team/c@d")),
                    RemoteName(href: Href("/teams/x"), key: HrefKey("/teams/x")),
                ] {
                    try transaction.save(SyncRow(calendar: team, name: name, object: object.id, state: .clean))
                }
                try transaction.rebase(
                    team, from: RemoteName(href: Href("/team/"), key: HrefKey("/team/")),
                    to: RemoteName(href: Href("https://other/n%C3%A9w/"), key: HrefKey("/n%C3%A9w/")))
            }
            let rows = try test.read { try $0.syncRows(in: team, after: nil, limit: 9) }.map {
                "\($0.name.key) \($0.name.href)"
            }
            #expect(
                rows == [
                    "/n%C3%A9w/a%20b.ics https://other/n%C3%A9w/a%20b.ics",
                    "/n%C3%A9w/c@d https://other/n%C3%A9w/c%40d", "/teams/x /teams/x",
                ])
            #expect(
                try test.texts("SELECT api_event_id FROM events") == ["https://other/n%C3%A9w/a%20b.ics"])
        }
    }
}
