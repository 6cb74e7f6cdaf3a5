// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Fuzzing

extension EventPatch {
    /// Which fields, and what becomes of them.
    init(_ choices: inout TextAndChoices) {
        self.init()
        let fields = choices.next()
        let more = choices.next()
        let schedule = EventSchedule(&choices)
        let text = choices.rest()
        let isClearing = more & 0x80 != 0
        func edit(_ bit: UInt8) -> FieldEdit<String> { fields & bit == 0 ? .keep : isClearing ? .clear : .set(text) }
        title = edit(1)
        description = edit(2)
        location = edit(4)
        url = edit(8)
        if fields & 0x10 != 0 { status = isClearing ? .clear : .set("cancelled") }
        if fields & 0x20 != 0 { self.schedule = .set(schedule) }
        if fields & 0x40 != 0 { categories = .set(text.split(separator: "\n").map(String.init)) }
        if more & 1 != 0 { alarms = isClearing ? .clear : .set([EventAlarm(trigger: .start(-900), description: text)]) }
        if more & 2 != 0 {
            attendees = .set([Attendee(address: "a@example.org", name: text), Attendee(address: "b@example.org")])
            organizer = "me@example.org"
        }
        if more & 4 != 0 { participation = Participation(address: "a@example.org", status: "accepted") }
        if more & 8 != 0 { recurrenceRule = isClearing ? .clear : .set(text) }
    }

    /// The properties that it may touch.
    var properties: Set<String> {
        var names: Set = ["DTSTAMP", "LAST-MODIFIED", "SEQUENCE"]
        if title != .keep { names.insert("SUMMARY") }
        if description != .keep { names.formUnion(["DESCRIPTION", "X-ALT-DESC", "STYLED-DESCRIPTION"]) }
        if location != .keep { names.insert("LOCATION") }
        if url != .keep { names.insert("URL") }
        if status != .keep { names.insert("STATUS") }
        if categories != .keep { names.insert("CATEGORIES") }
        if attendees != .keep || participation != nil { names.formUnion(["ATTENDEE", "ORGANIZER"]) }
        if changesTimes {
            names.formUnion(["DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"])
        }
        return names
    }

    var changesTimes: Bool { schedule != .keep || recurrenceRule != .keep || exceptions != .keep }
}

extension EventSchedule {
    /// In 2026.
    fileprivate init(_ choices: inout TextAndChoices) {
        let first = Day(year: 2026, month: 1 + choices.next(below: 12), day: 1 + choices.next(below: 28))
        let (kind, length) = (choices.next(), 1 + choices.next(below: 200))
        if kind & 1 != 0 {
            self = .allDay(start: first, end: first + length)
        } else {
            let zones = [nil, "UTC", "Europe/Berlin", "America/New_York"]
            let start = CalendarTime.date(first).seconds + Int64(kind / 16) * 5400
            self = .timed(startWall: start, endWall: start + Int64(length) * 900, timeZone: zones[Int(kind / 2) % 4])
        }
    }
}
