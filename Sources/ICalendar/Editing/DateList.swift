// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The dates of all EXDATE or RDATE lines of a master, each as a line of its own would say it.
struct DateList {
    struct Date {
        /// As the master writes its times. A date in a timed series, which means the whole day, stays one.
        var time: EventTime
        /// As ``content(of:)`` gives it: one value.
        var property: Property
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
                            value: text.string(text.text.trimmed(piece)).uppercased())))
            }
        }
    }
}

extension DateList.Date {
    /// At the same distance from another start, written as that is.
    func moved(from master: EventTime, to start: EventTime, name: String, zoneID: String?) throws(ICalendarError)
        -> Property
    {
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
