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
