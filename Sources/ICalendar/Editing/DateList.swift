// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The dates of all EXDATE or RDATE lines of a master, each as a line of its own would say it.
struct DateList {
    struct Date {
        /// As the master writes its times. A date in a timed series, which means the whole day, stays one.
        var time: EventTime
        /// As ``content(of:)`` gives it: one value.
        var property: Property
        fileprivate var master: EventTime
    }
    private(set) var dates: [Date] = []

    init(_ name: PropertyName, of item: CalendarObject.Item, master: EventTime, in object: CalendarObject) {
        var object = object
        let text = object.text
        for line in text.ownLines(of: item.component) where line.name == name {
            let parameters = text.parameters(of: line)
            for piece in text.text.pieces(of: line.valueRange, separatedBy: .comma) where !piece.isEmpty {
                let first = text.text.firstIndex(of: UInt8(ascii: "/"), in: piece) ?? piece.upperBound
                guard let time = object.time(line, piece.lowerBound..<first) else { continue }
                let isDay = time.form.kind == .date && name == .exceptionDates
                dates.append(
                    Date(
                        time: isDay ? time : CalendarObject.slot(time, in: master),
                        property: Property(
                            name: name.rawValue, parameters: parameters,
                            value: text.string(text.text.trimmed(piece)).uppercased()),
                        master: master))
            }
        }
    }
}

extension DateList.Date {
    /// At the same distance from another start, written as that is.
    func moved(to start: EventTime, name: String, zoneID: String?) throws(ICalendarError) -> Property {
        guard !property.value.contains("/") else {
            throw ICalendarError(
                "this series has RDATE with a length of its own: its time cannot be changed as a whole")
        }
        let isDay = time.form.kind == .date && master.form.kind != .date
        guard isDay else {
            return NewTime.property(
                name, EventTime(wall: time.wall + start.wall - master.wall, form: start.form), zoneID: zoneID)
        }
        let days = start.wall.flooredDivision(by: 86_400) - master.wall.flooredDivision(by: 86_400)
        return NewTime.property(name, EventTime(wall: time.wall + days * 86_400, form: .date))
    }
}

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
    let start = properties(of: item.component, in: object.text).first { $0.name == "DTSTART" }
    let zoneID = start?.parameters.first { $0.name == "TZID" }?.values.first
    return NewTime.property("EXDATE", slot, zoneID: zoneID)
}
