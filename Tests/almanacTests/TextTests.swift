// SPDX-License-Identifier: Apache-2.0

import ControlWire
import Testing

@testable import almanac

@Suite struct `What commands print` {
    private let now: Int64 = 10_000
    private let fresh = Freshness(asOf: Timestamp(instant: 9_940), complete: true)

    private func calendar(_ name: String, held: Int = 0, state: String = "active") -> Fresh<CalendarDocument> {
        Fresh(
            fresh,
            CalendarDocument(
                id: "work/\(name)", account: "work", name: name, displayName: "\u{1B}[31mTeam", color: nil,
                description: nil, state: state, writable: name != "read", isDefault: name == "team",
                heldDeletions: held, problem: nil, problemSince: nil))
    }

    private func status() -> Fresh<StatusDocument> {
        let account = AccountDocument(
            name: "work", kind: "caldav", url: "https://dav.example.org/", username: "alice", state: "active",
            problem: "wrong password: set it in almanac.toml", problemSince: Timestamp(instant: 2_800))
        var freshness = fresh
        (freshness.pending, freshness.quarantined) = (2, 1)
        return Fresh(
            freshness,
            StatusDocument(
                version: "1", activity: "idle", inStep: false, problems: [], accounts: [account],
                calendars: [calendar("team", held: 11), calendar("old", state: "detached")],
                waiting: [
                    WaitingEditDocument(
                        event: "e", calendar: "work/team", operation: "update", state: "parked", title: "Review",
                        since: Timestamp(instant: 9_000), reason: "403 quota"),
                    WaitingEditDocument(
                        event: "m", calendar: "work/team", operation: "move", state: "queued", title: "Moved",
                        since: Timestamp(instant: 9_000), reason: nil, from: "work/old"),
                    WaitingEditDocument(
                        event: "m", calendar: "work/old", operation: "delete", state: "queued", title: "Moved",
                        since: Timestamp(instant: 9_000), reason: nil, to: "work/team"),
                ],
                heldDeletions: [
                    HeldDeletionDocument(
                        calendar: "work/team", event: "e", title: "Lost",
                        hint: "almanac sync --approve-deletions work/team")
                ],
                kept: [
                    QuarantinedDocument(
                        calendar: "work/team", href: "/x.ics", title: nil, start: nil, reason: "no end", attempts: 1,
                        nextAttempt: nil, hint: "almanac sync work/team")
                ], openConflicts: 1))
    }

