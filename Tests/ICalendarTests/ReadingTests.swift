// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

/// What a text says that is read although something is odd about it.
private struct Reading: Equatable {
    var title: String?
    var start: String?
    var uneditable: String?

    init(_ title: String?, _ start: String? = "20260101", uneditable: String? = nil) {
        (self.title, self.start, self.uneditable) = (title, start, uneditable)
    }

    init(_ body: [UInt8]) throws {
        let derived = try object(body)
        title = derived.events.first?.title
        start = derived.events.first.map { written($0.start) }
        uneditable = derived.uneditable
    }
}

private let plain = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260101\nSUMMARY:Größe\nEND:VEVENT\nEND:VCALENDAR\n"

private func utf16(_ text: String, mark: [UInt8], bigEndian: Bool) -> [UInt8] {
    mark
        + text.utf16.flatMap { unit in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return bigEndian ? bytes : bytes.reversed()
        }
}

@Suite struct `Odd texts` {
    @Test(arguments: [
        ("UTF-16, little-endian", utf16(plain, mark: [0xFF, 0xFE], bigEndian: false), "is UTF-16"),
        ("UTF-16, big-endian", utf16(plain, mark: [0xFE, 0xFF], bigEndian: true), "is UTF-16"),
        ("UTF-16 without a mark", utf16(plain, mark: [], bigEndian: false), "is UTF-16"),
        ("half a unit at the end", utf16(plain, mark: [0xFF, 0xFE], bigEndian: false) + [10], "is UTF-16"),
        ("Windows-1252", plain.unicodeScalars.map { UInt8($0.value) }, "is not UTF-8"),
        ("UTF-8 with a BOM", [0xEF, 0xBB, 0xBF] + Array(plain.utf8), nil),
        ("CR alone", Array(plain.replacing("\n", with: "\r").utf8), "ends its lines with CR alone"),
        (
            "CR alone, folded, one LF",
            Array(plain.replacing("\n", with: "\r").replacing("Gr", with: "Gr\r ").utf8) + [10],
            "ends its lines with CR alone"
        ),
        ("two CRs and LF", Array(plain.replacing("\n", with: "\r\r\n").utf8), nil),
        ("LF before CR LF", Array(plain.utf8.prefix(16)) + crlf(String(plain.dropFirst(16))), nil),
        ("spaces after BEGIN and END", crlf(plain.replacing("VEVENT", with: "VEVENT \t")), nil),
        ("lower case", crlf(plain.replacing("BEGIN:VEVENT", with: "begin:vevent").replacing("UID", with: "uid")), nil),
        ("blank lines", crlf("\n\n" + plain.replacing("\n", with: "\n\n")), nil),
        ("a line of spaces", crlf(plain.replacing("SUMMARY", with: "  \n\t\nSUMMARY")), nil),
        ("a NUL", crlf(plain.replacing("Gr", with: "\0Gr")), "holds a NUL character"),
        ("a bell", crlf(plain.replacing("Gr", with: "\u{7}Gr")), nil),
        (
            "a blank line in a fold", crlf(plain.replacing("Größe", with: "Größe\n\n und mehr")),
            "line 6 has no name and value"
        ),
        ("text after the end", crlf(plain + "X-A:b\n"), "has text after END:VCALENDAR"),
        ("words after the end", crlf(plain + "thank you\n"), "line 8 has no name and value"),
        (
            "a line of a value", crlf(plain.replacing("Größe", with: "Größe\nzweite Zeile")),
            "line 6 has no name and value"
        ),
        ("two calendars", crlf(plain + "BEGIN:VCALENDAR\nX-A:b\nEND:VCALENDAR\n"), "holds several calendars"),
        (
            "vCalendar 1.0", crlf(plain.replacing("BEGIN:VEVENT", with: "VERSION: 1.0\nBEGIN:VEVENT")),
            "is vCalendar 1.0"
        ),
        (
            "two UIDs in one event", crlf(plain.replacing("SUMMARY", with: "UID:b\nSUMMARY")),
            "says twice which event it is"
        ),
        ("METHOD", crlf(plain.replacing("BEGIN:VEVENT", with: "METHOD:REQUEST\nBEGIN:VEVENT")), nil),
    ])
    func `say what they say, and why they are never edited`(_ name: String, _ body: [UInt8], _ reason: String?) throws {
        #expect(try Reading(body) == Reading("Größe", uneditable: reason))
        let change = PropertyEdit(
            component: ComponentKey(uid: "a", recurrenceID: nil), name: "SUMMARY", change: .value("x"))
        if let reason {
            #expect(throws: ICalendarError("is never edited: \(reason)")) { try apply([change], to: body) }
        } else {
            #expect(try Reading(apply([change], to: body)) == Reading("x"))
            #expect(try apply([], to: body) == body)
        }
    }

    @Test(arguments: [
        ("SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=B6=C3=9Fe", "Größe"),
        ("SUMMARY;CHARSET=ISO-8859-1;ENCODING=quoted-printable:Gr=F6=DFe", "Größe"),
        ("SUMMARY;QUOTED-PRINTABLE:eine=\n Zeile, =\nund eine: =3D", "eine Zeile, und eine: ="),
        ("SUMMARY;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab\\;c=zz", "a\nb;c=zz"),
        ("SUMMARY;ENCODING=QUOTED-PRINTABLE:a=0", "a=0"),
    ])
    func `of vCalendar 1.0 may be quoted-printable`(_ line: String, _ title: String) throws {
        let body = event("DTSTART:20260101\n\(line)\nX-A:b")
        #expect(try Reading(body) == Reading(title, uneditable: "line 8 is quoted-printable"))
        let content = try content(of: body)
        #expect(content.components.values.first?.contains(Property(name: "X-A", value: "b")) == true)
    }

