// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

private let key = ComponentKey(uid: "a", recurrenceID: nil)

private func edit(_ name: String, _ change: PropertyEdit.Change) -> PropertyEdit {
    PropertyEdit(component: key, name: name, change: change)
}

/// Odd on purpose: folds in odd places, LF, unknown things, alarms, an override.
private let odd = """
    BEGIN:VCALENDAR
    x-wr-calname:Own
    version:2.0

    BEGIN:VEVENT
    UID:a
    dtstamp:20260101T000000Z
    DTSTART:20260105T100000Z
    SUM
     MARY;LANGUAGE=de;X-A="b:c";ALTREP="cid:x":Alt
    \t er Titel
    X-ALT-DESC;FMTTYPE=text/html:<p>Alt
     </p>
    Description:Alt\\nund lang
    ATTENDEE;CN="A, B":mailto:
     a@example.org
    COMMENT;VALUE=URI;X-A=b:https://example.org
    CATEGORIES:x,y
    RRULE:COUNT=3;FREQ=DAILY
    X-UNKNOWN;;p:  raw\\:value
    BEGIN:VALARM
    TRIGGER:-PT5M
    DESCRIPTION:Alarm
    ACTION:DISPLAY
    END:VALARM
    END:VEVENT
    BEGIN:VEVENT
    UID:a
    RECURRENCE-ID:20260106T100000Z
    DTSTART:20260106T110000Z
    SUMMARY:Anders
    END:VEVENT
    END:VCALENDAR
    """

@Suite struct `Property edits` {
    @Test(arguments: [
        (
            "a new value keeps the parameters but ALTREP", "SUMMARY", PropertyEdit.Change.value("Neu"),
            "SUM\n MARY;LANGUAGE=de;X-A=\"b:c\";ALTREP=\"cid:x\":Alt\n\t er Titel\n",
            "SUMMARY;LANGUAGE=de;X-A=\"b:c\":Neu\n"
        ),
        ("the same value stays", "SUMMARY", .value("Alt er Titel"), "", ""),
        ("the same description keeps its HTML", "DESCRIPTION", .value("Alt\\nund lang"), "", ""),
        (
            "what was a URI becomes a text", "COMMENT", .value("Neu"),
            "COMMENT;VALUE=URI;X-A=b:https://example.org\n", "COMMENT;X-A=b:Neu\n"
        ),
        (
            "a new line goes before the alarm", "LOCATION", .value("Hier"), "BEGIN:VALARM\n",
            "LOCATION:Hier\nBEGIN:VALARM\n"
        ),
        (
            "a removed description takes its HTML along", "DESCRIPTION", .remove,
            "X-ALT-DESC;FMTTYPE=text/html:<p>Alt\n </p>\nDescription:Alt\\nund lang\n", ""
        ),
        ("what is not there is removed by nothing", "GEO", .remove, "", ""),
        (
            "a list keeps the lines that stay", "CATEGORIES",
            .replace([
                Property(name: "CATEGORIES", value: "y"), Property(name: "CATEGORIES", value: "x"),
                Property(name: "CATEGORIES", value: "z"),
            ]), "CATEGORIES:x,y\n", "CATEGORIES:z\nCATEGORIES:x,y\n"
        ),
        (
            "a line is replaced where it stood", "CATEGORIES", .replace([Property(name: "CATEGORIES", value: "z")]),
            "CATEGORIES:x,y\n", "CATEGORIES:z\n"
        ),
        (
            "values are quoted where they must", "ATTENDEE",
            .replace([
                Property(
                    name: "ATTENDEE", parameters: [PropertyParameter(name: "CN", values: ["C: \"D\"", "e"])],
                    value: "mailto:c@example.org")
            ]), "ATTENDEE;CN=\"A, B\":mailto:\n a@example.org\n", "ATTENDEE;CN=\"C: ^'D^'\",e:mailto:c@example.org\n"
        ),
        ("a rule that says the same stays", "RRULE", .value("FREQ=DAILY;COUNT=3"), "", ""),
        (
            "an alarm goes as a whole", "BEGIN:VALARM", .remove,
            "BEGIN:VALARM\nTRIGGER:-PT5M\nDESCRIPTION:Alarm\nACTION:DISPLAY\nEND:VALARM\n", ""
        ),
        (
            "an alarm that stays keeps its bytes", "BEGIN:VALARM",
            .replace([
                Property(name: "BEGIN:VALARM", value: "ACTION:DISPLAY\nDESCRIPTION:Alarm\nTRIGGER:-PT5M"),
                Property(name: "BEGIN:VALARM", value: "ACTION:AUDIO\nTRIGGER:-PT1M"),
            ]), "END:VALARM\n", "END:VALARM\nBEGIN:VALARM\nACTION:AUDIO\nTRIGGER:-PT1M\nEND:VALARM\n"
        ),
    ])
    func `leave every other byte as before`(
        _ name: String, _ property: String, _ change: PropertyEdit.Change, _ old: String, _ new: String
    ) throws {
        let expected = old.isEmpty ? odd : odd.replacing(old, with: new)
        #expect(old.isEmpty || expected != odd)
        #expect(text(try apply([edit(property, change)], to: Array(odd.utf8))) == expected)
        let withCRLF = text(try apply([edit(property, change)], to: crlf(odd)))
        #expect(withCRLF == text(crlf(expected)))
    }

