// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Glibc
import ICalendar
import Testing

/// A text that somebody wrote to do harm, and what must come of it: a reason, or a bounded object.
private struct HostileText: Sendable, CustomTestStringConvertible {
    let name: String
    let body: @Sendable () -> [UInt8]
    /// `nil`: it is read.
    var reason: String?
    var testDescription: String { name }

    /// One event with these lines.
    static func event(_ name: String, _ lines: @escaping @Sendable () -> String) -> Self {
        Self(name: name) { ICalendarTests.event("DTSTART:20260101T100000Z\nSUMMARY:x\n" + lines()) }
    }

    static func text(_ name: String, reason: String?, _ text: @escaping @Sendable () -> String) -> Self {
        Self(name: name, body: { Array(text().utf8) }, reason: reason)
    }
}

private func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

private let nothingRead = "has no DTSTART that can be read"
private let megabyte = 1 << 20
private let table: [HostileText] = [
    .text("one line of 16 MB", reason: "is larger than 10 MiB") { many("x", 16 * megabyte) },
    .text("one line of 100 MB", reason: "is larger than 10 MiB") { many("x", 100 * megabyte) },
    .event("one line of 10 MB") { "DESCRIPTION:" + many("x", 10 * megabyte - 300) },
    .event("one line of 10 MB, folded at every byte") { "DESCRIPTION:" + many("\n x", 10 * megabyte / 4 - 300) },
    .event("a name of 4 MB") { many("X", 4 * megabyte - 300) + ":" },
    .event("4 MB of backslashes") { "SUMMARY:" + many("\\", 4 * megabyte - 300) },
    .event("4 MB of quotes") { "X-A;B=" + many("\"", 4 * megabyte - 300) + ":" },
    .event("4 MB of quoted-printable") { "SUMMARY;ENCODING=QUOTED-PRINTABLE:" + many("=\n", 2 * megabyte) },
    .text("4 MB of CRs", reason: "is empty") { many("\r", 4 * megabyte) },
    .text("4 MB of LFs", reason: "is empty") { many("\n", 4 * megabyte) },
    .text("4 MB of NULs", reason: "does not begin with BEGIN:VCALENDAR") { many("\0", 4 * megabyte) },
    .text("4 MB of spaces", reason: "does not begin with BEGIN:VCALENDAR") { many(" ", 4 * megabyte) },
    .text("100,000 nested components", reason: "has components nested deeper than 50") {
        many("BEGIN:VCALENDAR\n", 100_000)
    },
    .text("100,000 calendars", reason: "holds no event, to-do or journal entry") {
        many("BEGIN:VCALENDAR\nEND:VCALENDAR\n", 100_000)
    },
    .text("100,000 events of one UID", reason: nothingRead) {
        "BEGIN:VCALENDAR\n" + many("BEGIN:VEVENT\nEND:VEVENT\n", 100_000) + "END:VCALENDAR\n"
    },
    .text("100,000 copies of a long event", reason: nothingRead) {
        let long = "BEGIN:VEVENT\nSEQUENCE:1\n" + many("X:\n", 100_000) + "END:VEVENT\n"
        return "BEGIN:VCALENDAR\n" + long + many("BEGIN:VEVENT\nEND:VEVENT\n", 100_000) + "END:VCALENDAR\n"
    },
    .text("more than 500,000 lines", reason: "has more than 500000 lines") {
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + many("X:\n", 500_000) + "END:VEVENT\nEND:VCALENDAR\n"
    },
    .event("100,000 properties") { many("X-A:b\n", 100_000) },
    .event("100,000 parameters") { "X-A" + many(";B=1,2", 100_000) + ":c" },
    .event("a parameter of 1,000,000 values") { "ATTENDEE;MEMBER=" + many("a,", 1_000_000) + ":mailto:a@example.org" },
    .event("1,000,000 commas in EXDATE") { "EXDATE:" + many(",", 1_000_000) },
    .event("1,000,000 dates in EXDATE") { "EXDATE:" + many("20260101,", 1_000_000) },
    .event("1,000,000 dates in RDATE that are none") { "RDATE:" + many("x,", 1_000_000) },
    .event("1,000,000 commas in CATEGORIES") { "CATEGORIES:" + many(",", 1_000_000) },
    .event("1,000,000 categories") { "CATEGORIES:" + many("a,", 1_000_000) },
    .event("a list of 1,000,000 items with a long parameter") {
        "CATEGORIES;X-A=" + many("x", megabyte) + ":" + many("a,", 1_000_000)
    },
    .event("a rule of 1,000,000 parts") { "RRULE:FREQ=DAILY" + many(";X=1", 1_000_000) },
    .event("5,000 attendees") {
        (0..<5000).map { "ATTENDEE;CN=\"N, \($0)\";PARTSTAT=ACCEPTED:mailto:\($0)@example.org\n" }.joined()
    },
    .event("100,000 attendees") { many("ATTENDEE:mailto:a@example.org\n", 100_000) },
    .event("an attachment of 4 MB") {
        "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + many("QUJD\n ", 4 * megabyte / 6)
    },
    .event("100,000 alarms") { many("BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\n", 100_000) },
    .event("100 zone names of 100 kB") {
        (0..<100).map { "EXDATE;TZID=" + many("x", 100_000) + "\($0):20260101T000000\n" }.joined()
    },
    .event("a UID of 64 KiB") { "RELATED-TO:" + many("u", 65_536) },
    .event("escaped semicolons without end") { "LOCATION:" + many("\\;", 4 * megabyte) },
]