    @Test func `with an equals sign at a line's end are not quoted-printable`() throws {
        let body = event("DTSTART:20260101\nSUMMARY;X-A=\"ENCODING=QUOTED-PRINTABLE\":a=\nX-B:c=")
        #expect(try Reading(body) == Reading("a="))
    }

    @Test(arguments: [
        ("CREATED:00000101T000000Z", nil), ("CREATED:0000", nil), ("LAST-MODIFIED:", nil), ("COMPLETED:20260101", nil),
        ("DTSTAMP:20260102T000000Z\nDTSTAMP:20260103T000000Z", nil), ("PRIORITY:high", nil), ("SEQUENCE:many", nil),
        ("SEQUENCE:99999999999999999999", nil), ("DURATION:P1D\nDTEND:20260102", nil),
        ("DTEND:00000000", "DTEND cannot be read"),
        ("X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=\"a:b;c,d\":geo:1,2", nil), ("ATTACH;MANAGED-ID=1:cid:x", nil),
        ("CONFERENCE;FEATURE=AUDIO,VIDEO:https://example.org", nil), ("COLOR:turquoise", nil), ("X-A;:b", nil),
        ("X-A;B:c", nil), ("X-A;B=:c", nil), ("BEGIN:VALARM\nEND:VALARM", nil), ("RRULE:", nil), ("CATEGORIES:,,", nil),
        ("BEGIN:PARTICIPANT\nUID:b\nBEGIN:VLOCATION\nUID:c\nEND:VLOCATION\nEND:PARTICIPANT", nil),
    ])
    func `keep what is wrong or unknown in them`(_ lines: String, _ reason: String?) throws {
        let body = event("DTSTART:20260101\nSUMMARY:x\n\(lines)")
        let read = try object(body)
        #expect(read.uneditable == reason && read.occurrences.count == 1 && read.events[0].created == nil)
        guard reason == nil else { return }
        let change = PropertyEdit(
            component: ComponentKey(uid: "a", recurrenceID: nil), name: "SUMMARY", change: .value("y"))
        #expect(text(try apply([change], to: body)) == text(body).replacing("SUMMARY:x", with: "SUMMARY:y"))
    }

    @Test(arguments: ["DTSTAMP:20260102T000000Z\nDTSTAMP:20260103T000000Z\n", ""])
    func `have one DTSTAMP after an edit`(_ stamps: String) throws {
        let body = crlf(plain.replacing("SUMMARY", with: stamps + "SUMMARY"))
        var patch = EventPatch()
        patch.title = .set("x")
        let edited = text(try patched(body, with: patch, now: Instant(seconds: seconds("2026-05-05 05:05:05"))))
        #expect(edited.split(separator: "\r\n").filter { $0.hasPrefix("DTSTAMP") } == ["DTSTAMP:20260505T050505Z"])
    }

    @Test func `of a day from midnight to midnight stay timed`() throws {
        let lines = "DTSTART;TZID=Europe/Berlin:20260701T000000\nDTEND;TZID=Europe/Berlin:20260702T000000"
        let derived = try object(event("\(lines)\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE"))
        #expect(!derived.events[0].isAllDay && written(derived.events[0].start) == "20260630T220000Z")
        #expect(derived.events[0].end.seconds - derived.events[0].start.seconds == 86_400)
    }

    @Test(arguments: [
        "../../etc/passwd", "/", "..", "a/b", "%2e%2e%2f", "a b", "'; DROP TABLE objects; --",
        String(repeating: "u", count: 65_536),
        "Größe 🎉", "<uid@example.org>",
    ])
    func `have any UID, which stays a text`(_ uid: String) throws {
        let body = crlf(plain.replacing("UID:a", with: "UID:\(uid.replacing(";", with: "\\;"))"))
        #expect(try object(body).uid == uid)
        #expect(try Reading(body) == Reading("Größe"))
    }

    @Test func `have a UID with a line end only as an escape`() throws {
        #expect(try object(crlf(plain.replacing("UID:a", with: "UID:a\\nb"))).uid == "a\nb")
        #expect(try object(crlf(plain.replacing("UID:a", with: "UID:a\u{B}\rb"))).uid == "ab")
    }

    @Test func `have parameters as RFC 6868 writes them`() throws {
        let lines = "DTSTART:20260101\nATTENDEE;CN=\"a^nb^^c^'d^e^\";X-A=^,\"^;\":mailto:a@example.org"
        #expect(try object(event(lines)).events[0].participants[0].name == "a\nb^c\"d^e^")
        let change = PropertyEdit(
            component: ComponentKey(uid: "a", recurrenceID: nil), name: "SUMMARY", change: .value("x"))
        #expect(text(try apply([change], to: event(lines))).contains(";CN=\"a^nb^^c^'d^e^\";X-A=^,\"^;\":"))
    }

    @Test func `that are cut off show the beginning of their title`() {
        let body = crlf("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + String(repeating: "ä", count: 100_000))
        guard case .unreadable(_, let title, _) = derive(body, window: year2026) else { return #expect(Bool(false)) }
        #expect(title == String(repeating: "ä", count: 300))
    }
}