    @Test func `are folded at 75 octets, between characters`() throws {
        let value = String(repeating: "ä🎉", count: 60)
        let body = try apply([edit("SUMMARY", .value(value))], to: crlf(odd))
        #expect(body.split(separator: 10, omittingEmptySubsequences: false).allSatisfy { $0.count <= 76 })
        #expect(body.split(separator: 10).allSatisfy { String(validating: $0, as: UTF8.self) != nil })
        #expect(try object(body).events[0].title == value)
    }

    @Test func `reach overrides`() throws {
        let override = ComponentKey(uid: "a", recurrenceID: "20260106T100000Z")
        let body = try apply(
            [PropertyEdit(component: override, name: "summary", change: .value("Neu"))], to: Array(odd.utf8))
        #expect(text(body) == odd.replacing("SUMMARY:Anders", with: "SUMMARY:Neu"))
    }

    @Test func `of one name: the last one counts`() throws {
        let edits = [edit("LOCATION", .value("Hier")), edit("location", .value("Dort"))]
        #expect(text(try apply(edits, to: Array(odd.utf8))).contains("LOCATION:Dort\n"))
    }

    @Test(arguments: [
        edit("SUMMARY", .value("a\r\nATTENDEE:mailto:x@example.org")), edit("SUMMARY", .value("a\nb")),
        edit("SUMMARY", .value("a\0")), edit("UID", .value("b")), edit("RECURRENCE-ID", .remove),
        edit("END", .value("VEVENT")),
        edit("", .remove), edit("A B", .value("x")), edit("BEGIN:VALARM", .value("x")), edit("BEGIN", .value("VALARM")),
        edit("CATEGORIES", .replace([Property(name: "SUMMARY", value: "x")])),
        edit("BEGIN:VALARM", .replace([Property(name: "BEGIN:VALARM", value: "END:VALARM\nEND:VEVENT")])),
        edit("X-A", .replace([Property(name: "X-A", parameters: [.init(name: "B:", values: [])], value: "")])),
        PropertyEdit(component: ComponentKey(uid: "b", recurrenceID: nil), name: "SUMMARY", change: .value("x")),
        PropertyEdit(
            component: ComponentKey(uid: "a", recurrenceID: "20260107T100000Z"), name: "SUMMARY", change: .remove),
        edit("DTSTART", .remove), edit("RRULE", .value("FREQ=SOMETIMES")),
    ])
    func `that would break the text are refused`(_ edit: PropertyEdit) {
        #expect(throws: ICalendarError.self) { try apply([edit], to: Array(odd.utf8)) }
    }

    @Test func `carried over from another text make both say the same`() throws {
        let other = odd.replacing("X-ALT-DESC;FMTTYPE=text/html:<p>Alt\n </p>\n", with: "").replacing(
            "Alt\\nund lang", with: "Ganz neu"
        ).replacing("CATEGORIES:x,y\n", with: "")
            .replacing("-PT5M", with: "-PT9M").replacing("COUNT=3", with: "COUNT=4")
        let (ours, theirs) = (try content(of: crlf(odd)), try content(of: crlf(other)))
        var edits: [PropertyEdit] = []
        let properties = (ours.components[key] ?? [], theirs.components[key] ?? [])
        for name in Set((properties.0 + properties.1).map(\.name)) {
            let wanted = properties.1.filter { $0.name == name }
            if properties.0.filter({ $0.name == name }) != wanted { edits.append(edit(name, .replace(wanted))) }
        }
        #expect(edits.count == 5)
        #expect(try content(of: apply(edits, to: crlf(odd))) == theirs)
    }

    @Test func `work on to-dos too`() throws {
        let body = calendar("BEGIN:VTODO\nUID:a\nSUMMARY:x\nEND:VTODO")
        #expect(
            text(try apply([edit("SUMMARY", .value("y"))], to: body))
                == text(body).replacing("SUMMARY:x", with: "SUMMARY:y"))
    }
}
