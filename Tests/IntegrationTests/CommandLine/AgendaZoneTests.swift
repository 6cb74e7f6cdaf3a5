// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The daemon runs in UTC.
@Suite struct `The agenda in the reader's zone` {
    @Test func `keeps days and wall times across every change of the clock`() async throws {
        let bench = try await CommandLineBench()
        let days = Set(ChangeOfClock.all.map(\.day))
        try await bench.remote.store(days.flatMap(Self.events))
        try await bench.sync()
        for change in ChangeOfClock.all {
            let first = Self.day(change.day, plus: -1)
            let range = ["--from", first, "--days", "3"]
            let byEnvironment = try await bench.must(["agenda"] + range, zone: change.zone)
            #expect(Self.plain(byEnvironment) == change.agenda, "\(change.testDescription)")
            let byOption = try await bench.must(["agenda", "--tz", change.zone] + range)
            #expect(Self.plain(byOption) == change.agenda, "\(change.testDescription)")
            try await expectDocument(of: change, first, bench)
        }
    }

    /// All-day events are dates, and floating ones stand at their wall time with the reader's offset.
    private func expectDocument(of change: ChangeOfClock, _ first: String, _ bench: CommandLineBench) async throws {
        let agenda = try await bench.here.json(
            Agenda.self, "agenda", "--from", first, "--days", "3", "--tz", change.zone)
        let holidays = agenda.events.filter { $0.title == "Holiday" }
        #expect(holidays.map(\.start) == [change.day] && holidays.allSatisfy { $0.allDay })
        #expect(holidays.map(\.end) == [Self.day(change.day, plus: 1)])
        let pills = agenda.events.filter { $0.title == "Pills" }
        #expect(pills.map { $0.start.prefix(16) } == (-1...1).map { "\(Self.day(change.day, plus: $0))T07:00" })
        #expect(pills.allSatisfy { $0.floating })
        let zone = try #require(TimeZone(identifier: change.zone))
        for event in agenda.events where !event.allDay && event.title != "Night watch" {
            let moment = try Date(event.start, strategy: .iso8601)
            let minutes = zone.secondsFromGMT(for: moment) / 60
            let offset = String(format: "%@%02d:%02d", minutes < 0 ? "-" : "+", abs(minutes) / 60, abs(minutes) % 60)
            #expect(event.start.hasSuffix(offset), "\(event)")
        }
    }

    private static func plain(_ agenda: String) -> String {
        agenda.split(separator: "\n").filter { !$0.hasPrefix("As of ") }.map { line in
            line.replacing("  [work/home]", with: "").replacing(/^  [0-9a-f]+ +/, with: "  ").replacing(
                /all day +/, with: "all day  "
            ).replacing(/→ +/, with: "→  ")
        }.joined(separator: "\n")
    }

    private static func day(_ text: String, plus days: Int) -> String {
        let date = try? Date("\(text)T00:00:00Z", strategy: .iso8601).addingTimeInterval(Double(days) * 86_400)
        return (date ?? .distantPast).formatted(.iso8601.year().month().day())
    }

    private static func events(on day: String) -> [(file: String, text: String)] {
        let days = (-1...2).map { Self.day(day, plus: $0).replacing("-", with: "") }
        let daily = "RRULE:FREQ=DAILY;COUNT=3"
        let events: [[String]] = [
            ["SUMMARY:Holiday", "DTSTART;VALUE=DATE:\(days[1])"],
            ["SUMMARY:Trip", "DTSTART;VALUE=DATE:\(days[0])", "DTEND;VALUE=DATE:\(days[3])"],
            ["SUMMARY:Night watch", "DTSTART:\(days[1])T023000", "DTEND:\(days[1])T031500"],
            ["SUMMARY:Pills", "DTSTART:\(days[0])T070000", "DURATION:PT5M", daily],
            ["SUMMARY:Auckland team", "DTSTART;TZID=Pacific/Auckland:\(days[0])T090000", "DURATION:PT1H", daily],
            ["SUMMARY:Los Angeles team", "DTSTART;TZID=America/Los_Angeles:\(days[0])T090000", "DURATION:PT1H", daily],
            ["SUMMARY:Call", "DTSTART:\(days[1])T120000Z", "DTEND:\(days[1])T130000Z"],
        ]
        return events.enumerated().map { number, lines in
            let file = "\(days[1])-\(number).ics"
            return (file, calendarText([["UID:\(file)@example.org"] + lines], zones: [auckland, losAngeles]))
        }
    }

    private static let auckland = [
        "BEGIN:VTIMEZONE", "TZID:Pacific/Auckland", "BEGIN:DAYLIGHT", "TZOFFSETFROM:+1200", "TZOFFSETTO:+1300",
        "DTSTART:20070930T020000", "RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=-1SU", "END:DAYLIGHT", "BEGIN:STANDARD",
        "TZOFFSETFROM:+1300", "TZOFFSETTO:+1200", "DTSTART:20080406T030000", "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU",
        "END:STANDARD", "END:VTIMEZONE",
    ]

    private static let losAngeles = [
        "BEGIN:VTIMEZONE", "TZID:America/Los_Angeles", "BEGIN:DAYLIGHT", "TZOFFSETFROM:-0800", "TZOFFSETTO:-0700",
        "DTSTART:20070311T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "END:DAYLIGHT", "BEGIN:STANDARD",
        "TZOFFSETFROM:-0700", "TZOFFSETTO:-0800", "DTSTART:20071104T020000", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
        "END:STANDARD", "END:VTIMEZONE",
    ]
}
