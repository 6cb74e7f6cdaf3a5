// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import ICalendar

/// A text from lines, with the CRLF that iCalendar wants (RFC 5545 §3.1).
func calendarText(_ components: [String]...) -> [UInt8] {
    let head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Almanac//test//EN"]
    let lines = head + components.flatMap { $0 } + ["END:VCALENDAR", ""]
    return Array(lines.joined(separator: "\r\n").utf8)
}

/// The lines of a VEVENT on 2026-02-01 from 10 to 11 UTC, unless `when` says otherwise.
func eventLines(
    _ uid: String, _ title: String, when: [String] = ["DTSTART:20260201T100000Z", "DTEND:20260201T110000Z"],
    _ more: [String] = []
) -> [String] {
    ["BEGIN:VEVENT", "UID:\(uid)", "DTSTAMP:20260101T000000Z"] + when + ["SUMMARY:\(title)"] + more + ["END:VEVENT"]
}

func event(_ uid: String, _ title: String) -> [UInt8] { calendarText(eventLines(uid, title)) }

/// SHA-256 over what the text says, whatever its spelling; `nil` when it cannot be read.
func checksum(_ body: [UInt8]) -> String? {
    guard case .object(let object) = derive(body, window: DeriveWindow(range: TimeRange(start: 0, end: 0))) else {
        return nil
    }
    return object.checksum
}

/// A line of more than 75 octets, folded (RFC 5545 §3.1).
func folded(_ line: String) -> [String] {
    var (lines, current) = ([String](), "")
    for character in line {
        if current.utf8.count + character.utf8.count > 75 {
            lines.append(current)
            current = " "
        }
        current.append(character)
    }
    return lines + [current]
}

/// Midnight UTC.
func seconds(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    CalendarTime.date(Day(year: year, month: month, day: day)).seconds
}

let berlin = [
    "BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:STANDARD", "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "END:STANDARD",
    "BEGIN:DAYLIGHT", "DTSTART:19810329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200", "TZNAME:CEST", "END:DAYLIGHT", "END:VTIMEZONE",
]

/// Texts of every kind that people keep, as one object with one UID.
enum Sample: String, CaseIterable, Sendable {
    case plain, allDay, floating, zone, weekly, overrides, alarm, meeting, markup, unicode, folding, escapes, trailing
    case categories, escapedCategory, unknown, task, journal

    func text(_ uid: String, _ title: String) -> [UInt8] {
        func one(
            when: [String] = ["DTSTART:20260201T100000Z", "DTEND:20260201T110000Z"], _ more: [String] = []
        ) -> [UInt8] { calendarText(eventLines(uid, title, when: when, more)) }

        switch self {
        case .plain: return one()
        case .allDay: return one(when: ["DTSTART;VALUE=DATE:20260201", "DTEND;VALUE=DATE:20260204"])
        case .floating: return one(when: ["DTSTART:20260201T100000", "DURATION:PT1H30M"])
        case .zone: return calendarText(berlin, eventLines(uid, title, when: Self.inBerlin))
        case .weekly: return one(["RRULE:FREQ=WEEKLY;COUNT=10;BYDAY=SU", "EXDATE:20260208T100000Z"])
        case .overrides:
            return calendarText(
                berlin, eventLines(uid, title, when: Self.inBerlin, ["RRULE:FREQ=DAILY;UNTIL=20260220T090000Z"]),
                eventLines(
                    uid, "Moved",
                    when: [
                        "RECURRENCE-ID;TZID=Europe/Berlin:20260203T100000",
                        "DTSTART;TZID=Europe/Berlin:20260203T150000",
                        "DTEND;TZID=Europe/Berlin:20260203T160000",
                    ]),
                eventLines(
                    uid, "Off",
                    when: [
                        "RECURRENCE-ID;TZID=Europe/Berlin:20260204T100000",
                        "DTSTART;TZID=Europe/Berlin:20260204T100000",
                        "DTEND;TZID=Europe/Berlin:20260204T110000",
                    ], ["STATUS:CANCELLED"]))
        case .alarm:
            return one(["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Go", "TRIGGER:-PT15M", "END:VALARM"])
        case .meeting:
            return one([
                "ORGANIZER;CN=Alice:mailto:alice@example.org",
                "ATTENDEE;CN=\"Bob: Builder, Ltd\";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bob@example.org",
            ])
        case .markup: return one(["DESCRIPTION:a & b <b>bold</b> ]]> &amp; &#13; \"quoted\" 'single'"])
        case .unicode: return one(["LOCATION:Café 🏔️👩‍👩‍👧 Zürich – ул. Ленина 東京", "DESCRIPTION:e\u{301} and é"])
        case .folding: return one(folded("DESCRIPTION:" + String(repeating: "Größe 🏔 word ", count: 60) + "end"))
        case .escapes: return one(["DESCRIPTION:one\\, two\\; three\\\\four\\nfive"])
        case .categories: return one(["CATEGORIES:Work,Home", "CATEGORIES:Family"])
        case .escapedCategory: return one(["CATEGORIES:A\\,B,C"])
        case .trailing: return one(["DESCRIPTION:ends in spaces   ", "LOCATION:  begins with some"])
        case .unknown: return one(["X-ALMANAC-TEST;X-PARAMETER=\"a;b\":one\\, two", "COLOR:turquoise", "PRIORITY:3"])
        case .task:
            return calendarText([
                "BEGIN:VTODO", "UID:\(uid)", "DTSTAMP:20260101T000000Z", "DUE:20260201T100000Z", "SUMMARY:\(title)",
                "STATUS:NEEDS-ACTION", "END:VTODO",
            ])
        case .journal:
            return calendarText([
                "BEGIN:VJOURNAL", "UID:\(uid)", "DTSTAMP:20260101T000000Z", "DTSTART;VALUE=DATE:20260201",
                "SUMMARY:\(title)",
                "END:VJOURNAL",
            ])
        }
    }

    private static let inBerlin = [
        "DTSTART;TZID=Europe/Berlin:20260201T100000", "DTEND;TZID=Europe/Berlin:20260201T110000",
    ]
}
