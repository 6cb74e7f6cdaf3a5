// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// Another time or another rule for an event or a whole series. What speaks of a series by its times moves along: UNTIL,
/// EXDATE, RDATE, and the RECURRENCE-ID of its overrides; an override whose own time was never changed moves too. Each keeps
/// its wall time's distance from DTSTART, and must be an instance afterwards as it was before.
struct ScheduleEdit {
    private(set) var edits: [PropertyEdit] = []
    /// What the overrides are called afterwards.
    private(set) var renaming: [ComponentKey: ComponentKey] = [:]
    /// A zone that the text has no VTIMEZONE for.
    private var newZone: [String] = []
    private let event: ReadEvent
    private let item: CalendarObject.Item
    private let object: CalendarObject
    private let start: EventTime
    private let end: EventTime
    /// The spelling of the zone in the text, where the zone stays.
    private let zoneID: String?
    private let properties: [Property]

    init(
        _ patch: EventPatch, of event: ReadEvent, _ item: CalendarObject.Item, in object: CalendarObject,
        zones: TimeZones
    ) throws(ICalendarError) {
        self.event = event
        self.item = item
        self.object = object
        properties = ICalendar.properties(of: item.component, in: object.text)
        if case .set(let schedule) = patch.schedule {
            let time = try NewTime(schedule, known: event.start.form, zones: zones)
            (start, end) = (time.start, time.end)
        } else {
            start = event.start
            let last = event.derived.end.seconds
            end = EventTime(wall: event.start.form.wall(fromSeconds: last), form: event.start.form)
        }
        zoneID = start.form.isSameZone(as: event.start.form) ? properties.startZoneID : nil
        if !isSameTime { addTimes() }
        guard item.recurrenceLine == nil else {
            if patch.recurrenceRule != .keep { throw ICalendarError("a single instance has no rule of its own") }
            return
        }
        let isSeries = event.recurs || object.items.count > 1
        if isSeries || patch.recurrenceRule != .keep { try addSeries(patch.recurrenceRule) }
    }

    private var isSameTime: Bool {
        start.calendarTime == event.derived.start && end.calendarTime == event.derived.end
            && start.form.zoneName == event.derived.timeZone
    }

    private var isMoved: Bool {
        start.wall != event.start.wall || start.form.kind != event.start.form.kind
            || start.form.zoneName != event.start.form.zoneName
    }

    private var shift: Int64 { start.wall - event.start.wall }

    private func edit(_ name: String, _ change: PropertyEdit.Change) -> PropertyEdit {
        PropertyEdit(component: item.key, name: name, change: change)
    }

