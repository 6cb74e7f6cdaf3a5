// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar

/// Times, rules, exceptions, single instances.
extension CorpusEdit {
    static let times: [CorpusEdit] = [
        whole("another time", moved, refusals: unmovable, { $0.schedule = .set(schedule) }) { _ in
            ["DTSTART;": [":20260701T100000Z"], "DTEND;": [":20260701T110000Z"], "DURATION": []]
        },
        whole("all day", moved, refusals: unmovable, { $0.schedule = .set(days) }) { _ in
            ["DTSTART": ["20260701"], "DTEND": ["20260703"], "DURATION": []]
        },
        whole("another zone", moved.union(["BEGIN:VTIMEZONE"]), refusals: unmovable, { $0.schedule = .set(zoned) }) {
            _ in
            [
                "DTSTART;": [";TZID=Pacific/Chatham:20260701T100000"],
                "DTEND;": [";TZID=Pacific/Chatham:20260701T110000"],
            ]
        },
        whole(
            "another rule", ["RRULE"],
            refusals: ["the changed instance", "this series has EXRULE", "a single instance"],
            {
                $0.recurrenceRule = .set("FREQ=DAILY;COUNT=3")
            }
        ) { _ in ["RRULE": ["FREQ=DAILY;COUNT=3"]] },
        whole(
            "no rule", ["RRULE", "RDATE", "EXDATE"],
            refusals: ["some instances", "this series has EXRULE", "a single instance"],
            {
                $0.recurrenceRule = .clear
            }
        ) { _ in ["RRULE": [], "RDATE": [], "EXDATE": []] },
        CorpusEdit(
            name: "one instance", touches: ["BEGIN:VEVENT", "SUMMARY"], refusals: unnamed,
            edited: { object, derived throws(ICalendarError) in
                guard let name = Self.second(object, derived) else { return nil }
                var patch = EventPatch()
                patch.title = .set("Nur diesmal")
                return try patched(object.bytes, instance: name, with: patch, now: corpusNow)
            }, reads: { before in ["SUMMARY": before.values("SUMMARY")] }, isStamped: false),
        CorpusEdit(
            name: "without one instance", touches: ["BEGIN:VEVENT", "EXDATE"], refusals: unnamed,
            edited: { object, derived throws(ICalendarError) in
                guard let name = Self.second(object, derived) else { return nil }
                return try removed(object.bytes, instance: name, now: corpusNow)
            }, reads: { before in ["RRULE": before.values("RRULE")] }),
        CorpusEdit(
            name: "without the following", touches: ["BEGIN:VEVENT", "EXDATE", "RDATE", "RRULE"],
            refusals: unnamed.union(["this series has a rule that cannot be cut", "this series cannot be cut"]),
            edited: { object, derived throws(ICalendarError) in
                guard let name = Self.second(object, derived) else { return nil }
                return try removed(object.bytes, following: name, now: corpusNow)
            }, reads: { before in ["DTSTART": before.values("DTSTART")] }),
    ]

    private static let moved: Set = [
        "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "BEGIN:VEVENT",
    ]
    private static let unmovable: Set = [
        "the rule ", "the changed instance", "this series has", "an instance of this series has a time",
        "a parameter of DTSTART has no name or no value",
    ]
    private static let unnamed: Set = ["the instance", "this instance changes", "an instance of this series changes"]

    private static let (first, last) = (
        CalendarTime.date(Day(year: 2026, month: 7, day: 1)).seconds + 36_000,
        CalendarTime.date(Day(year: 2026, month: 7, day: 1)).seconds + 39_600
    )
    private static let schedule = EventSchedule.timed(startWall: first, endWall: last, timeZone: "UTC")
    private static let zoned = EventSchedule.timed(startWall: first, endWall: last, timeZone: "Pacific/Chatham")
    private static let days = EventSchedule.allDay(
        start: Day(year: 2026, month: 7, day: 1), end: Day(year: 2026, month: 7, day: 3))

    /// The name of the second instance of a series with a master.
    private static func second(_ object: CorpusObject, _ derived: DerivedObject) -> String? {
        guard derived.isRecurring, let master = derived.events.first(where: { $0.recurrenceID == nil }) else {
            return nil
        }
        let start = master.start.seconds
        let window = DeriveWindow(range: TimeRange(start: start, end: start + 800 * 86_400))
        guard case .object(let near) = derive(object.bytes, window: window), near.occurrences.count > 1 else {
            return nil
        }
        return near.occurrences[1].recurrenceID
    }
}