@Suite(.serialized) struct `Hostile texts of every kind` {
    /// In a debug build, beside other tests.
    private static let ceiling = Duration.seconds(60)

    @Test(arguments: table) fileprivate func `end in a reason or a bounded object`(_ hostile: HostileText) throws {
        let body = hostile.body()
        var derivation = Derivation.unreadable(reason: "", title: nil, start: nil)
        let duration = ContinuousClock().measure { derivation = derive(body, window: year2026) }
        print(
            "hostile: \(hostile.name): \(body.count >> 10) KiB read in \(duration); peak of the process \(peak) MiB")
        #expect(duration < Self.ceiling)
        switch derivation {
        case .unreadable(let reason, let title, _):
            #expect(reason == hostile.reason)
            #expect(title.map { $0.count <= 300 } ?? true)
        case .object(let object):
            #expect(hostile.reason == nil)
            #expect(object.notes.count <= 20 && object.occurrences.count <= 5000)
            for event in object.events {
                #expect(event.categories.count <= 1000 && event.participants.count <= 10_000)
            }
        }
    }

    @Test func `give nothing of an attachment to the database`() throws {
        let plain = try object(event("DTSTART:20260101T100000Z\nSUMMARY:x"))
        var read = try object(
            event("DTSTART:20260101T100000Z\nSUMMARY:x\nATTACH;VALUE=BINARY:" + many("QUJD", megabyte)))
        #expect(read.checksum != plain.checksum)
        (read.checksum, read.events[0].checksum) = (plain.checksum, plain.events[0].checksum)
        #expect(read == plain)
    }

    @Test(arguments: [
        ("properties", many("X-A:b\n", 20_000)), ("alarms", many("BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\n", 20_000)),
        ("categories", "CATEGORIES:" + many("a,", 20_000)), ("lines of one name", many("CATEGORIES:a\n", 20_000)),
        ("parameters", "SUMMARY" + many(";B=1", 20_000) + ":y"), ("titles", many("SUMMARY:y\n", 20_000)),
    ])
    func `are edited as fast as they are read`(_ name: String, _ lines: String) throws {
        let body = ICalendarTests.event("DTSTART:20260101T100000Z\nDESCRIPTION:d\n" + lines)
        var patch = EventPatch()
        (patch.title, patch.description) = (.set("x"), .clear)
        let duration = try ContinuousClock().measure {
            let edited = try patched(body, with: patch, now: Instant(seconds: 0))
            #expect(try object(edited).events[0].title == "x")
        }
        print("hostile: 20,000 \(name) edited in \(duration); peak of the process \(peak) MiB")
        #expect(duration < Self.ceiling)
    }

    @Test func `with many alarms keep all but one of them in bounded time`() throws {
        let alarms = (0..<5000).map { "BEGIN:VALARM\nTRIGGER:-PT\($0 + 1)S\nEND:VALARM\n" }.joined()
        let body = ICalendarTests.event("DTSTART:20260101T100000Z\n" + alarms)
        let key = ComponentKey(uid: "a", recurrenceID: nil)
        let all = try content(of: body).components[key]?.filter { $0.name == "BEGIN:VALARM" } ?? []
        // Sorted as they are, they stand in another order than in the text.
        let edit = PropertyEdit(component: key, name: "BEGIN:VALARM", change: .replace(all.dropFirst().reversed()))
        var count = 0
        let duration = try ContinuousClock().measure {
            count = try content(of: apply([edit], to: body)).components[key]?.count { $0.name == "BEGIN:VALARM" } ?? 0
        }
        print("hostile: one of 5,000 alarms taken away in \(duration)")
        #expect(all.count == 5000 && count == 4999 && duration < Self.ceiling)
    }

    @Test func `keep their checksums bounded, however a list is spelt`() throws {
        let short = (0..<1000).map { "CATEGORIES:\($0)" }.joined(separator: "\n")
        let line = "CATEGORIES:" + (0..<1000).map(String.init).joined(separator: ",")
        #expect(
            try object(event("DTSTART:20260101\n" + short)).checksum
                == object(event("DTSTART:20260101\n" + line)).checksum)
        let long = event("DTSTART:20260101\nCATEGORIES;X-A=" + many("x", megabyte) + ":" + many("a,", 100_000))
        let size = try content(of: long).components.values.first?.reduce(0) { $0 + $1.value.utf8.count }
        #expect(size.map { $0 < 2 * long.count } == true)
    }

    /// MiB, of the whole test process.
    private var peak: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss >> 10
    }
}
