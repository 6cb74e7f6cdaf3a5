// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// A series cut in two.
package struct SplitSeries: Sendable {
    /// What comes before the cut, under the old UID; `nil`: nothing does.
    package let earlier: [UInt8]?
    /// What comes from the cut on, under the new UID; without a cut under the old one.
    package let following: [UInt8]
}

/// An edit of an instance and all that follow: the series ends before it, and a series of its own begins with it, which takes
/// along the rest of the rule's COUNT, the later overrides, RDATE and EXDATE.
///
/// - Parameters:
///   - recurrenceID: as in ``ComponentKey/recurrenceID``.
///   - uid: of the new series.
/// - Throws: when it cannot be cut so that every instance stays where it is.
package func patched(
    _ body: [UInt8], following recurrenceID: String, uid: String, with patch: EventPatch, now: Instant,
    zones: TimeZones = .system
) throws(ICalendarError) -> SplitSeries {
    guard let cut = try SeriesCut(body, at: recurrenceID, zones: zones) else {
        return SplitSeries(earlier: nil, following: try patched(body, with: patch, now: now, zones: zones))
    }
    let earlier = try cut.earlier(now: now)
    let rest = try cut.rest(uid: uid, now: now)
    try cut.check(earlier, rest)
    let edited = try patched(rest, with: patch, now: now, zones: zones)
    // An edit that changes nothing cuts nothing.
    return edited == rest
        ? SplitSeries(earlier: nil, following: body) : SplitSeries(earlier: earlier, following: edited)
}

/// The text without an instance and all that follow it; `nil` when nothing is left.
package func removed(
    _ body: [UInt8], following recurrenceID: String, now: Instant, zones: TimeZones = .system
) throws(ICalendarError) -> [UInt8]? {
    guard let cut = try SeriesCut(body, at: recurrenceID, zones: zones) else { return nil }
    let earlier = try cut.earlier(now: now)
    try cut.check(earlier, nil)
    return earlier
}

/// Where a series is cut, and what stands on either side.
private struct SeriesCut {
    let object: CalendarObject
    let item: CalendarObject.Item
    let master: ReadEvent
    let slot: EventTime
    let zones: TimeZones
    private let exceptions: DateList
    private let dates: DateList
    private let before: [DerivedOccurrence]
    private let window: DeriveWindow

    /// `nil`: the series begins with this instance.
    init?(_ body: [UInt8], at recurrenceID: String, zones: TimeZones) throws(ICalendarError) {
        var object = try editable(body, zones: zones)
        guard let item = object.items.first(where: { $0.recurrenceLine == nil }),
            let master = EventReader.read(item, checksum: "", in: &object), master.recurs
        else { throw ICalendarError("only a series has instances that follow") }
        _ = try instance(recurrenceID, of: body, zones: zones)
        slot = try InstanceName(recurrenceID, of: master).slot
        guard master.exceptionRules.isEmpty, master.rules.count == master.ruleTexts.count else {
            throw ICalendarError("this series has a rule that cannot be cut in two")
        }
        guard !object.items.contains(where: object.isForFollowing) else {
            throw ICalendarError("an instance of this series changes all that follow it (RANGE=THISANDFUTURE)")
        }
        self.object = object
        self.item = item
        self.master = master
        self.zones = zones
        exceptions = DateList(.exceptionDates, of: item, master: master.start, in: object)
        dates = DateList(.recurrenceDates, of: item, master: master.start, in: object)
        window = Self.window(around: slot)
        before = try Self.occurrences(body, window, zones)
        guard try hasEarlier else { return nil }
    }

    /// Two years around the cut: enough of every rule to see that nothing moved.
    private static func window(around slot: EventTime) -> DeriveWindow {
        let seconds = slot.form.seconds(fromWall: slot.wall)
        return DeriveWindow(range: TimeRange(start: seconds - 366 * 86_400, end: seconds + 732 * 86_400))
    }

    private static func occurrences(
        _ body: [UInt8], _ window: DeriveWindow, _ zones: TimeZones
    ) throws(ICalendarError) -> [DerivedOccurrence] {
        guard case .object(let object) = derive(body, window: window, zones: zones) else {
            throw ICalendarError("cannot be read")
        }
        return object.occurrences
    }

    private var hasEarlier: Bool {
        get throws(ICalendarError) {
            guard slot.wall > master.start.wall else { return false }
            let seconds = slot.form.seconds(fromWall: slot.wall)
            let name = basicFormat(slot.form.kind, seconds)
            let from = min(master.derived.start.seconds, seconds) - 366 * 86_400
            let window = DeriveWindow(range: TimeRange(start: from, end: seconds + 1))
            return try Self.occurrences(object.text.bytes, window, zones).contains {
                $0.recurrenceID != nil && $0.recurrenceID != name && isEarlier($0.recurrenceID)
            }
        }
    }

    private func isEarlier(_ recurrenceID: String?) -> Bool {
        guard let name = recurrenceID, let other = try? InstanceName(name, of: master) else { return false }
        return other.slot.wall < slot.wall
    }

    /// The series up to the cut.
    func earlier(now: Instant) throws(ICalendarError) -> [UInt8] {
        let later = object.items.filter { $0.recurrenceLine != nil && !isEarlier($0.recurrenceID) }.map(\.key)
        let kept = try withoutComponents(later, object)
        let last = slot.form.kind == .date ? slot.wall - 86_400 : slot.wall - 1
        let until = RecurrenceRule.until(last, form: slot.form)
        var lines: [Property] = []
        for (rule, text) in zip(master.rules, master.ruleTexts) {
            let ends = rule.isBounded && !RuleExpander(rule, start: master.start).goesOn(after: slot.wall - 1)
            lines.append(Property(name: "RRULE", value: ends ? text : text.ending(at: until)))
        }
        var edits = [PropertyEdit]()
        if !lines.isEmpty { edits.append(edit("RRULE", lines)) }
        edits += listEdits { $0 < slot.wall }
        return try stamped(try apply(edits, to: kept), since: content(of: object), now: now)
    }

