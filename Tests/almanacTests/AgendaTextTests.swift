// SPDX-License-Identifier: Apache-2.0

import ControlClient
import ControlWire
import Testing

@testable import almanac

@Suite struct `The agenda on screen` {
    private func event(
        _ title: String, _ start: String, _ end: String, recurring: Bool = false, status: String = "confirmed",
        pending: Bool = false, location: String? = nil
    ) throws -> OccurrenceDocument {
        let (start, end) = (try #require(WireTime(start)), try #require(WireTime(end)))
        let isAllDay = if case .date = start { true } else { false }
        return OccurrenceDocument(
            id: "0b5c9a7e-0000", shortID: "0b5c", calendar: "work/team", title: title, location: location,
            status: status, allDay: isAllDay, start: start, end: end, recurring: recurring, pending: pending)
    }

    private func agenda(_ first: String, _ end: String, _ events: [OccurrenceDocument]) throws -> String {
        let range = AgendaRange(first: try #require(CivilDate(first)), end: try #require(CivilDate(end)))
        return AgendaText(range: range, events: events, style: .plain).text()
    }

    @Test func `groups by day, whole days first`() throws {
        let text = try agenda(
            "2026-03-08", "2026-03-10",
            [
                event("Stand-up", "2026-03-08T09:00:00-07:00", "2026-03-08T09:15:00-07:00", recurring: true),
                event("Fair", "2026-03-08", "2026-03-10", location: "Hall 4"),
                event("Ping", "2026-03-09T10:00:00-07:00", "2026-03-09T10:00:00-07:00", pending: true),
            ])
        #expect(
            text == """
                Sunday 8 March 2026
                  0b5c  all day      Fair (1/2)  @ Hall 4  [work/team]
                  0b5c  09:00–09:15  Stand-up ↻  [work/team]

                Monday 9 March 2026
                  0b5c  all day      Fair (2/2)  @ Hall 4  [work/team]
                  0b5c  10:00        Ping  [work/team]  (not on the server yet)

                """)
    }

    @Test func `shows an event on every day it touches, and midnight on none of the next`() throws {
        let text = try agenda(
            "2026-03-28", "2026-03-31",
            [
                event("Night", "2026-03-28T22:00:00+01:00", "2026-03-30T06:30:00+02:00"),
                event("Late", "2026-03-28T23:00:00+01:00", "2026-03-29T00:00:00+01:00"),
                event("Before", "2026-03-25", "2026-03-29", status: "cancelled"),
            ])
        #expect(
            text == """
                Saturday 28 March 2026
                  0b5c  all day      Before (cancelled) (4/4)  [work/team]
                  0b5c  22:00 →      Night (1/3)  [work/team]
                  0b5c  23:00–00:00  Late  [work/team]

                Sunday 29 March 2026
                  0b5c  → all day →  Night (2/3)  [work/team]

                Monday 30 March 2026
                  0b5c  → 06:30      Night (3/3)  [work/team]

                """)
    }

    @Test func `never shows what a title does to a terminal`() throws {
        let text = try agenda(
            "2026-03-08", "2026-03-09",
            [try event("\u{1B}]0;pwned\u{7}Hi\u{202E}\nthere", "2026-03-08", "2026-03-09", location: "\u{1B}[2Jx")])
        #expect(text.contains("  Hi there  @ x  [work/team]"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test(arguments: [
        ("2026-03-01", "2026-03-02", "Sun 1 Mar 2026, all day"),
        ("2026-03-01", "2026-03-04", "Sun 1 Mar 2026 – Tue 3 Mar 2026, all day"),
        ("2026-03-01T09:00:00Z", "2026-03-01T10:30:00Z", "Sun 1 Mar 2026 09:00–10:30"),
        ("2026-03-01T22:00:00Z", "2026-03-02T01:00:00Z", "Sun 1 Mar 2026 22:00 – Mon 2 Mar 2026 01:00"),
        ("2026-03-01T22:00:00Z", "2026-03-01T22:00:00Z", "Sun 1 Mar 2026 22:00"),
    ])
    func `says when in words`(start: String, end: String, words: String) throws {
        #expect(When.span(try #require(WireTime(start)), try #require(WireTime(end))) == words)
    }

    @Test func `says how fresh it is`() {
        var freshness = Freshness(asOf: Timestamp(instant: 1000), complete: true)
        #expect(freshnessLine(freshness, now: 1030) == "As of 30 seconds ago.")
        (freshness.complete, freshness.pending) = (false, 2)
        freshness.oldestPending = Timestamp(instant: 400)
        #expect(
            freshnessLine(freshness, now: 8500)
                == "As of 2 hours ago; more is on its way; 2 waiting, the oldest for 2 hours.")
        #expect(
            freshnessLine(Freshness(asOf: nil, complete: false, quarantined: 1), now: 0)
                == "Not complete yet: the first sync has not finished; 1 kept aside, see `almanac status`.")
    }
}

@Suite struct `A failure` {
    @Test func `says what, why and the next command`() {
        let problem = ProblemDocument(
            title: "Read-only", status: 403, detail: "The calendar work/holidays is read-only.",
            hint: "almanac calendars")
        #expect(
            Failure(ControlError.problem(problem))?.text(style: .plain) == """
                almanac: The calendar work/holidays is read-only.
                  Next: almanac calendars

                """)
    }

    @Test func `has an exit code for each kind`() {
        let none = ControlError.noDaemon(
            SocketProblem(tried: ["/run/a.sock: no such socket"], command: "systemctl --user start almanacd"))
        #expect(Failure(none)?.status == .noDaemon)
        #expect(Failure(none)?.text(style: .plain).contains("  Next: systemctl --user start almanacd\n") == true)
        let places = ["/run/user/1/a.sock: no such socket", "/run/a.sock: permission denied"]
        for (command, next) in [
            ("systemctl --user start almanacd", "systemctl --user start almanacd"),
            ("sudo systemctl start almanacd", "sudo usermod --append --groups almanac $USER, and log in again"),
        ] {
            #expect(Failure(ControlError.noDaemon(SocketProblem(tried: places, command: command)))?.next == next)
        }
        let silent = SocketProblem(tried: ["/run/a.sock: no answer"], command: "systemctl status almanacd")
        #expect(Failure(ControlError.unanswered(silent, isHarmless: true))?.status == .noDaemon)
        let edit = Failure(ControlError.unanswered(silent, isHarmless: false))
        #expect(edit?.status == .failed)
        #expect(
            edit?.text(style: .plain) == """
                almanac: almanacd does not answer; it may have done it or not.
                  /run/a.sock: no answer
                  Next: systemctl status almanacd

                """)
        #expect(Failure(InputError("x"))?.status == .usage)
        #expect(Failure(ControlError.lost("x"))?.status == .failed)
        #expect(Failure(CancellationError())?.status == .failed)
    }
}
