// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import ICalendar

/// What the fuzzers found, one test each.
@Suite struct `Found by fuzzing` {
    private static let simple = event("DTSTART:20260701T100000Z\nSUMMARY:x\nCATEGORIES:old")

    @Test(arguments: [
        ("a line end", "a\r\nb", "a\nb"), ("a control character", "a\u{1}b", "ab"), ("spaces around", " a\t", "a"),
        ("a comma and a backslash", "a,b\\", "a,b\\"),
    ])
    func `a category is written as it will be read, whatever is in it`(
        _ name: String, _ category: String, _ read: String
    ) throws {
        var patch = EventPatch()
        patch.categories = .set([category, "", "c"])
        let edited = try patched(Self.simple, with: patch, now: Instant(seconds: 1_780_000_000))
        #expect(try object(edited).events[0].categories == [read, "c"])
        #expect(try patched(edited, with: patch, now: Instant(seconds: 1_790_000_000)) == edited)
    }

    @Test(arguments: ["<-01>2<-01>,M5.5.0/-1,M5.5.0/0", "AAA0BBB,M5.4.0/2,M5.5.0/3"])
    func `a rule whose two changes fall together is written as what is in force`(_ rule: String) throws {
        let rule = try #require(PosixRule(rule.utf8))
        let zone = TimeZoneRules(name: "Some/Zone", first: rule.standard, transitions: [], rule: rule)
        let lines = zone.definition(from: seconds("2026-06-15")).joined(separator: "\n")
        let body = calendar(lines + "\nBEGIN:VEVENT\nUID:a\nDTSTART;TZID=Some/Zone:20261201T120000\nEND:VEVENT")
        let start = seconds("2026-12-01 12:00")
        #expect(try object(body).events[0].start == CalendarTime(.utc, seconds: zone.utc(fromWall: start)))
    }
}
