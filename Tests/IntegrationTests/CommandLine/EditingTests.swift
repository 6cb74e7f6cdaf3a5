// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `Editing by command` {
    @Test func `adds, changes and deletes, and the server has it`() async throws {
        let bench = try await CommandLineBench()
        let added = try await bench.must(
            "add", "Mittagessen, „gut“; für uns", "--start", "2026-03-02 12:30", "--duration", "45m", "--location",
            "Mensa",
            "--tz", "Europe/Berlin", "--wait", "20")
        #expect(
            added.contains("Added \"Mittagessen, „gut“; für uns\" in work/home") && added.contains("The server has it.")
        )
        let file = try #require(try bench.remote.files().first)
        var text = try #require(try bench.remote.get(file))
        #expect(text.contains("SUMMARY:Mittagessen\\, „gut“\\; für uns\r\n"))
        #expect(text.contains("DTSTART;TZID=Europe/Berlin:20260302T123000\r\n") && text.contains("BEGIN:VTIMEZONE"))

        let id = try await bench.id(of: "Mittagessen, „gut“; für uns", on: "2026-03-02")
        try await bench.must(
            "edit", id, "--title", "Mittag", "--location", "", "--start", "13:00", "--tz", "Europe/Berlin", "--wait",
            "20")
        text = try #require(try bench.remote.get(file))
        #expect(text.contains("SUMMARY:Mittag\r\n") && !text.contains("LOCATION"))
        #expect(try await bench.must("agenda", "2026-03-02", "--tz", "Europe/Berlin").contains("13:00–13:45  Mittag"))

        #expect(try await bench.must("delete", id, "--wait", "20").contains("The server has it."))
        #expect(try bench.remote.files() == [])
        #expect(try await bench.must("agenda", "2026-03-02").hasPrefix("Nothing on 2026-03-02."))
        let log = try await bench.must("log")
        for cause in ["added by uid", "edit by uid", "deleted by uid", "sent to the server: delete"] {
            #expect(log.contains(cause), "\(log)")
        }
    }

    @Test(arguments: [
        (["--start", "2026-03-04"], "DTSTART;VALUE=DATE:20260304", "Wednesday 4 March 2026"),
        (["--start", "2026-03-04 09:00", "--all-day"], "DTSTART;VALUE=DATE:20260304", "Wednesday 4 March 2026"),
        (["--start", "2026-03-04", "--end", "2026-03-06"], "DTEND;VALUE=DATE:20260307", "Friday 6 March 2026"),
        (["--start", "2026-03-04", "--duration", "2d"], "DTEND;VALUE=DATE:20260306", "Thursday 5 March 2026"),
    ])
    func `adds events of whole days`(_ time: [String], _ line: String, _ lastDay: String) async throws {
        let bench = try await CommandLineBench()
        try await bench.must(["add", "Fair", "--wait", "20"] + time)
        let file = try #require(try bench.remote.files().first)
        #expect(try #require(try bench.remote.get(file)).contains("\(line)\r\n"))
        let headings = try await bench.must("agenda", "--from", "2026-03-01", "--days", "14")
            .split(separator: "\n").filter { $0.hasSuffix(" 2026") }
        #expect(headings.first == "Wednesday 4 March 2026" && headings.last?.description == lastDay)
    }

    @Test func `takes one instance of a series, the following ones, people and reminders, each in one edit`()
        async throws
    {
        let series = calendarText([
            [
                "UID:series@example.org", "SUMMARY:Review", "DTSTART;TZID=Europe/Berlin:20260302T090000",
                "DTEND;TZID=Europe/Berlin:20260302T100000", "RRULE:FREQ=WEEKLY;COUNT=5", "X-UNKNOWN;A=\"b,c\":stays",
            ]
        ])
        let bench = try await CommandLineBench([("series.ics", series)])
        let id = try await bench.id(of: "Review", on: "2026-03-02")
        let end = ["--tz", "Europe/Berlin", "--wait", "20"]
        try await bench.must(["edit", id, "--scope", "this", "--on", "2026-03-09", "--start", "11:00"] + end)
        var text = try #require(try bench.remote.get("series.ics"))
        #expect(text.contains("RECURRENCE-ID;TZID=Europe/Berlin:20260309T090000\r\n"))
        #expect(text.contains("DTSTART;TZID=Europe/Berlin:20260309T110000\r\n"))
        #expect(try await bench.must("agenda", "2026-03-09", "--tz", "Europe/Berlin").contains("11:00–12:00  Review"))
        let shown = try await bench.must("show", "\(id)/20260309T080000Z", "--tz", "Europe/Berlin")
        #expect(shown.contains("Mon 9 Mar 2026 11:00–12:00"), "\(shown)")

        let answer = [
            "--invite", "bob@example.org", "--organizer", "alice@example.org", "--remind", "10m", "--remind", "1d",
        ]
        let cut = ["edit", id, "--scope", "following", "--on", "2026-03-23", "--title", "Rest"]
        #expect(try await bench.must(cut + answer + end).contains("The server has it."))
        text = try #require(try bench.remote.get("series.ics"))
        #expect(text.contains("RRULE:FREQ=WEEKLY;UNTIL=20260323T075959Z\r\n"))
        let rest = try #require(try await bench.remote.texts().values.first { $0.contains("SUMMARY:Rest") })
        #expect(rest.contains("RRULE:FREQ=WEEKLY;COUNT=2\r\n") && rest.contains("X-UNKNOWN;A=\"b,c\":stays\r\n"))
        #expect(
            rest.replacing("\r\n ", with: "").contains("mailto:bob@example.org") && rest.contains("TRIGGER:-P1D\r\n"))
        let new = try await bench.id(of: "Rest", on: "2026-03-23")
        try await bench.must(["edit", new, "--scope", "series", "--accept", "--as", "bob@example.org"] + end)
        #expect(try await bench.remote.texts().values.contains { $0.contains("PARTSTAT=ACCEPTED") })
        let details = try await bench.must("show", new)
        #expect(details.contains("10m before the start") && details.contains("bob@example.org, accepted"), "\(details)")

        try await bench.must(["delete", "\(id)/20260316T080000Z", "--scope", "this"] + end)
        text = try #require(try bench.remote.get("series.ics"))
        #expect(text.contains("EXDATE;TZID=Europe/Berlin:20260316T090000\r\n"))
        #expect(try await bench.must("agenda", "2026-03-16").hasPrefix("Nothing on 2026-03-16."))
        try await bench.must(["delete", id, "--scope", "following", "--on", "2026-03-09"] + end)
        #expect(try #require(try bench.remote.get("series.ics")).contains("UNTIL=20260309T075959Z\r\n"))
    }

    @Test func `takes a series as a whole, and refuses clearly to take a part that was not named`() async throws {
        let series = calendarText([
            [
                "UID:series@example.org", "SUMMARY:Review", "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z",
                "RRULE:FREQ=WEEKLY;COUNT=5", "X-UNKNOWN;A=\"b,c\":stays",
            ]
        ])
        let bench = try await CommandLineBench([("series.ics", series)])
        let id = try await bench.id(of: "Review", on: "2026-03-02")
        let before = try bench.remote.get("series.ics")
        for command in [["edit", id, "--title", "Changed"], ["delete", id]] {
            for scope in [[], ["--scope", "this"], ["--scope", "following"]] {
                let refused = try await bench.here.almanac(command + scope)
                #expect(refused.status == 1 && refused.output.isEmpty)
                #expect(
                    refused.errors.hasPrefix("almanac: ") && refused.errors.contains("\"Review\""), "\(refused.errors)")
                #expect(refused.errors.contains("  Next: Add --"), "\(refused.errors)")
            }
            #expect(try await bench.here.almanac(command + ["--scope", "some"]).status == 2)
        }
        #expect(try bench.remote.get("series.ics") == before)

        try await bench.must("edit", id, "--title", "All of it", "--scope", "series", "--wait", "20")
        let text = try #require(try bench.remote.get("series.ics"))
        #expect(text.contains("SUMMARY:All of it\r\n") && text.contains("X-UNKNOWN;A=\"b,c\":stays\r\n"))
        let agenda = try await bench.here.json(Agenda.self, "agenda", "--from", "2026-03-01", "--days", "60")
        #expect(agenda.events.map(\.title) == Array(repeating: "All of it", count: 5))
        try await bench.must("delete", id, "--scope", "series", "--wait", "20")
        #expect(try bench.remote.files() == [])
    }

    @Test func `shows an edit that waits, sends it later, and tells of a conflict until it is settled`() async throws {
        let bench = try await CommandLineBench([("plain.ics", simpleEvent("plain", "Plain"))])
        let id = try await bench.id(of: "Plain", on: "2026-03-01")
        try bench.proxy.add(fault: #"{"method": "PUT", "action": "drop"}"#)
        #expect(
            try await bench.must("edit", id, "--title", "Ours").contains(
                "The server gets it as soon as it can be reached."))
        #expect(try await bench.must("agenda", "2026-03-01").contains("Ours  [work/home]  (not on the server yet)"))
        #expect(
            try await bench.must("status").contains("Edits that wait for the server:\n  work/home  update \"Ours\""))
        #expect(try await bench.must("conflicts").hasPrefix("No conflicts."))
        // The PUT has to have failed, so that it does not meet the change made there.
        try await eventually { try await bench.here.database.count("outbox WHERE next_attempt IS NOT NULL") == 1 }

        try bench.remote.put("plain.ics", simpleEvent("plain", "Theirs"))
        try bench.proxy.removeFaults()
        try await bench.sync()
        #expect(try await bench.must("agenda", "2026-03-01").contains("Theirs"))
        #expect(try await bench.must("status").contains("1 open conflict: almanac conflicts list"))
        let list = try await bench.must("conflicts", "list")
        let number = try #require(list.split(separator: " ").first.map(String.init))
        #expect(list.contains("remote preferred") && list.contains("[work/home]"))
        let shown = try await bench.must("conflicts", "show", number)
        for line in ["SUMMARY:Plain", "SUMMARY:Ours", "SUMMARY:Theirs"] { #expect(shown.contains(line), "\(shown)") }
        #expect(try await bench.here.almanac("conflicts", "show", "77").status == 1)
        try await expectSettling(of: number, bench)
    }

    private func expectSettling(of number: String, _ bench: CommandLineBench) async throws {
        let warning = try await bench.here.almanac("health")
        #expect(warning.status == 1 && warning.output.contains("1 open conflict, see almanac conflicts list"))
        #expect(warning.output.contains("almanac conflicts settle --all |"))
        for (wrong, status) in [(["77"], 1), (["nonsense"], 1), ([], 2), ([number, "--all"], 2)] as [([String], Int32)]
        {
            let refused = try await bench.here.almanac(["conflicts", "settle"] + wrong)
            #expect(refused.status == status && refused.output.isEmpty && !refused.errors.isEmpty, "\(refused)")
        }
        #expect(try await bench.must("conflicts", "settle", number).hasPrefix("Settled conflict \(number), \"Theirs\""))
        let fine = try await bench.here.almanac("health")
        #expect(fine.status == 0, "\(fine.output)")
        #expect(try await !bench.must("status").contains("conflict"))
        #expect(try await bench.must("conflicts", "list").hasPrefix("No conflicts."))
        #expect(try await bench.must("conflicts", "list", "--all").contains("[work/home] (settled "))

        let again = try await bench.here.almanac("conflicts", "settle", number)
        #expect(again.status == 1 && again.errors.contains("was settled before"), "\(again.errors)")
        #expect(again.errors.contains("  Next: almanac conflicts list --all"))
        #expect(try await bench.must("conflicts", "settle", "--all").hasPrefix("No conflicts."))
    }

    /// Whoever asks for a sync wants it now, however long the next attempt would have waited.
    @Test func `is not what an item waits for that could not be fetched`() async throws {
        let bench = try await CommandLineBench()
        try bench.proxy.add(fault: #"{"method": "GET", "action": "answer", "status": 500, "times": 1}"#)
        try bench.remote.put("plain.ics", simpleEvent("plain", "Plain"))
        #expect(try await bench.here.almanac("sync").status == 1)
        try await bench.sync()
        #expect(try await bench.must("agenda", "2026-03-01").contains("Plain"))
    }

    @Test func `sends an edit that failed with the next sync that somebody asks for`() async throws {
        let bench = try await CommandLineBench([("plain.ics", simpleEvent("plain", "Plain"))])
        try bench.proxy.add(fault: #"{"method": "PUT", "action": "drop", "times": 1}"#)
        try await bench.must("edit", bench.id(of: "Plain", on: "2026-03-01"), "--title", "Ours")
        try await eventually { try await bench.here.database.count("outbox WHERE next_attempt IS NOT NULL") == 1 }
        try await bench.sync()
        #expect(try bench.remote.get("plain.ics")?.contains("SUMMARY:Ours\r\n") == true)
    }

    @Test func `says which calendars there are when it cannot choose, and takes the default one`() async throws {
        let bench = try await CommandLineBench()
        _ = try bench.remote.server.makeCalendar(in: "/alice/", name: "team")
        try await bench.sync()
        let open = try await bench.here.almanac("add", "Where", "--start", "2026-03-02 09:00")
        #expect(open.status == 1)
        #expect(open.errors.contains("work/home") && open.errors.contains("work/team"), "\(open.errors)")
        try bench.here.write([AccountText(url: bench.proxy.url, more: "default = \"team\"")])
        try await bench.must("reload")
        #expect(try await bench.must("add", "There", "--start", "2026-03-02 09:00").contains("in work/team"))
        #expect(
            try await bench.must("add", "Here", "--start", "2026-03-02 09:00", "--calendar", "home").contains(
                "in work/home"))
        #expect(try await bench.must("calendars").contains("(default)"))
    }
}
