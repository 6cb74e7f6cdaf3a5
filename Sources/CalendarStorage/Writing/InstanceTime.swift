// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// When one instance takes place; the set of them tells whether new zone definitions moved anything.
struct InstanceTime: Hashable {
    let component: String?
    let recurrenceID: String?
    let kind: Int
    let start: Int64
    let end: Int64
}

extension DerivedObject {
    var instances: Set<InstanceTime> {
        var instances: Set<InstanceTime> = []
        for occurrence in occurrences where events.indices.contains(occurrence.event) {
            instances.insert(
                InstanceTime(
                    component: events[occurrence.event].recurrenceID, recurrenceID: occurrence.recurrenceID,
                    kind: occurrence.start.kind.rawValue, start: occurrence.start.seconds,
                    end: max(occurrence.start.seconds, occurrence.end.seconds)))
        }
        return instances
    }
}

extension StoreReading {
    func instances(of object: ObjectID) throws -> Set<InstanceTime> {
        Set(
            try connection.rows(
                """
                SELECT e.recurrence_id, o.recurrence_id, o.kind, o.start, o.end
                FROM events e JOIN occurrences o ON o.event = e.number
                WHERE \(ofObjectE)
                """
            ) {
                $0.add(object)
            } _: {
                InstanceTime(
                    component: $0.optionalText(0), recurrenceID: $0.optionalText(1), kind: $0.int(2),
                    start: $0.int64(3), end: $0.int64(4))
            })
    }
}
