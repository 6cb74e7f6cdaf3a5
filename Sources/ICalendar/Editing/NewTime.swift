// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// A schedule as it is written: start and end of one form.
struct NewTime {
    let start: EventTime
    /// Exclusive.
    let end: EventTime

    /// `known` is the form of the event so far: its zone is kept when the schedule names it.
    init(_ schedule: EventSchedule, known: TimeForm? = nil, zones: TimeZones) throws(ICalendarError) {
        switch schedule {
        case .allDay(let first, let last):
            guard Self.days.contains(first.number), Self.days.contains(last.number) else { throw Self.outside }
            guard first < last else { throw ICalendarError("an all-day event ends at least a day after it begins") }
            start = EventTime(wall: CalendarTime.date(first).seconds, form: .date)
            end = EventTime(wall: CalendarTime.date(last).seconds, form: .date)
        case .timed(let first, let last, let name):
            let form = try Self.form(name, known: known, zones: zones)
            start = EventTime(wall: first, form: form)
            end = EventTime(wall: last, form: form)
            guard form.seconds(fromWall: first) <= form.seconds(fromWall: last), first <= last else {
                throw ICalendarError("an event does not end before it begins")
            }
        }
        guard start.wall == start.wall.inCalendar, end.wall == end.wall.inCalendar else { throw Self.outside }
    }

    /// More than the years 1 to 9999, little enough to count in seconds.
    private static let days = -1_000_000...4_000_000
    private static let outside = ICalendarError("an event lies in the years 1 to 9999")

    private static func form(_ name: String?, known: TimeForm?, zones: TimeZones) throws(ICalendarError) -> TimeForm {
        guard let name else { return .floating }
        if let known, known.zoneName == name { return known }
        if name == "UTC" { return .utc }
        guard let zone = zones.zone(named: name) else { throw ICalendarError("there is no time zone “\(name)”") }
        return .zoned(zone)
    }

    /// DTSTART or DTEND; `others` are parameters to keep.
    static func property(
        _ name: String, _ time: EventTime, zoneID: String? = nil, others: [PropertyParameter] = []
    ) -> Property {
        let parameters: [PropertyParameter]
        switch time.form {
        case .date: parameters = [PropertyParameter(name: "VALUE", values: ["DATE"])]
        case .zoned(let zone): parameters = [PropertyParameter(name: "TZID", values: [zoneID ?? zone.name])]
        case .floating, .utc: parameters = []
        }
        let others = others.filter { $0.name != "TZID" && $0.name != "VALUE" }
        return Property(name: name, parameters: parameters + others, value: text(time))
    }

    /// The value without what its parameters say.
    private static func text(_ time: EventTime) -> String {
        if case .zoned = time.form { return basicFormat(.floating, time.wall) }
        return basicFormat(time.form.kind, time.wall)
    }
}

extension [Property] {
    /// DTSTART's TZID, as it is spelt.
    var startZoneID: String? {
        first { $0.name == "DTSTART" }?.parameters.first { $0.name == "TZID" }?.values.first
    }
}

extension RecurrenceRule {
    /// The value of UNTIL that ends a series with the instance at `wall`: a date, or UTC where DTSTART has a zone.
    static func until(_ wall: Int64, form: TimeForm) -> String {
        let wall = wall.inCalendar
        return basicFormat(
            form.kind, form.kind == .date ? wall - wall.flooredRemainder(by: 86_400) : form.seconds(fromWall: wall))
    }
}

extension String {
    /// An RRULE with another UNTIL; every other part as it is.
    func replacingUntil(with value: String) -> String {
        split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.uppercased().hasPrefix("UNTIL=") ? "UNTIL=\(value)" : String($0) }
            .joined(separator: ";")
    }
}
