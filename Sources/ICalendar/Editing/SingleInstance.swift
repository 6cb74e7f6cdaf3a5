// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// An edit of one instance of a series: its override is changed, or made from the master first.
///
/// - Parameter recurrenceID: as in ``ComponentKey/recurrenceID``.
package func patched(
    _ body: [UInt8], instance recurrenceID: String, with patch: EventPatch, now: Instant, zones: TimeZones = .system
) throws(ICalendarError) -> [UInt8] {
    guard patch.recurrenceRule == .keep, patch.exceptions == .keep else {
        throw ICalendarError("a single instance has no rule of its own")
    }
    let object = try editable(body, zones: zones)
    guard object.kind == .event else { throw ICalendarError("is not an event") }
    if let item = object.items.first(where: { $0.recurrenceID == recurrenceID && !$0.isSuperseded }) {
        guard !object.isForFollowing(item) else {
            throw ICalendarError("this instance changes all that follow it (RANGE=THISANDFUTURE)")
        }
        return try patched(object, component: item, with: patch, now: now, zones: zones)
    }
    let made = try withOverride(object, at: recurrenceID, zones: zones)
    let new = try editable(made, zones: zones)
    guard let item = new.items.first(where: { $0.recurrenceID == recurrenceID }) else {
        throw ICalendarError("the instance \(recurrenceID) cannot be read after it was set apart")
    }
    let before = content(of: new)
    let result = try patched(new, component: item, with: patch, isNew: true, now: now, zones: zones)
    // An edit that changes nothing sets nothing apart.
    return try content(of: result) == before ? body : result
}

/// The text without one instance of a series; `nil` when nothing is left.
package func removed(
    _ body: [UInt8], instance recurrenceID: String, now: Instant, zones: TimeZones = .system
) throws(ICalendarError) -> [UInt8]? {
    var object = try editable(body, zones: zones)
    _ = try instance(recurrenceID, of: body, zones: zones)
    let override = object.items.first { $0.recurrenceID == recurrenceID }
    if let override, object.isForFollowing(override) {
        throw ICalendarError("this instance changes all that follow it (RANGE=THISANDFUTURE)")
    }
    guard let item = object.items.first(where: { $0.recurrenceLine == nil }) else {
        // Only changed instances are here.
        guard let override, object.items.count > 1 else { return nil }
        return try withoutComponents([override.key], object)
    }
    guard let master = EventReader.read(item, checksum: "", in: &object) else {
        throw ICalendarError("has no DTSTART that can be read")
    }
    let slot = try InstanceName(recurrenceID, of: master).slot
    let remaining =
        try override.map { item throws(ICalendarError) in try withoutComponents([item.key], object) } ?? body
    let names = DateList(.exceptionDates, of: item, master: master.start, in: object).dates.map(\.property)
    let all = names + [exception(of: slot, item, object)]
    let edits = [PropertyEdit(component: item.key, name: "EXDATE", change: .replace(all))]
    let before = content(of: object)
    let result = try stamped(try apply(edits, to: remaining), since: before, now: now)
    return hasInstances(result, zones: zones) ? result : nil
}

/// Without these components; every other byte as it was.
func withoutComponents(_ keys: [ComponentKey], _ object: CalendarObject) throws(ICalendarError) -> [UInt8] {
    guard !keys.isEmpty else { return object.text.bytes }
    var expected = content(of: object)
    var patch = TextPatch(object.text)
    for item in object.items where keys.contains(item.key) {
        patch.remove(component: item.component)
        expected.components[item.key] = nil
    }
    let result = patch.result()
    try check(result, says: expected, like: object)
    return result
}

/// Whether anything of a series takes place, as far as its rules say; a series that goes on for ever does.
private func hasInstances(_ body: [UInt8], zones: TimeZones) -> Bool {
    let all = DeriveWindow(range: TimeRange(start: Int64.min.inCalendar, end: Int64.max.inCalendar))
    guard case .object(let object) = derive(body, window: all, zones: zones) else { return true }
    return !object.occurrences.isEmpty || object.isCutOff
}

/// The text with an override that says what the master says of this instance.
private func withOverride(
    _ object: CalendarObject, at recurrenceID: String, zones: TimeZones
) throws(ICalendarError) -> [UInt8] {
    var object = object
    guard let item = object.items.first(where: { $0.recurrenceLine == nil }),
        let master = EventReader.read(item, checksum: "", in: &object), master.recurs
    else { throw ICalendarError("there is no instance \(recurrenceID) of this event") }
    let found = try instance(recurrenceID, of: object.text.bytes, zones: zones)
    let slot = try InstanceName(recurrenceID, of: master).slot
    let form = master.start.form
    let end = EventTime(wall: form.wall(fromSeconds: found.event.end.seconds), form: form)
    let copy = OverrideCopy(object.text, of: item.component, slot: slot, end: end)
    var patch = TextPatch(object.text)
    let last = object.items.filter { $0.uid == item.uid }.map(\.component).max() ?? item.component
    patch.insert(raw: copy.bytes, behind: last)
    let result = patch.result()
    // The copy alone, as it says it; everything else says what it said.
    let new = try editable(result, zones: zones)
    var expected = content(of: object)
    let key = ComponentKey(uid: item.uid, recurrenceID: recurrenceID)
    let (model, made) = (expected.components[item.key] ?? [], content(of: new).components[key] ?? [])
    let replaced: Set = ["RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "DTSTART", "DTEND"]
    guard sameProperties(model.filter { !replaced.contains($0.name) }, made.filter { !replaced.contains($0.name) }),
        let event = try? instance(recurrenceID, of: result, zones: zones).event, event.start == found.event.start,
        event.end == found.event.end
    else { throw ICalendarError("the instance \(recurrenceID) cannot be set apart from its series") }
    expected.components[key] = made
    try check(result, says: expected, like: object)
    return result
}

/// The lines of a master as those of one instance: without its rules and dates, with the instance's times and RECURRENCE-ID.
private struct OverrideCopy {
    private(set) var bytes: [UInt8] = []

    init(_ text: CalendarText, of component: Int, slot: EventTime, end: EventTime) {
        let (begin, last) = (text.components[component].begin, text.components[component].end)
        let start = text.firstLine(.start, of: component)
        let zoneID = start.flatMap { text.parameter(.zoneID, of: $0) }.map { text.string(text.text.unquoted($0)) }
        var depth = 0
        for (index, line) in text.lines[begin...last].enumerated() {
            let source = text.bytes[line.sourceRange]
            if line.name == .begin { depth += 1 }
            defer { if line.name == .end { depth -= 1 } }
            switch line.name {
            case .recurrenceRule where depth == 1, .recurrenceDates where depth == 1, .exceptionDates where depth == 1,
                .exceptionRule where depth == 1:
                continue
            case .start where depth == 1:
                append(NewTime.property("RECURRENCE-ID", slot, zoneID: zoneID), text)
                append(NewTime.property("DTSTART", slot, zoneID: zoneID), text)
            case .endTime where depth == 1:
                append(NewTime.property("DTEND", end, zoneID: zoneID), text)
            default:
                bytes += source
                // The last line of a text may end without a line end.
                if index == last - begin, source.last != .lineFeed { bytes += text.lineEnd }
            }
        }
    }

    private mutating func append(_ property: Property, _ text: CalendarText) {
        bytes.appendFolded(Array(property.wireText.utf8), lineEnd: text.lineEnd)
    }
}
