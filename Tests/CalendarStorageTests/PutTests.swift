// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarStorage

@Suite struct `Putting an object` {
    private let lunch = "uid=lunch\ntitle=Lunch\nlocation=Canteen\nstart=1789984800\nend=1789988400\nattendee=bob@x.org"

    @Test func `writes the object and everything derived from it`() throws {
        try inStore { test in
            let stamp = RemoteStamp(name: TestStore.name("a"), etag: ETag("\"1\""), agreedAt: TestStore.now)
            let row = try test.put(lunch, remote: stamp).value
            #expect(row.revision == 1 && row.uid == "lunch" && row.calendar == test.team)
            let event = try #require(try test.read { try $0.event(EventID(row.id.rawValue)) })
            #expect(event.title == "Lunch" && event.location == "Canteen" && event.isRecurring == false)
            #expect(event.start == CalendarTime(.utc, seconds: 1_789_984_800))
            #expect(event.etag == ETag("\"1\"") && event.apiEventID == "/team/a.ics")
            let people = try test.read { try $0.participants(of: event.id) }
            #expect(people == [Participant(kind: .attendee, address: "mailto:bob@x.org")])
            #expect(
                try test.texts("SELECT start_time || ' to ' || end_time || ' ' || last_sync FROM events")
                    == ["2026-09-21 10:00:00 to 2026-09-21 11:00:00 2026-09-21 14:13:20"])
            #expect(try test.read { try $0.search(SearchQuery(text: "bob")) }.map(\.event.id) == [event.id])
            #expect(try test.count("occurrences") == 1)
        }
    }

    @Test func `journals the change with the texts before and after, and feeds the range touched by both`() throws {
        try inStore { test in
            let created = try test.put(lunch)
            let moved = lunch.replacing("1789984800", with: "1789992000").replacing("1789988400", with: "1789995600")
            let changed = try test.put(moved, as: created.value.id)
            let deleted = try test.delete(created.value.id)

            let entries = created.feed + changed.feed + deleted.feed
            #expect(entries.map(\.kind) == [.created, .changed, .deleted])
            #expect(entries.map(\.position.number) == [1, 2, 3])
            #expect(entries.allSatisfy { $0.event == EventID(created.value.id.rawValue) && $0.at == TestStore.now })
            #expect(
                entries.map(\.range) == [
                    TimeRange(start: 1_789_984_800, end: 1_789_988_400),
                    TimeRange(start: 1_789_984_800, end: 1_789_995_600),
                    TimeRange(start: 1_789_992_000, end: 1_789_995_600),
                ])
            let journal = try test.read { try $0.journal(JournalQuery()) }
            #expect(journal.map(\.kind) == [.deleted, .changed, .created])
            #expect(journal.map(\.title) == ["Lunch", "Lunch", "Lunch"])
            let bodies = [created.value.localBody, changed.value.localBody]
            #expect(journal.map(\.before) == [bodies[1], bodies[0], nil])
            #expect(journal.map(\.after) == [nil, bodies[1], bodies[0]])
            #expect(journal.allSatisfy { $0.cause == test.cause && $0.object == created.value.id })
            let first = try #require(journal.last?.after)
            #expect(try test.read { try $0.body(first) } == Array(lunch.utf8))
        }
    }

    @Test func `removes what is no longer said, and keeps when the event was first seen`() throws {
        try inStore { test in
            let series =
                "title=Yoga\nstart=1789984800\nend=1789988400\ncount=3\noverride=R1790071200,1790072000,1790075600,Late"
            let row = try test.put(series).value
            #expect(try test.texts("SELECT title FROM events ORDER BY id") == ["Yoga", "Late"])
            #expect(try test.count("occurrences") == 3)
            let later = TestStore.now + .seconds(3600)
            try test.put("title=Sauna\nstart=1789984800\nend=1789988400", as: row.id, at: later)
            #expect(
                try test.texts("SELECT title || ' ' || created_at || ' ' || updated_at FROM events")
                    == ["Sauna 2026-09-21 14:13:20 2026-09-21 15:13:20"])
            for table in ["recurrence_patterns", "participants"] { #expect(try test.count(table) == 0) }
            #expect(try test.count("occurrences") == 1)
            for word in ["yoga", "late"] { #expect(try test.read { try $0.search(SearchQuery(text: word)) } == []) }
            #expect(try test.read { try $0.search(SearchQuery(text: "sau")) }.count == 1)
        }
    }

    @Test func `stays quiet when the server only spells it differently`() throws {
        try inStore { test in
            let row = try test.put(
                lunch, remote: RemoteStamp(name: TestStore.name("a"), etag: ETag("1"), agreedAt: nil))
            let stamp = RemoteStamp(name: TestStore.name("b"), etag: ETag("2"), agreedAt: nil)
            let again = try test.put(lunch + "\nspelling=folded", as: row.value.id, remote: stamp)
            #expect(again.feed == [])
            #expect(again.value.revision == 2 && again.value.localBody != row.value.localBody)
            #expect(try test.count("journal") == 1)
            #expect(try test.texts("SELECT sync_token || api_event_id FROM events") == ["2/team/b.ics"])
            // The same text again is no revision.
            let body = try #require(again.value.localBody)
            let same = try test.write { transaction in
                try transaction.put(
                    row.value.id, in: test.team, body: body, derived: SampleText(lunch).object(in: TestStore.window),
                    cause: test.cause)
            }
            #expect(same.value.revision == 2 && same.feed == [])
        }
    }

    @Test func `stays quiet about new zone definitions unless they move an instance`() throws {
        try inStore { test in
            let row = try test.put(lunch + "\nzone=a").value
            let quiet = try test.put(lunch + "\nzone=b", as: row.id)
            #expect(quiet.feed == [] && quiet.value.zoneChecksum == "b")
            let moved = try test.put(lunch + "\nzone=c\nshift=3600", as: row.id)
            #expect(moved.feed.map(\.kind) == [.changed])
            #expect(try test.count("journal") == 2)
        }
    }

    @Test func `keeps what the server said when an edit is made here`() throws {
        try inStore { test in
            let row = try test.put(lunch).value
            try test.write { transaction in
                try transaction.save(
                    SyncRow(
                        calendar: test.team, name: TestStore.name("a"), object: row.id, baseETag: ETag("7"),
                        baseBody: row.localBody, seenETag: ETag("7"), state: .clean, lastSync: TestStore.now))
            }
            try test.put(lunch.replacing("Canteen", with: "Roof"), as: row.id)
            #expect(
                try test.texts("SELECT sync_token || ' ' || api_event_id || ' ' || last_sync FROM events")
                    == ["7 /team/a.ics 2026-09-21 14:13:20"])
        }
    }

    @Test func `moves an object to another calendar with an entry in each`() throws {
        try inStore { test in
            let row = try test.put(lunch).value
            let moved = try test.put(lunch, as: row.id, in: test.home)
            #expect(moved.feed.map(\.kind) == [.deleted, .created])
            #expect(moved.feed.map(\.calendar) == [test.team, test.home])
            #expect(try test.texts("SELECT calendar_id FROM events") == ["work/home"])
        }
    }

    @Test func `brings a deleted object back under its id`() throws {
        try inStore { test in
            let row = try test.put(lunch).value
            let gone = try test.delete(row.id).value
            #expect(gone.localBody == nil && gone.revision == 2)
            #expect(try test.count("events") == 0)
            #expect(try test.delete(row.id).feed == [])
            let back = try test.put(lunch, as: row.id)
            #expect(back.feed.map(\.kind) == [.created] && back.value.revision == 3)
            #expect(try test.read { try $0.events(of: row.id) }.count == 1)
        }
    }

    @Test func `widens floating and all-day times to every zone, and a series to the end`() throws {
        try inStore { test in
            let day = try test.put("uid=d\ntitle=Holiday\nkind=date\nstart=1789948800\nend=1790035200")
            #expect(day.feed[0].range == TimeRange(start: 1_789_948_800 - 50_400, end: 1_790_035_200 + 43_200))
            let series = try test.put("uid=s\ntitle=Yoga\nstart=1789984800\nend=1789988400\ncount=3")
            #expect(series.feed[0].range == TimeRange(start: 1_789_984_800, end: 253_402_300_800))
            let task = try test.put("uid=t")
            #expect(task.feed.count == 1 && task.feed[0].range == nil)
            #expect(try test.read { try $0.details(of: task.value.id)?.kind } == .todo)
        }
    }

    @Test func `takes hostile derivations without failing`() throws {
        try inStore { test in
            var derived = SampleText("title=x\nstart=9223372036854775807\nend=-5").object(in: TestStore.window)
            derived.events.append(derived.events[0])
            derived.occurrences.append(
                DerivedOccurrence(
                    event: 99, recurrenceID: nil, start: CalendarTime(.utc, seconds: 0),
                    end: CalendarTime(.utc, seconds: 0)))
            derived.occurrences.append(
                DerivedOccurrence(
                    event: 1, recurrenceID: "x", start: CalendarTime(.date, seconds: .min),
                    end: CalendarTime(.date, seconds: .max)))
            try test.write { transaction in
                let body = try transaction.insertBody([])
                #expect(try transaction.body(body) == [])
                _ = try transaction.put(nil, in: test.team, body: body, derived: derived, cause: test.cause)
            }
            #expect(try test.count("events") == 1)
            #expect(try test.count("occurrences") == 2)
        }
    }

    @Test func `wants text and derivation together, and an object that exists`() throws {
        try inStore { test in
            let error = #expect(throws: StorageError.self) {
                try test.write { try $0.put(nil, in: test.team, body: nil, derived: nil, cause: test.cause) }
            }
            #expect(error?.kind == .other)
            let missing = #expect(throws: StorageError.self) { try test.delete(ObjectID("nobody")) }
            #expect(missing?.kind == .missing)
        }
    }

    @Test func `makes the same rows again from the texts`() throws {
        try inStore { test in
            let eaten = try test.put(lunch).value
            let yoga = try test.put("uid=y\ntitle=Yoga\nstart=1789984800\nend=1789988400\ncount=9").value
            try test.delete(try test.put("uid=z\ntitle=Old\nstart=0").value.id)
            let dumps = [
                "SELECT id || title || start_time || created_at || updated_at FROM events ORDER BY id",
                "SELECT e.id || o.start || o.end FROM occurrences o JOIN events e ON e.number = o.event ORDER BY 1",
                "SELECT value FROM recurrence_patterns", "SELECT address FROM participants",
            ]
            let before = try dumps.map { try test.texts($0) }
            let later = TestStore.now + .seconds(86_400)
            let made = try test.write(at: later) { transaction in
                try [eaten, yoga].map { try transaction.rederive($0.id, window: TestStore.window) }
            }
            #expect(made.value == [true, true] && made.feed == [])
            #expect(try dumps.map { try test.texts($0) } == before)
            // A later window: the series is found, derived for it, and found no more.
            let next = DeriveWindow(around: TestStore.now + .seconds(40 * 86_400))
            #expect(try test.read { try $0.objectsDerived(otherThanFor: next, limit: 10) } == [yoga.id])
            // A text that only spells it differently keeps the rows, and with them their window.
            let spelled = "uid=y\ntitle=Yoga\nstart=1789984800\nend=1789988400\ncount=9\nspelling=new"
            try test.put(spelled, as: yoga.id, at: TestStore.now + .seconds(40 * 86_400))
            #expect(try test.read { try $0.objectsDerived(otherThanFor: next, limit: 10) } == [yoga.id])
            try test.write { try $0.rederive(yoga.id, window: next) }
            #expect(try test.read { try $0.objectsDerived(otherThanFor: next, limit: 10) } == [])
        }
    }
}