    @Test func `is the whole state of things with the next step for each`() {
        #expect(
            StatusText(status: status(), now: now, style: .plain).text()
                == """
                Not in step with the server. As of 1 minute ago; 2 waiting; 11 deletions held; 1 kept aside, see `almanac status`. idle

                work  https://dav.example.org/
                  wrong password: set it in almanac.toml (for 2 hours)
                  team             As of 1 minute ago. 11 deletions held.
                  old              detached

                Edits that wait for the server:
                  work/team  update "Review", parked for 16 minutes: 403 quota
                  work/team  move "Moved" from work/old, queued for 16 minutes
                  work/old  delete "Moved", moved to work/team, queued for 16 minutes

                Deletions on the server that wait for you:
                  work/team  "Lost"  almanac sync --approve-deletions work/team

                Kept aside, since they cannot be read:
                  work/team  /x.ics: no end  almanac sync work/team

                1 open conflict: almanac conflicts list
                  Once seen: almanac conflicts settle --all

                """)
    }

    @Test func `is one event in full, cleaned`() throws {
        var event = EventDocument.sample(
            start: .time(try #require(Timestamp("2026-04-10T09:00:00+02:00"))),
            end: .time(try #require(Timestamp("2026-04-10T10:00:00+02:00"))))
        (event.title, event.description) = ("\u{1B}[2JReview", "a\nb\u{9B}31m")
        event.timeZone = "Europe/Berlin"
        event.recurrence = [RecurrenceDocument(kind: "rrule", value: "FREQ=WEEKLY", timeZone: nil)]
        event.participants = [
            ParticipantDocument(
                kind: "attendee", address: "mailto:bob@example.org", name: "Bob", status: "accepted", role: nil)
        ]
        event.sync.state = "parked"
        event.sync.reason = "403"
        event.sync.movingFrom = ["work/old"]
        #expect(
            EventText(event: event, style: .plain).text() == """
                Review
                  When:        Fri 10 Apr 2026 09:00–10:00 (set in Europe/Berlin)
                  Repeats:     FREQ=WEEKLY
                  Attendee:    Bob <bob@example.org>, accepted
                  Calendar:    work/team
                  State:       refused by the server: 403
                  Moving:      from work/old
                  Id:          0b5c9a7e-0000
                  UID:         u

                  a
                  b

                """)
    }

    @Test func `is what a sync came to, and how far it is`() {
        var team = CalendarSyncDocument(
            calendar: "work/team", complete: true, created: 2, changed: 0, deleted: 1, pushed: 1, conflicts: 0,
            quarantined: 0, heldDeletions: 11, pending: 0, problem: nil)
        let running = SyncDocument(
            ticket: "t", finished: false, inStep: false,
            accounts: [
                AccountSyncDocument(account: "work", phase: "fetching", calendar: "work/team", done: 3, total: 9)
            ])
        #expect(progressLine(running) == "work: fetching work/team 3/9")
        let done = SyncDocument(
            ticket: "t", finished: true, inStep: false,
            accounts: [AccountSyncDocument(account: "work", phase: "finished", calendars: [team])])
        #expect(
            syncText(done, style: .plain) == """
                work/team: 2 new, 1 deleted, 1 sent, 11 deletions held (approve: almanac sync --approve-deletions work/team)
                Not in step.

                """)
        (team.created, team.deleted, team.pushed, team.heldDeletions) = (0, 0, 0, 0)
        let quiet = SyncDocument(
            ticket: "t", finished: true, inStep: true,
            accounts: [AccountSyncDocument(account: "work", phase: "finished", calendars: [team])])
        #expect(syncText(quiet, style: .plain) == "work/team: nothing new\nIn step.\n")
    }

    @Test func `is what became of an edit`() {
        let receipt = EditReceipt(
            id: "0b5c9a7e", shortID: "0b5c", calendar: "work/team", title: "Lu\u{7}nch", operation: "create",
            state: .refused, reason: "403 quota")
        #expect(
            receiptText(receipt, verb: "Added", style: .plain)
                == "Added \"Lunch\" in work/team (0b5c). The server refused it (403 quota). It stays here; see `almanac status`.\n"
        )
    }

    @Test func `is where an event went`() {
        let receipt = EditReceipt(
            id: "0b5c9a7e", shortID: "0b5c", calendar: "work/team", title: "Lunch", operation: "move",
            state: .confirmed, from: "home/main")
        #expect(
            receiptText(receipt, verb: "Moved", style: .plain)
                == "Moved \"Lunch\" from home/main to work/team (0b5c). The server has it.\n")
    }

    @Test func `is a list of calendars`() {
        #expect(
            calendarsText(
                [calendar("team"), calendar("read"), calendar("old", state: "detached")], now: now, style: .plain)
                    == """
                    work/team  Team  (default)
                    work/read  Team  (read-only)
                    work/old   Team  (detached)

                    """)
    }

    @Test func `is a log, newest first, in the reader's offset`() {
        let entry = LogEntryDocument(
            id: 1, at: Timestamp(instant: 0), origin: "local", cause: "edit by uid 1000", run: nil,
            calendar: "work/team", event: "0b5c9a7e-0000", kind: "changed", title: "Review")
        #expect(
            logText(LogDocument(entries: [entry], next: nil), offset: 3600, style: .plain)
                == "1970-01-01 01:00  changed   \"Review\"  edit by uid 1000  [work/team] 0b5c9a7e\n")
    }
}
