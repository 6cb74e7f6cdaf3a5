// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// The texts of events of every kind, spread over the months around today; on one day the same number gives the same text.
enum GeneratedCalendar {
    static func files(_ count: Int) -> [(file: String, text: String)] {
        (0..<count).map { ("event-\($0).ics", text($0)) }
    }

    static func text(_ number: Int) -> String {
        let day = day(number)
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example Corp.//Planner 4.2//EN"]
        switch number % 8 {
        case 0: lines += event(number, utc(day, hour: 9))
        case 1: lines += event(number, ["DTSTART;VALUE=DATE:\(date(day))", "DTEND;VALUE=DATE:\(date(day + 2))"])
        case 2: lines += berlin + event(number, zoned(day, hour: 14))
        case 3:
            let rule = ["RRULE:FREQ=WEEKLY;COUNT=20", "EXDATE;TZID=Europe/Berlin:\(date(day + 14))T080000"]
            let moved = zoned(day + 8, hour: 11) + ["RECURRENCE-ID;TZID=Europe/Berlin:\(date(day + 7))T080000"]
            lines += berlin + event(number, zoned(day, hour: 8) + rule) + event(number, moved, title: "Verlegt")
        case 4: lines += event(number, utc(day, hour: 16) + people)
        case 5: lines += event(number, utc(day, hour: 7), end: alarms)
        case 6: lines += event(number, ["DTSTART:\(date(day))T200000", "DURATION:PT1H30M"], title: "Ночь 夜 🌙 ночь")
        default:
            lines += event(
                number,
                ["DTSTART;VALUE=DATE:\(date(day))", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TRANSP:TRANSPARENT"])
        }
        return (lines + ["END:VCALENDAR", ""]).map(folded).joined(separator: "\r\n")
    }

    /// Days since 1970: half a year back to half a year ahead.
    private static func day(_ number: Int) -> Int {
        Int(Date.now.timeIntervalSince1970) / 86_400 - 180 + number * 7 % 360
    }

    private static func date(_ day: Int) -> String {
        var (seconds, parts) = (time_t(day * 86_400), tm())
        gmtime_r(&seconds, &parts)
        return "\(parts.tm_year + 1900)\(twoDigits(parts.tm_mon + 1))\(twoDigits(parts.tm_mday))"
    }

    private static func twoDigits(_ number: some BinaryInteger) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func utc(_ day: Int, hour: Int) -> [String] {
        ["DTSTART:\(date(day))T\(twoDigits(hour))0000Z", "DTEND:\(date(day))T\(twoDigits(hour))4500Z"]
    }

    private static func zoned(_ day: Int, hour: Int) -> [String] {
        [
            "DTSTART;TZID=Europe/Berlin:\(date(day))T\(twoDigits(hour))0000",
            "DTEND;TZID=Europe/Berlin:\(date(day))T\(twoDigits(hour + 1))0000",
        ]
    }

    private static func event(
        _ number: Int, _ lines: [String], title: String = "Besprechung über Größe, Preis; und Maß", end: [String] = []
    ) -> [String] {
        [
            "BEGIN:VEVENT", "UID:generated-\(number)@example.org", "DTSTAMP:20260102T030405Z",
            "SUMMARY:\(title.replacing(",", with: "\\,").replacing(";", with: "\\;")) \(number)",
        ] + lines + [
            "LOCATION:Zimmer \(number % 13)\\, Straße des 17. Juni",
            "DESCRIPTION:Erste Zeile\\nZweite Zeile mit einem Text\\, der lang genug ist\\, um gefaltet zu werden: äöü ß €",
            "X-PLANNER-COLOR;X-SHADE=\"light,blue\":#1e90ff",
        ] + end + ["END:VEVENT"]
    }

    private static let people = [
        "ORGANIZER;CN=\"Müller, Zoë\":mailto:zoe@example.org",
        "ATTENDEE;CN=Jürgen;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:juergen@example.org",
        "ATTENDEE;CN=Ōki;PARTSTAT=NEEDS-ACTION:mailto:oki@example.org",
    ]

    private static let alarms = [
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Gleich", "TRIGGER:-PT15M", "END:VALARM", "BEGIN:VALARM",
        "ACTION:AUDIO", "TRIGGER;RELATED=END:PT0S", "END:VALARM",
    ]

    private static let berlin = [
        "BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:DAYLIGHT", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
        "TZNAME:CEST", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT",
        "BEGIN:STANDARD", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE",
    ]

    /// At most 75 octets a line, never within a character (RFC 5545 §3.1).
    private static func folded(_ line: String) -> String {
        guard line.utf8.count > 75 else { return line }
        var (result, length) = ("", 0)
        for character in line.unicodeScalars {
            let size = character.utf8.count
            if length + size > 75 {
                result += "\r\n "
                length = 1
            }
            result.unicodeScalars.append(character)
            length += size
        }
        return result
    }
}