    /// The series from the cut on, as it was, under another UID.
    func rest(uid: String, now: Instant) throws(ICalendarError) -> [UInt8] {
        let gone = object.items.filter { $0.recurrenceLine != nil && isEarlier($0.recurrenceID) }.map(\.key)
        let key = ComponentKey(uid: uid, recurrenceID: nil)
        let body = try copied(try withoutComponents(gone, object), uid: uid)
        let properties = ICalendar.properties(of: item.component, in: object.text)
        let zoneID = properties.startZoneID
        let form = master.start.form
        let seconds = form.seconds(fromWall: slot.wall)
        let end = EventTime(
            wall: form.wall(fromSeconds: master.length.end(wall: slot.wall, seconds: seconds, form: form)), form: form)
        var edits: [PropertyEdit] = []
        for (name, time) in [("DTSTART", slot), ("DTEND", end)] {
            guard let old = properties.first(where: { $0.name == name }) else { continue }
            edits.append(edit(name, [NewTime.property(name, time, zoneID: zoneID, others: old.parameters)], at: key))
        }
        edits.append(edit("RRULE", try remainingRules(), at: key))
        edits += listEdits(at: key) { $0 >= slot.wall }
        let stamp = basicFormat(.utc, now.seconds.inCalendar)
        for name in ["DTSTAMP", "CREATED", "LAST-MODIFIED"] {
            edits.append(PropertyEdit(component: key, name: name, change: .value(stamp)))
        }
        if properties.contains(where: { $0.name == "SEQUENCE" }) {
            edits.append(PropertyEdit(component: key, name: "SEQUENCE", change: .value("0")))
        }
        return try apply(edits, to: body)
    }

    /// What COUNT leaves after the cut; a rule that has ended is none.
    private func remainingRules() throws(ICalendarError) -> [Property] {
        var result: [Property] = []
        for (rule, text) in zip(master.rules, master.ruleTexts) {
            let expander = RuleExpander(rule, start: master.start)
            guard let count = rule.count else {
                if expander.goesOn(after: slot.wall - 1) { result.append(Property(name: "RRULE", value: text)) }
                continue
            }
            var budget = ExpansionBudget()
            let done = expander.instances(within: master.start.wall...(slot.wall - 1), budget: &budget).count
            guard !budget.isExhausted else {
                throw ICalendarError("this series has too many instances to be cut there")
            }
            if Int(count) > done {
                result.append(
                    Property(name: "RRULE", value: text.replacing(part: "COUNT", with: "\(Int(count) - done)")))
            }
        }
        return result
    }

    private func listEdits(at key: ComponentKey? = nil, keeping isKept: (Int64) -> Bool) -> [PropertyEdit] {
        [("EXDATE", exceptions), ("RDATE", dates)].compactMap { name, list in
            guard !list.dates.isEmpty else { return nil }
            let day = slot.wall - slot.wall.flooredRemainder(by: 86_400)
            let kept = list.dates.filter { date in
                // A date in a timed series means a day, which the cut may go through.
                date.time.form.kind == .date && slot.form.kind != .date
                    ? date.time.wall == day || isKept(date.time.wall) : isKept(date.time.wall)
            }
            return edit(name, kept.map(\.property), at: key)
        }
    }

    private func edit(_ name: String, _ properties: [Property], at key: ComponentKey? = nil) -> PropertyEdit {
        PropertyEdit(
            component: key ?? item.key, name: name, change: properties.isEmpty ? .remove : .replace(properties))
    }

    /// Both parts together take place when the series did.
    func check(_ earlier: [UInt8], _ rest: [UInt8]?) throws(ICalendarError) {
        func times(_ occurrences: [DerivedOccurrence]) -> [CalendarTime] {
            occurrences.sorted { ($0.start.seconds, $0.end.seconds) < ($1.start.seconds, $1.end.seconds) }
                .flatMap { [$0.start, $0.end] }
        }
        let first = try Self.occurrences(earlier, window, zones)
        let expected = rest == nil ? before.filter { isEarlier($0.recurrenceID) } : before
        let second = try rest.map { body throws(ICalendarError) in try Self.occurrences(body, window, zones) } ?? []
        guard first.allSatisfy({ isEarlier($0.recurrenceID) || $0.recurrenceID == nil }),
            times(first + second) == times(expected)
        else { throw ICalendarError("this series cannot be cut there so that every instance stays") }
    }
}

extension RuleExpander {
    /// It has an instance of its own after the moment, within the years that a search is worth.
    fileprivate func goesOn(after wall: Int64) -> Bool {
        var budget = ExpansionBudget()
        let last = Int64.max.inCalendar
        guard wall < last else { return false }
        return !instances(within: (wall + 1)...last, budget: &budget, limit: 1).isEmpty
    }
}

extension String {
    /// An RRULE that ends there, whatever ended it before.
    fileprivate func ending(at until: String) -> String {
        let parts = split(separator: ";").filter { !$0.hasPrefix("COUNT=") && !$0.hasPrefix("UNTIL=") }
        return (parts + ["UNTIL=\(until)"]).joined(separator: ";")
    }

    fileprivate func replacing(part name: String, with value: String) -> String {
        split(separator: ";").map { $0.hasPrefix("\(name)=") ? "\(name)=\(value)" : String($0) }.joined(separator: ";")
    }
}
