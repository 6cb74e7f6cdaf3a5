// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// An edit of a whole event or series. DTSTAMP, LAST-MODIFIED and SEQUENCE are kept up; overrides follow
/// where they said the same as the master. The result has been read again and compared; a patch that changes nothing gives
/// the same bytes.
///
/// - Throws: the reason, when the text is never edited, or the patch cannot be written.
package func patched(
    _ body: [UInt8], with patch: EventPatch, now: Instant, zones: TimeZones = .system
) throws(ICalendarError) -> [UInt8] {
    let object = try editable(body, zones: zones)
    guard object.kind == .event else { throw ICalendarError("is not an event") }
    let index = object.items.firstIndex { $0.recurrenceLine == nil } ?? (object.items.count == 1 ? 0 : nil)
    guard let index else { throw ICalendarError("holds only changed instances of a series, and not the series") }
    return try patched(object, component: object.items[index], with: patch, now: now, zones: zones)
}

/// An edit of one component.
///
/// - Parameter isNew: it was made for this edit, as a copy of its master.
func patched(
    _ object: CalendarObject, component item: CalendarObject.Item, with patch: EventPatch,
    isNew: Bool = false, now: Instant, zones: TimeZones
) throws(ICalendarError) -> [UInt8] {
    var object = object
    let body = object.text.bytes
    guard let event = EventReader.read(item, checksum: "", in: &object) else {
        throw ICalendarError("has no DTSTART that can be read")
    }
    let before = content(of: object)
    var edits = try PropertyEdits(patch, of: item, in: object, content: before).edits
    var text = body
    var renaming: [ComponentKey: ComponentKey] = [:]
    if patch.schedule == .clear { throw ICalendarError("an event cannot be without a time") }
    if patch.schedule != .keep || patch.recurrenceRule != .keep {
        let change = try ScheduleEdit(patch, of: event, item, in: object, zones: zones)
        edits += change.edits
        renaming = change.renaming
        text = change.addingZone(to: object)
    }
    edits += try exceptionEdits(patch.exceptions, of: event, item, in: object)
    let changed = try apply(edits, to: text, renaming: renaming)
    let after = try content(of: changed)
    var result = body
    if before != after || isNew {
        let stamps = stamps(before, after, renaming: renaming, fresh: isNew ? item.key : nil, now)
        result = try apply(stamps, to: changed)
    }
    if let participation = patch.participation { result = try answered(result, participation, at: item.key) }
    if result != body { try check(result, against: patch, event, at: item.key, zones: zones) }
    return result
}

/// The text with its stamps kept up since it said something else.
func stamped(
    _ body: [UInt8], since before: ObjectContent, now: Instant
) throws(ICalendarError) -> [UInt8] {
    let after = try content(of: body)
    return try apply(stamps(before, after, renaming: [:], fresh: nil, now), to: body)
}

/// DTSTAMP and LAST-MODIFIED of what changed; SEQUENCE where others have to be told, or it is counted already.
///
/// - Parameter fresh: a component that is new, and stamped in any case.
private func stamps(
    _ before: ObjectContent, _ after: ObjectContent, renaming: [ComponentKey: ComponentKey], fresh: ComponentKey?,
    _ now: Instant
) -> [PropertyEdit] {
    let stamp = basicFormat(.utc, now.seconds.inCalendar)
    let oldKeys = Dictionary(renaming.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    var result: [PropertyEdit] = []
    for (key, new) in after.components {
        let old = before.components[oldKeys[key] ?? key] ?? []
        guard old != new || key == fresh else { continue }
        for name in ["DTSTAMP", "LAST-MODIFIED"] {
            result.append(PropertyEdit(component: key, name: name, change: .value(stamp)))
        }
        let sequence = new.first { $0.name == "SEQUENCE" }.flatMap { Int($0.value) } ?? 0
        let isShared = old.contains { $0.name == "ORGANIZER" || $0.name == "ATTENDEE" }
        let told: Set = ["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "LOCATION", "STATUS"]
        let isTold = old.filter { told.contains($0.name) } != new.filter { told.contains($0.name) }
        if isTold, isShared || sequence > 0, sequence < Int(Int32.max) {
            result.append(PropertyEdit(component: key, name: "SEQUENCE", change: .value("\(sequence + 1)")))
        }
    }
    return result
}
