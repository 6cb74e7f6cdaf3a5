// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

@Suite struct `Content lines` {
    @Test(arguments: [
        ("plain", "SUMMARY:Größe", "Größe"),
        ("folded", "SUMMARY:Gr\r\n öße", "Größe"),
        ("folded with a tab", "SUMMARY:Gr\r\n\töße", "Größe"),
        ("folded in the name", "SUMM\r\n ARY:Größe", "Größe"),
        ("folded at LF", "SUMMARY:Gr\n öße", "Größe"),
        ("a fold keeps the second space", "SUMMARY:a\r\n  b", "a b"),
        ("lower case", "summary:Größe", "Größe"),
        ("two CRs", "SUMMARY:Größe\r", "Größe"),
        ("parameters", "SUMMARY;LANGUAGE=de;X-A=b:Größe", "Größe"),
        ("quoted colon and semicolon", "SUMMARY;X-A=\"a:b;c\":Größe", "Größe"),
        ("escapes", "SUMMARY:a\\, b\\; c\\nd\\\\e\\Nf", "a, b; c\nd\\e\nf"),
        ("unknown escapes", "SUMMARY:https\\://x\\ty", "https://xty"),
        ("bare comma", "SUMMARY:a,b;c", "a,b;c"),
        ("backslash at the end", "SUMMARY:a\\", "a\\"),
        ("empty", "SUMMARY:", ""),
    ])
    func `are read however they are spelt`(_ name: String, _ line: String, _ title: String) throws {
        let body = Array(text(event("DTSTART:20260101\nX-LAST:x")).replacing("X-LAST:x", with: line).utf8)
        #expect(try object(body).events[0].title == title)
    }

    @Test func `may be folded inside a UTF-8 sequence`() throws {
        let line = Array("SUMMARY:Größe".utf8)
        for place in 8..<line.count {
            var body = crlf("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260101\n")
            body += line[..<place] + [13, 10, 32] + line[place...] + crlf("\nEND:VEVENT\nEND:VCALENDAR\n")
            let derived = try object(body)
            #expect(derived.events[0].title == "Größe")
            #expect(derived.uneditable == nil)
        }
    }

    @Test func `are read from files with LF only, with a BOM, with blank lines, without the last line end`() throws {
        let lines = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260101\n\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR"
        let plain = try object(Array(lines.utf8))
        #expect(plain.events[0].title == "x")
        #expect(try object([0xEF, 0xBB, 0xBF] + crlf(lines)) == plain)
        #expect(try object(crlf(lines) + [13, 10, 13, 10]) == plain)
    }

    @Test func `that are not UTF-8 are taken as Windows-1252, and never edited`() throws {
        let body = event("DTSTART:20260101\nSUMMARY:Caf? ? 5 ?").map { $0 == UInt8(ascii: "?") ? 0xE9 : $0 }
        let derived = try object(body)
        #expect(derived.events[0].title == "Café é 5 é")
        #expect(derived.uneditable == "is not UTF-8")
        let euro = event("DTSTART:20260101\nSUMMARY:5 ?").map { $0 == UInt8(ascii: "?") ? 0x80 : $0 }
        #expect(try object(euro).events[0].title == "5 €")
    }

    @Test func `lose control characters in values only`() throws {
        let body = event("DTSTART:20260101\nSUMMARY:a?b").map { $0 == UInt8(ascii: "?") ? 0 : $0 }
        #expect(try object(body).events[0].title == "ab")
        let loneCR = Array(text(event("DTSTART:20260101\nSUMMARY:a?b")).replacing("?", with: "\r").utf8)
        #expect(try object(loneCR).events[0].title == "ab")
    }

    @Test(arguments: [
        ("", "is empty"), ("\u{FEFF}\r\n \r\n\n", "is empty"), ("\r\r", "is empty"),
        ("\n<!DOCTYPE html><html></html>", "is HTML or XML, not iCalendar"),
        ("Not found", "does not begin with BEGIN:VCALENDAR"),
        (" BEGIN:VCALENDAR", "does not begin with BEGIN:VCALENDAR"),
        ("BEGIN:VEVENT\nEND:VEVENT", "does not begin with BEGIN:VCALENDAR"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT", "has a component after END:VCALENDAR"),
        ("BEGIN:VCALENDAR\rVERSION:2.0\rEND:VCALENDAR\r", "holds no event, to-do or journal entry"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a", "ends before END:VEVENT"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VEVENT", "ends before END:VCALENDAR"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "has an END that does not close VEVENT, in line 3"),
        ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "holds no event, to-do or journal entry"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR",
            "has no DTSTART that can be read"
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260230\nEND:VEVENT\nEND:VCALENDAR",
            "has no DTSTART that can be read"
        ),
    ])
    func `that do not make a calendar are unreadable, with the reason`(_ lines: String, _ reason: String) {
        #expect(unreadable(Array(lines.utf8)) == reason)
    }

