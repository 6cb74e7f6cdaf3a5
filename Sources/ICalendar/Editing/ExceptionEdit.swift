// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// What makes exactly these instances the ones that do not take place.
func exceptionEdits(
    _ edit: FieldEdit<[String]>, of event: ReadEvent, _ item: CalendarObject.Item, in object: CalendarObject
) throws(ICalendarError) -> [PropertyEdit] {
    let wanted: [String]
    switch edit {
    case .keep: return []
    case .clear: wanted = []
    case .set(let names): wanted = names
    }
    guard item.recurrenceLine == nil, event.recurs else {
        throw ICalendarError("only a series has instances that do not take place")
    }
    let list = DateList(.exceptionDates, of: item, master: event.start, in: object)
    var lines: [Property] = []
    for name in Set(wanted).sorted() {
        let slot = try InstanceName(name, of: event).slot
        let known = list.dates.first {
            $0.time.wall == slot.wall && $0.time.form.kind == slot.form.kind
        }
        if let known { lines.append(known.property) } else { lines.append(exception(of: slot, item, object)) }
    }
    return [PropertyEdit(component: item.key, name: "EXDATE", change: lines.isEmpty ? .remove : .replace(lines))]
}

/// An EXDATE as DTSTART is written.
func exception(
    of slot: EventTime, _ item: CalendarObject.Item, _ object: CalendarObject
) -> Property {
    NewTime.property("EXDATE", slot, zoneID: properties(of: item.component, in: object.text).startZoneID)
}