    private mutating func addTimes() {
        for (name, time) in [("DTSTART", start), ("DTEND", end)] {
            let others = properties.first { $0.name == name }?.parameters ?? []
            edits.append(edit(name, .replace([NewTime.property(name, time, zoneID: zoneID, others: others)])))
        }
        if properties.contains(where: { $0.name == "DURATION" }) { edits.append(edit("DURATION", .remove)) }
        newZone = Self.definition(for: start, zoneID, in: object)
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

extension ScheduleEdit {
    private mutating func addSeries(_ newRule: FieldEdit<String>) throws(ICalendarError) {
        guard isMoved || newRule != .keep else { return try addUnmovedLength() }
        guard event.exceptionRules.isEmpty, !properties.contains(where: { $0.name == "EXRULE" }) else {
            throw ICalendarError("this series has EXRULE: its time and its rule cannot be changed")
        }
        let rules: [String]
        switch newRule {
        case .clear, .set(""): return try addEnd()
        case .set(let text): rules = [try writableRule(text, start: start)]
        case .keep: rules = try movedRules()
        }
        if rules != event.ruleTexts {
            let lines = rules.map { Property(name: "RRULE", value: $0) }
            edits.append(edit("RRULE", rules.count == 1 ? .value(rules[0]) : .replace(lines)))
        }
        if isMoved { try addMovedDates() }
        try addMovedOverrides(NewInstances(rules, start: start, dates: event.dates.map { $0.time.wall + shift }))
    }

    /// An event that no longer repeats.
    private mutating func addEnd() throws(ICalendarError) {
        guard object.items.count == 1 else {
            throw ICalendarError("some instances of this series were changed: delete them first")
        }
        for name in ["RRULE", "RDATE", "EXDATE"] where properties.contains(where: { $0.name == name }) {
            edits.append(edit(name, .remove))
        }
    }

    /// The rules with the UNTIL that ends them with the same instance.
    private func movedRules() throws(ICalendarError) -> [String] {
        let texts = event.ruleTexts
        guard event.rules.count == texts.count else {
            throw ICalendarError("this series has a rule that is not expanded: its time cannot be changed")
        }
        var result: [String] = []
        for (rule, text) in zip(event.rules, texts) {
            if RuleExpander(rule, start: event.start).includesStart, !RuleExpander(rule, start: start).includesStart {
                throw ICalendarError("the rule \(text) has no instance at the new time: change the rule too")
            }
            guard let until = rule.until else {
                result.append(text)
                continue
            }
            let last = Self.lastWall(until, event.start) + shift
            result.append(text.replacingUntil(with: RecurrenceRule.until(last, form: start.form)))
        }
        return result
    }

    /// UNTIL as wall time of the series.
    private static func lastWall(_ until: DateDigits, _ start: EventTime) -> Int64 {
        let midnight = until.wall - until.wall.flooredRemainder(by: 86_400)
        if start.form.kind == .date { return midnight }
        if !until.hasTime { return midnight + start.wall.flooredRemainder(by: 86_400) }
        return until.isUTC ? start.form.wall(fromSeconds: until.wall) : until.wall
    }

    private mutating func addMovedDates() throws(ICalendarError) {
        for (name, kind) in [("EXDATE", PropertyName.exceptionDates), ("RDATE", .recurrenceDates)] {
            let list = DateList(kind, of: item, master: event.start, in: object)
            guard !list.dates.isEmpty else { continue }
            var lines: [Property] = []
            for date in list.dates {
                lines.append(try date.moved(from: event.start, to: start, name: name, zoneID: zoneID))
            }
            edits.append(edit(name, .replace(lines)))
        }
    }

    /// A change of the length alone: overrides that took as long take the new length.
    private mutating func addUnmovedLength() throws(ICalendarError) {
        guard !isSameTime else { return }
        try addMovedOverrides(nil)
    }

    /// - Parameter instances: of the series afterwards; `nil` when they are the same.
    private mutating func addMovedOverrides(_ instances: NewInstances?) throws(ICalendarError) {
        var object = object
        let masterLength = event.derived.end.seconds - event.derived.start.seconds
        for other in object.items where other.recurrenceLine != nil && !other.isSuperseded {
            guard let slot = other.recurrenceTime, let line = other.recurrenceLine,
                let own = EventReader.read(other, checksum: "", in: &object)
            else { throw ICalendarError("a changed instance of this series cannot be read") }
            let place = EventTime(wall: slot.wall + shift, form: start.form)
            if let instances, !instances.contains(place.wall) {
                throw ICalendarError(
                    "the changed instance \(other.recurrenceID ?? "") would have no place in the series: delete it first"
                )
            }
            let isUnmoved = own.start.form.kind == event.start.form.kind && own.start.wall(in: slot.form) == slot.wall
            guard start.form.kind == event.start.form.kind || isUnmoved else {
                throw ICalendarError("an instance of this series has a time of its own: delete it first")
            }
            let length = own.derived.end.seconds - own.derived.start.seconds
            if isUnmoved, isMoved || length == masterLength {
                addOverrideTimes(other, own, at: place, takesLength: length == masterLength)
            }
            if isMoved {
                let others = object.text.parameters(of: line)
                let property = NewTime.property("RECURRENCE-ID", place, zoneID: zoneID, others: others)
                edits.append(PropertyEdit(component: other.key, name: "RECURRENCE-ID", change: .replace([property])))
                let name = place.calendarTime
                renaming[other.key] = ComponentKey(uid: other.uid, recurrenceID: basicFormat(name.kind, name.seconds))
            }
        }
        guard Set(renaming.values).count == renaming.count else {
            throw ICalendarError("two changed instances of this series would fall on one another")
        }
    }

    private mutating func addOverrideTimes(
        _ other: CalendarObject.Item, _ own: ReadEvent, at place: EventTime, takesLength: Bool
    ) {
        let wallLength = own.start.form.wall(fromSeconds: own.derived.end.seconds) - own.start.wall
        let last = place.wall + (takesLength ? end.wall - start.wall : wallLength)
        let properties = ICalendar.properties(of: other.component, in: object.text)
        for (name, time) in [("DTSTART", place), ("DTEND", EventTime(wall: last, form: start.form))] {
            let others = properties.first { $0.name == name }?.parameters ?? []
            let property = NewTime.property(name, time, zoneID: zoneID, others: others)
            edits.append(PropertyEdit(component: other.key, name: name, change: .replace([property])))
        }
        if properties.contains(where: { $0.name == "DURATION" }) {
            edits.append(PropertyEdit(component: other.key, name: "DURATION", change: .remove))
        }
    }
}

/// The instances of a series as it will be.
private struct NewInstances {
    private let expanders: [RuleExpander]
    private let dates: Set<Int64>
    private let start: Int64

    init(_ rules: [String], start: EventTime, dates: [Int64]) throws(ICalendarError) {
        var expanders: [RuleExpander] = []
        for rule in rules {
            let bytes = Array(rule.utf8)
            expanders.append(RuleExpander(try RecurrenceRule(bytes, 0..<bytes.count), start: start))
        }
        self.expanders = expanders
        self.dates = Set(dates)
        self.start = start.wall
    }

    func contains(_ wall: Int64) -> Bool {
        if wall == start || dates.contains(wall) { return true }
        var budget = ExpansionBudget()
        return expanders.contains { !$0.instances(within: wall...wall, budget: &budget).isEmpty }
    }
}