    @Test func `that cannot be read still say what people look for`() {
        let body = crlf("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Zahnarzt\nDTSTART:20260102T080000Z\n")
        let expected = Derivation.unreadable(
            reason: "ends before END:VEVENT", title: "Zahnarzt",
            start: CalendarTime(.utc, seconds: seconds("2026-01-02 08:00")))
        #expect(derive(body, window: year2026) == expected)
    }

    @Test(arguments: [
        ("a line of text", "line 6 has no name and value"),
        ("two words:x", "line 6 has no name and value"),
        ("X-A;B=\"c:d", "line 6 has a quote without its other half"),
    ])
    func `that are none keep the text from being edited`(_ line: String, _ reason: String) throws {
        let derived = try object(calendar("BEGIN:VEVENT\nUID:a\n\(line)\nDTSTART:20260101\nEND:VEVENT"))
        #expect(derived.uneditable == reason)
        #expect(derived.occurrences.count == 1)
        #expect(throws: ICalendarError("is never edited: \(reason)")) {
            try apply([], to: calendar("BEGIN:VEVENT\nUID:a\n\(line)\nDTSTART:20260101\nEND:VEVENT"))
        }
    }
}

@Suite struct `Hostile texts` {
    @Test func `nested a hundred thousand deep are refused`() {
        let depth = 100_000
        let body =
            "BEGIN:VCALENDAR\n" + String(repeating: "BEGIN:VEVENT\n", count: depth)
            + String(repeating: "END:VEVENT\n", count: depth) + "END:VCALENDAR\n"
        #expect(unreadable(Array(body.utf8)) == "has components nested deeper than 50")
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("SUMMARY:", 1_400_000), ("X;", 1_400_000), ("X-A;P=", 100_000), ("EXDATE:", 100_000),
            ("RRULE:FREQ=DAILY;BYDAY=", 100_000), ("CATEGORIES:", 100_000), ("ATTENDEE;CN=\"", 100_000),
        ])
    func `with a line of 4 MB take no longer than any 4 MB`(_ property: String, _ count: Int) {
        let long = String(repeating: "x\\,", count: count)
        _ = derive(event("DTSTART:20260101T100000Z\n\(property)\(long):"), window: year2026)
    }

    @Test func `may be folded into 100,000 lines`() throws {
        let folded = String(repeating: "xxxxxxxxxx\r\n ", count: 100_000)
        let body = Array(text(event("DTSTART:20260101T100000Z\nSUMMARY:?")).replacing("?", with: folded).utf8)
        #expect(try object(body).events[0].title.count == 1_000_000)
    }

    @Test(.timeLimit(.minutes(1))) func `with many parameters, zones, rules or overrides end in bounded time`() throws {
        let parameters = String(repeating: ";A=1,2", count: 50_000)
        let zones = (0..<20_000).map { "EXDATE;TZID=Zone\($0):20260101T000000" }.joined(separator: "\n")
        let rules = (0..<2000).map { _ in "RRULE:FREQ=DAILY" }.joined(separator: "\n")
        for lines in [
            "X-A\(parameters):1", zones, rules, "EXDATE:" + String(repeating: "20260101T000000Z,", count: 50_000),
        ] {
            let derived = try object(event("DTSTART:19010101T100000Z\nRRULE:FREQ=DAILY\n\(lines)"))
            #expect(derived.notes.count <= 20)
        }
        let overrides = (0..<3000).map {
            "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:2026\($0 % 9999)\nDTSTART:20260101T100000Z\nEND:VEVENT"
        }
        _ = derive(
            calendar(
                "BEGIN:VEVENT\nUID:a\nDTSTART:20260101\nRRULE:FREQ=DAILY\nEND:VEVENT\n"
                    + overrides.joined(separator: "\n")),
            window: year2026)
    }

    @Test func `of random bytes never stop the process`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = Seeded(state: seed)
        let base = event(
            "DTSTART;TZID=Europe/Berlin:20260101T100000\nDURATION:P1DT2H\nRRULE:FREQ=MONTHLY;BYDAY=-1MO;COUNT=9\n"
                + "EXDATE;TZID=\"Europe/Berlin\":20260126T100000\nATTENDEE;CN=\"A\":mailto:a@example.org\nSUMMARY:a\\,b"
        )
        for round in 0..<1000 {
            var body = base
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 0..<body.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: body.remove(at: place)
                case 2: body.insert(UInt8(ascii: "9"), at: place)
                default:
                    body.replaceSubrange(
                        place..<min(body.count, place + 20),
                        with: body.prefix(Int.random(in: 0...30, using: &generator)))
                }
            }
            _ = derive(body, window: year2026)
            let uid = ComponentKey(uid: "a", recurrenceID: nil)
            if let edited = try? apply([PropertyEdit(component: uid, name: "SUMMARY", change: .value("x"))], to: body) {
                #expect((try? content(of: edited)) != nil, "seed \(seed), round \(round)")
            }
        }
    }
}

struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
