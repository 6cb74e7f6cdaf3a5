// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// Another time for an event, or for a whole series that nothing else speaks of by its times.
struct ScheduleEdit {
    let edits: [PropertyEdit]
    /// A zone that the text has no VTIMEZONE for.
    private let newZone: [String]

    init(
        _ schedule: EventSchedule, of event: ReadEvent, _ item: CalendarObject.Item, in object: CalendarObject,
        zones: TimeZones
    ) throws(ICalendarError) {
        let time = try NewTime(schedule, known: event.start.form, zones: zones)
        let isSame =
            time.start.calendarTime == event.derived.start && time.end.calendarTime == event.derived.end
            && time.start.form.zoneName == event.derived.timeZone
        guard !isSame else {
            (edits, newZone) = ([], [])
            return
        }
        let properties = properties(of: item.component, in: object.text)
        func old(_ name: String) -> Property? { properties.first { $0.name == name } }
        let zoneID = Self.zoneID(of: old("DTSTART"), kept: time.start.form, before: event.start.form)
        func edit(_ name: String, _ change: PropertyEdit.Change) -> PropertyEdit {
            PropertyEdit(component: item.key, name: name, change: change)
        }
        func property(_ name: String, _ time: EventTime) -> PropertyEdit {
            let others = old(name)?.parameters ?? []
            return edit(name, .replace([NewTime.property(name, time, zoneID: zoneID, others: others)]))
        }
        var edits = [property("DTSTART", time.start), property("DTEND", time.end)]
        if old("DURATION") != nil { edits.append(edit("DURATION", .remove)) }
        if event.recurs || object.items.count > 1, let rule = try Self.rule(event, at: time.start, in: object) {
            edits.append(edit("RRULE", .value(rule)))
        }
        self.edits = edits
        newZone = Self.definition(for: time.start, zoneID, in: object)
    }

    /// The spelling of the zone in the text, where the zone stays.
    private static func zoneID(of property: Property?, kept form: TimeForm, before: TimeForm) -> String? {
        guard case .zoned(let new) = form, case .zoned(let old) = before, new === old else { return nil }
        return property?.parameters.first { $0.name == "TZID" }?.values.first
    }

    /// The RRULE's new value; `nil` when it stays. UNTIL moves along with the start.
    private static func rule(
        _ event: ReadEvent, at start: EventTime, in object: CalendarObject
    ) throws(ICalendarError) -> String? {
        guard object.items.count == 1 else {
            throw ICalendarError("some instances of this series were changed: its time cannot be changed as a whole")
        }
        guard event.exceptions.isEmpty, event.dates.isEmpty, event.exceptionRules.isEmpty else {
            throw ICalendarError("this series has EXDATE or RDATE: its time cannot be changed as a whole")
        }
        guard event.rules.count == 1, let text = event.derived.recurrenceRule, event.derived.patterns.count == 1 else {
            throw ICalendarError("this series has a rule that is not expanded: its time cannot be changed")
        }
        let rule = event.rules[0]
        if RuleExpander(rule, start: event.start).includesStart, !RuleExpander(rule, start: start).includesStart {
            throw ICalendarError("the rule \(text) has no instance at the new time: change the rule too")
        }
        guard let until = rule.until else { return nil }
        let last = lastWall(until, event.start) + (start.wall - event.start.wall)
        return text.replacingUntil(with: RecurrenceRule.until(last, form: start.form))
    }

    /// UNTIL as wall time of the series.
    private static func lastWall(_ until: DateDigits, _ start: EventTime) -> Int64 {
        let midnight = until.wall - until.wall.flooredRemainder(by: 86_400)
        if start.form.kind == .date { return midnight }
        if !until.hasTime { return midnight + start.wall.flooredRemainder(by: 86_400) }
        return until.isUTC ? start.form.wall(fromSeconds: until.wall) : until.wall
    }

    private static func definition(for start: EventTime, _ zoneID: String?, in object: CalendarObject) -> [String] {
        guard case .zoned(let zone) = start.form else { return [] }
        let id = Array((zoneID ?? zone.name).utf8)
        let text = object.text
        let isDefined = object.zones.contains { component in
            text.firstLine(.zoneID, of: component).map { text.text[$0.valueRange].elementsEqual(id) } ?? false
        }
        return isDefined || zoneID != nil ? [] : zone.definition(from: start.calendarTime.seconds)
    }

    /// The text with the zone before its first component.
    func addingZone(to object: CalendarObject) -> [UInt8] {
        guard !newZone.isEmpty else { return object.text.bytes }
        var patch = TextPatch(object.text)
        let first = object.text.lines[object.text.components[object.items[0].component].begin]
        for line in newZone { patch.insert(Array(line.utf8), before: first) }
        return patch.result()
    }
}
