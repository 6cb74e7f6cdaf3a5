// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `Accounts and calendars` {
    @Test func `come back as they were saved`() throws {
        try inStore { test in
            let account = AccountRecord(
                name: AccountName("zoo"), kind: "caldav", url: "https://x/", username: "bob",
                principal: Href("/p/"), homes: [Href("/b/"), Href("/a/")], discoveredAt: TestStore.now, state: .held,
                problem: "another principal", problemSince: TestStore.now,
                addresses: ["bob@x.example", "bob@y.example"])
            let calendar = CalendarRecord(
                id: CalendarID("zoo/apes"), name: RemoteName(href: Href("/A%20/"), key: HrefKey("/A /")),
                displayName: "Affen", color: "#ff0000", order: -3, summary: "Alle", syncToken: SyncToken("t"),
                ctag: "c", supportsSyncCollection: true, components: ["VEVENT", "VTODO"], isWritable: false,
                maxResourceSize: 1_000_000, completeAt: TestStore.now, hiddenSince: TestStore.now, isDetached: true,
                problem: "gone", problemSince: TestStore.now)
            try test.write { transaction in
                try transaction.save(account)
                try transaction.save(calendar)
                try transaction.save(account)
                try transaction.save(calendar)
            }
            #expect(try test.read { try $0.account(account.name) } == account)
            #expect(try test.read { try $0.accounts() }.map(\.name.rawValue) == ["club", "work", "zoo"])
            #expect(try test.read { try $0.accounts() }.last == account)
            #expect(try test.read { try $0.calendar(calendar.id) } == calendar)
            #expect(try test.texts("SELECT phase FROM calendars ORDER BY id").last == "detached")
            try test.write { try $0.setCompleteAt(TestStore.now + .seconds(1), of: calendar.id) }
            #expect(try test.read { try $0.calendar(calendar.id)?.completeAt } == TestStore.now + .seconds(1))
        }
    }

    @Test func `list calendars in the server's order, then by id`() throws {
        try inStore { test in
            try test.write { transaction in
                var last = TestStore.calendar(AccountName("work"), "aaa")
                last.order = 2
                try transaction.save(last)
                var first = TestStore.calendar(AccountName("work"), "zzz")
                first.order = 1
                try transaction.save(first)
            }
            let ids = try test.read { try $0.calendars(of: nil) }.map(\.id.rawValue)
            #expect(ids == ["club/events", "work/zzz", "work/aaa", "work/home", "work/team"])
            #expect(try test.read { try $0.calendars(of: AccountName("club")) }.count == 1)
        }
    }

    @Test(arguments: [
        ("Team", "team-2"), ("team/", "team-2"), ("B%C3%BCro%20S%C3%BCd", "büro-süd"), ("", "calendar"),
        ("..", "calendar"), ("%2e%2e%2fetc", "etc"), ("a  b--c", "a-b-c"), ("%zz%ff", "zz-ff"), ("%+1x", "1x"),
        ("8F3A-11", "8f3a-11"), ("😀", "calendar"),
    ])
    func `name a calendar after its path, uniquely`(segment: String, name: String) throws {
        try inStore { test in
            let id = try test.write { try $0.newCalendarID(account: AccountName("work"), segment: segment) }.value
            #expect(id == CalendarID(account: AccountName("work"), shortName: name))
        }
    }

    @Test func `are forgotten with everything but journal and conflicts, once no edit waits`() throws {
        try inStore { test in
            let row = try test.put("uid=1\ntitle=Secret\nstart=0").value
            let other = try test.put("uid=2\ntitle=Other\nstart=0", in: test.club).value
            let conflict = ConflictRecord(
                object: row.id, calendar: test.team, title: "Secret", base: nil, local: row.localBody, remote: nil,
                decision: "kept the remote text", rule: "remote-wins")
            let base = try test.write { transaction -> BodyID in
                let base = try transaction.insertBody(Array("base".utf8))
                _ = try transaction.recordConflict(conflict)
                try transaction.save(
                    SyncRow(
                        calendar: test.team, name: TestStore.name("a"), object: row.id, baseETag: ETag("1"),
                        baseBody: base, state: .clean))
                // The same object was in the other account before.
                try transaction.save(
                    SyncRow(
                        calendar: test.club, name: TestStore.name("b"), object: row.id, baseETag: ETag("1"),
                        baseBody: base, state: .clean))
                try transaction.save(
                    OutboxRow(
                        object: row.id, calendar: test.team, operation: .update, name: TestStore.name("a"),
                        queuedAt: TestStore.now))
                return base
            }.value
            let work = AccountName("work")
            let cause = Cause(origin: .local, run: nil, words: "forget by uid 1000")
            let refusal = #expect(throws: StorageError.self) {
                try test.write { try $0.forget(work, discardEdits: false, cause: cause) }
            }
            #expect(refusal?.kind == .editsWaiting(count: 1))
            #expect(try test.count("objects") == 2)

            let forgotten = try test.write { try $0.forget(work, discardEdits: true, cause: cause) }
            #expect(forgotten.feed.map(\.kind) == [.calendar, .calendar])
            #expect(try test.read { try $0.calendars(of: nil) }.map(\.id) == [test.club])
            #expect(try test.texts("SELECT id FROM objects") == [other.id.rawValue])
            #expect(try test.texts("SELECT title FROM events") == ["Other"])
            #expect(try test.read { try $0.search(SearchQuery(text: "secret")) } == [])
            let entry = try #require(try test.read { try $0.journal(JournalQuery(object: row.id)) }.first)
            #expect(entry.kind == .discarded && entry.before == row.localBody && entry.after == base)
            #expect(entry.title == "Secret" && entry.cause == cause)
            #expect(try test.read { try $0.conflicts(open: true) }.map(\.record) == [conflict])
            let released = try test.read { try $0.syncRow(test.club, TestStore.name("b").key) }
            #expect(released?.object == nil && released?.state == .owed && released?.baseBody == nil)
            let missing = #expect(throws: StorageError.self) {
                try test.write { try $0.forget(work, discardEdits: true, cause: cause) }
            }
            #expect(missing?.kind == .missing)
        }
    }
}
