// SPDX-License-Identifier: Apache-2.0

extension EventSketch {
    /// The calendar object as a server would hand it out.
    ///
    /// - Parameter edits: how often it has been changed since it was made; shows in title, SEQUENCE and LAST-MODIFIED.
    func text(uid: String, edits: Int) -> [UInt8] {
        var lines = ContentLines()
        lines.block(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Almanac//Calendar Traffic//EN\r\nCALSCALE:GREGORIAN\r\n")
        if shape.isZoned { lines.block(Self.berlin) }
        writeEvent(to: &lines, uid: uid, edits: edits)
        if case .weekly = shape { writeOverride(to: &lines, uid: uid, edits: edits) }
        lines.block("END:VCALENDAR\r\n")
        return lines.bytes
    }

    /// A single event in UTC without people, alarm or notes, as most programs write it.
    func simpleText(uid: String) -> [UInt8] {
        var lines = ContentLines()
        lines.block("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Almanac//Calendar Traffic//EN\r\nBEGIN:VEVENT\r\n")
        writeStamps(to: &lines, uid: uid, edits: 0)
        lines.line("DTSTART:" + start.stamp(minute: startMinute) + "Z")
        lines.line("DTEND:" + start.stamp(minute: startMinute + minutes) + "Z")
        lines.line("SUMMARY:" + ContentLines.escaped(title))
        lines.line("LOCATION:" + ContentLines.escaped(place ?? "Büro"))
        lines.line("STATUS:CONFIRMED")
        lines.block("END:VEVENT\r\nEND:VCALENDAR\r\n")
        return lines.bytes
    }

    private func writeEvent(to lines: inout ContentLines, uid: String, edits: Int) {
        lines.block("BEGIN:VEVENT\r\n")
        writeStamps(to: &lines, uid: uid, edits: edits)
        writeTimes(to: &lines, day: start, minute: startMinute)
        writeRecurrence(to: &lines)
        writeWords(to: &lines, edits: edits)
        writeGuests(to: &lines)
        if hasAlarm {
            lines.block(
                "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nTRIGGER:-PT15M\r\nX-WR-ALARMUID:1\r\nEND:VALARM\r\n"
            )
        }
        lines.block("END:VEVENT\r\n")
    }

    /// One instance of the series, an hour later and renamed.
    private func writeOverride(to lines: inout ContentLines, uid: String, edits: Int) {
        let day = start.adding(days: 7 * Self.movedWeek)
        lines.block("BEGIN:VEVENT\r\n")
        writeStamps(to: &lines, uid: uid, edits: edits)
        lines.line("RECURRENCE-ID;TZID=Europe/Berlin:" + day.stamp(minute: startMinute))
        writeTimes(to: &lines, day: day, minute: startMinute + 60)
        lines.line("SUMMARY:" + ContentLines.escaped(title + " (später)"))
        lines.block("END:VEVENT\r\n")
    }

    private func writeStamps(to lines: inout ContentLines, uid: String, edits: Int) {
        let made = start.adding(days: -30)
        lines.line("UID:" + uid)
        lines.line("DTSTAMP:" + made.stamp(minute: 600) + "Z")
        lines.line("CREATED:" + made.stamp(minute: 600) + "Z")
        lines.line("LAST-MODIFIED:" + made.adding(days: 1).stamp(minute: 601 + edits % 600) + "Z")
        lines.line("SEQUENCE:\(edits)")
    }

    private func writeTimes(to lines: inout ContentLines, day: CivilDay, minute: Int) {
        let end = minute + minutes
        switch shape {
        case .zoned, .weekly:
            lines.line("DTSTART;TZID=Europe/Berlin:" + day.stamp(minute: minute))
            lines.line("DTEND;TZID=Europe/Berlin:" + day.stamp(minute: end))
        case .utc:
            lines.line("DTSTART:" + day.stamp(minute: minute) + "Z")
            lines.line("DURATION:PT\(minutes)M")
        case .allDay(let days):
            lines.line("DTSTART;VALUE=DATE:" + day.stamp)
            lines.line("DTEND;VALUE=DATE:" + day.adding(days: days).stamp)
        case .yearly:
            lines.line("DTSTART;VALUE=DATE:" + day.stamp)
            lines.line("DTEND;VALUE=DATE:" + day.adding(days: 1).stamp)
        }
    }

    private func writeRecurrence(to lines: inout ContentLines) {
        switch shape {
        case .zoned, .utc, .allDay: return
        case .yearly: lines.line("RRULE:FREQ=YEARLY")
        case .weekly(let end):
            let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
            let rule = "RRULE:FREQ=WEEKLY;BYDAY=" + names[start.weekday]
            switch end {
            case .count(let count): lines.line(rule + ";COUNT=\(count)")
            case .until(let weeks):
                lines.line(rule + ";UNTIL=" + start.adding(days: 7 * weeks).stamp(minute: startMinute) + "Z")
            case .never: lines.line(rule)
            }
            let skipped = start.adding(days: 7 * Self.skippedWeek)
            lines.line("EXDATE;TZID=Europe/Berlin:" + skipped.stamp(minute: startMinute))
        }
    }

    private func writeWords(to lines: inout ContentLines, edits: Int) {
        lines.line("SUMMARY:" + ContentLines.escaped(edits == 0 ? title : "\(title), \(edits)×"))
        if let place { lines.line("LOCATION:" + ContentLines.escaped(place)) }
        if let notes { lines.line("DESCRIPTION:" + ContentLines.escaped(notes)) }
        lines.line("STATUS:CONFIRMED")
        lines.line(shape.hasTime ? "TRANSP:OPAQUE" : "TRANSP:TRANSPARENT")
        lines.line("CLASS:" + (index % 17 == 0 ? "PRIVATE" : "PUBLIC"))
        if index % 5 == 0 { lines.line("CATEGORIES:WORK,TRAVEL") }
        if index % 3 == 0 { lines.line("X-MOZ-LASTACK:" + start.stamp(minute: startMinute) + "Z") }
        if index % 4 == 0 { lines.line("X-APPLE-TRAVEL-ADVISORY-BEHAVIOR;X-NOTE=\"a;b:c\":AUTOMATIC") }
    }

    private func writeGuests(to lines: inout ContentLines) {
        guard let host = guests.first else { return }
        lines.line("ORGANIZER;CN=\"\(host.name)\":mailto:\(host.mailbox)@example.org")
        for (place, guest) in guests.enumerated() {
            let status = ["ACCEPTED", "NEEDS-ACTION", "TENTATIVE", "DECLINED"][(index + place) % 4]
            lines.line(
                "ATTENDEE;CN=\"\(guest.name)\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT="
                    + "\(place == 0 ? "ACCEPTED" : status);RSVP=TRUE:mailto:\(guest.mailbox)@example.org")
        }
    }

    private static let berlin: StaticString = """
        BEGIN:VTIMEZONE\r
        TZID:Europe/Berlin\r
        X-LIC-LOCATION:Europe/Berlin\r
        BEGIN:DAYLIGHT\r
        TZOFFSETFROM:+0100\r
        TZOFFSETTO:+0200\r
        TZNAME:CEST\r
        DTSTART:19700329T020000\r
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r
        END:DAYLIGHT\r
        BEGIN:STANDARD\r
        TZOFFSETFROM:+0200\r
        TZOFFSETTO:+0100\r
        TZNAME:CET\r
        DTSTART:19701025T030000\r
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r
        END:STANDARD\r
        END:VTIMEZONE\r

        """
}
