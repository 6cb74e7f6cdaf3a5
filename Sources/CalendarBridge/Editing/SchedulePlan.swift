// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar

/// When an event takes place now, in its own terms.
struct CurrentSchedule: Sendable {
    var schedule: EventSchedule
    /// The event's zone; `nil` when floating or all-day.
    var zone: TimeZoneRules?

    /// - Throws: ``BridgeError`` when the event's zone is not known here.
    init(start: CalendarTime, end: CalendarTime, timeZone: String?, zones: TimeZones) throws(BridgeError) {
        switch start.kind {
        case .date:
            schedule = .allDay(start: start.day, end: max(start.day + 1, end.day))
        case .floating:
            schedule = .timed(startWall: start.seconds, endWall: end.seconds, timeZone: nil)
        case .utc:
            let name = timeZone ?? "UTC"
            guard let rules = zones.zone(named: name) else {
                throw BridgeError(
                    .notEditable, "The event's time zone \"\(name)\" is not known here, so its time stays as it is.")
            }
            zone = rules
            schedule = .timed(
                startWall: rules.wall(fromUTC: start.seconds), endWall: rules.wall(fromUTC: end.seconds),
                timeZone: name)
        }
    }
}

/// Turns what somebody asks for into a schedule. Pure.
struct SchedulePlan {
    var request: RequestedSchedule
    /// What wall times in the request are meant in, unless the request names a zone.
    var reader: ReaderZone
    var zones: TimeZones

    /// For a new event.
    func new() throws(BridgeError) -> EventSchedule {
        guard let start = request.start else { throw BridgeError(.invalid, "An event needs a start.") }
        if case .date(let day) = start { return try allDay(day, days: nil) }
        return try timed(start, in: eventZone(default: reader.rules), length: 3600)
    }

    /// For an event that is there; what is not asked for stays.
    func changed(_ current: CurrentSchedule) throws(BridgeError) -> EventSchedule {
        switch (current.schedule, request.start) {
        case (.allDay(let start, let end), nil), (.allDay(let start, let end), .date?):
            let first = if case .date(let day)? = request.start { day } else { start }
            return try allDay(first, days: end - start)
        case (.allDay, _?):
            return try new()
        case (.timed, .date(let day)?):
            return try allDay(day, days: nil)
        case (.timed(let startWall, let endWall, _), let start):
            let zone = try eventZone(default: current.zone)
            let length = instant(endWall, current.zone) - instant(startWall, current.zone)
            // Without a new start the moment stays, and in a new zone the wall time.
            let isSameZone = zone?.name == current.zone?.name && zone != nil
            let old = isSameZone ? RequestedMoment.instant(instant(startWall, zone)) : .wall(startWall)
            return try timed(start ?? old, in: zone, length: length)
        }
    }

    private func allDay(_ start: Day, days: Int?) throws(BridgeError) -> EventSchedule {
        if let zone = request.timeZone {
            throw BridgeError(.invalid, "An all-day event has no time zone, so \"\(zone)\" makes no sense.")
        }
        var end = start + (days ?? 1)
        switch request.end {
        case .date(let day)?: end = day
        case nil: break
        default: throw BridgeError(.invalid, "An all-day event ends on a day, not at a time.")
        }
        if let length = request.length {
            guard length.seconds == 0, length.days > 0 else {
                throw BridgeError(.invalid, "An all-day event takes whole days.")
            }
            end = start + length.days
        }
        guard end > start else { throw BridgeError(.invalid, "The event ends before it begins.") }
        return .allDay(start: start, end: end)
    }

    /// Between here and the end, a floating event's seconds are its wall time.
    ///
    /// - Parameters:
    ///   - zone: of the event; `nil`: floating.
    ///   - length: in seconds, unless the request says otherwise.
    private func timed(
        _ start: RequestedMoment, in zone: TimeZoneRules?, length: Int64
    ) throws(BridgeError) -> EventSchedule {
        let inputs = try inputZone()
        let from = try seconds(start, zone, inputs)
        var to = from &+ length
        if let end = request.end { to = try seconds(end, zone, inputs) }
        if let length = request.length {
            let wall = wall(from, zone) &+ Int64(length.days) &* 86_400
            to = instant(wall, zone) &+ length.seconds
        }
        guard to >= from else { throw BridgeError(.invalid, "The event ends before it begins.") }
        return .timed(startWall: wall(from, zone), endWall: wall(to, zone), timeZone: zone.map(written))
    }

    /// The names of UTC are all written as `Z`.
    private func written(_ zone: TimeZoneRules) -> String {
        ["Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"].contains(zone.name)
            ? "UTC" : zone.name
    }

    private func seconds(
        _ moment: RequestedMoment, _ zone: TimeZoneRules?, _ inputs: ReaderZone
    ) throws(BridgeError) -> Int64 {
        if case .date = moment {
            throw BridgeError(.invalid, "An event with a time of day starts and ends at a time, not on a day.")
        }
        return zone == nil ? inputs.wall(moment) : inputs.instant(moment)
    }

    private func instant(_ wall: Int64, _ zone: TimeZoneRules?) -> Int64 { zone?.utc(fromWall: wall) ?? wall }
    private func wall(_ instant: Int64, _ zone: TimeZoneRules?) -> Int64 { zone?.wall(fromUTC: instant) ?? instant }

    private func eventZone(default other: TimeZoneRules?) throws(BridgeError) -> TimeZoneRules? {
        guard let name = request.timeZone else { return other }
        return name == RequestedSchedule.floating ? nil : try rules(name)
    }

    /// What wall times in the request are meant in.
    private func inputZone() throws(BridgeError) -> ReaderZone {
        guard let name = request.timeZone, name != RequestedSchedule.floating else { return reader }
        return ReaderZone(rules: try rules(name))
    }

    private func rules(_ name: String) throws(BridgeError) -> TimeZoneRules {
        guard let rules = zones.zone(named: name) else {
            throw BridgeError(
                .invalid, "The time zone \"\(name)\" is not known here.", hint: "Use a name such as Europe/Berlin.")
        }
        return rules
    }
}
