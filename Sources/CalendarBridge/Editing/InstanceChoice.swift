// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar

/// What part of an event an edit means, as the codec takes it.
enum EditReach: Equatable {
    case whole
    /// Recurrence ids, as in ``ComponentKey``.
    case instance(String)
    case following(String)
}

extension EditReach {
    /// - Parameters:
    ///   - named: the recurrence id in the event's id, if any.
    ///   - zone: of the reader, whose days are meant.
    /// - Throws: ``BridgeError`` when a series was not told how much of it is meant, or has no such instance.
    init(
        _ request: RequestedScope, named: String?, of target: EditableEvent, zone: ReaderZone, zones: TimeZones
    ) throws(BridgeError) {
        guard target.isSeries else {
            self = .whole
            return
        }
        let title = target.event.title
        guard let scope = request.scope else {
            throw BridgeError(
                .scope, "\"\(title)\" repeats, so it has to be said how much of it is meant.",
                hint: "Add --scope series for all of it, or --scope this --on DATE for one instance.")
        }
        guard scope != .series else {
            self = .whole
            return
        }
        guard let chosen = request.instance ?? named.map({ .name($0) }) else {
            throw BridgeError(
                .scope, "It has to be said which instance of \"\(title)\" is meant.", hint: "Add --on DATE.")
        }
        let instance = try chosen.name(in: target.body, of: target.object.id, title, zone: zone, zones: zones)
        self = scope == .this ? .instance(instance) : .following(instance)
    }
}

extension RequestedInstance {
    /// The recurrence id.
    ///
    /// - Throws: ``BridgeError`` when not exactly one instance begins on that day of the reader's.
    func name(
        in body: [UInt8], of object: ObjectID, _ title: String, zone: ReaderZone, zones: TimeZones
    ) throws(BridgeError) -> String {
        let day: Day
        switch self {
        case .name(let name): return name
        case .on(let wanted): day = wanted
        }
        let midnight = CalendarTime.date(day).seconds
        let window = DeriveWindow(range: TimeRange(start: midnight - 2 * 86_400, end: midnight + 3 * 86_400))
        guard case .object(let derived) = derive(body, window: window, zones: zones) else {
            throw BridgeError(.notEditable, "\"\(title)\" cannot be read.")
        }
        let found = derived.occurrences.filter { zone.shown($0.start).day == day }.compactMap(\.recurrenceID)
        guard let first = found.first else {
            throw BridgeError(.notFound, "\"\(title)\" has no instance on that day.", hint: "almanac agenda")
        }
        guard found.count == 1 else {
            let names = found.prefix(5).map { "\(object)/\($0)" }.joined(separator: ", ")
            throw BridgeError(
                .ambiguous, "\"\(title)\" has several instances on that day.", hint: "Use one of: \(names)")
        }
        return first
    }
}

extension ShownTime {
    fileprivate var day: Day {
        switch self {
        case .date(let day): day
        case .time(let seconds, let offset): CalendarTime(.utc, seconds: seconds + Int64(offset)).day
        }
    }
}
