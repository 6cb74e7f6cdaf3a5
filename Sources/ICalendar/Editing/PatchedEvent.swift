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
    var object = try editable(body, zones: zones)
    guard object.kind == .event else { throw ICalendarError("is not an event") }
    let index = object.items.firstIndex { $0.recurrenceLine == nil } ?? (object.items.count == 1 ? 0 : nil)
    guard let index, let event = EventReader.read(object.items[index], checksum: "", in: &object) else {
        throw ICalendarError("holds only changed instances of a series, and not the series")
    }
    var edits = try textEdits(patch, object, master: object.items[index])
    var text = body
    if case .set(let schedule) = patch.schedule {
        let change = try ScheduleEdit(schedule, of: event, object.items[index], in: object, zones: zones)
        edits += change.edits
        text = change.addingZone(to: object)
    } else if patch.schedule == .clear {
        throw ICalendarError("an event cannot be without a time")
    }
    let changed = try apply(edits, to: text)
    let (before, after) = (content(of: object), try content(of: changed))
    guard before != after else { return body }
    let result = try apply(stamps(before, after, sequenceOf: object, now: now), to: changed)
    try check(result, against: patch, event, at: object.items[index].key, zones: zones)
    return result
}

private typealias Field = (name: String, edit: FieldEdit<String>)

/// SUMMARY, DESCRIPTION, LOCATION, URL and STATUS of the master, and of the overrides that said the same.
private func textEdits(
    _ patch: EventPatch, _ object: CalendarObject, master: CalendarObject.Item
) throws(ICalendarError) -> [PropertyEdit] {
    let contents = content(of: object)
    func values(_ key: ComponentKey, _ name: String) -> [String] {
        (contents.components[key] ?? []).filter { $0.name == name }.map(\.value)
    }
    let fields: [Field] = [
        ("SUMMARY", written(patch.title)), ("DESCRIPTION", written(patch.description)),
        ("LOCATION", written(patch.location)), ("URL", try written(patch.url, as: writableURL)),
        ("STATUS", try written(patch.status, as: writableStatus)),
    ]
    var result: [PropertyEdit] = []
    for (name, edit) in fields {
        let change: PropertyEdit.Change
        switch edit {
        case .keep: continue
        case .clear: change = .remove
        case .set(let value): change = value.isEmpty ? .remove : .value(value)
        }
        let old = values(master.key, name)
        for item in object.items where item.key == master.key || values(item.key, name) == old {
            result.append(PropertyEdit(component: item.key, name: name, change: change))
        }
    }
    return result
}

private func written(_ edit: FieldEdit<String>) -> FieldEdit<String> {
    if case .set(let text) = edit { .set(escaped(text)) } else { edit }
}

private func written(
    _ edit: FieldEdit<String>, as value: (String) throws(ICalendarError) -> String
) throws(ICalendarError) -> FieldEdit<String> {
    if case .set(let text) = edit, !text.isEmpty { .set(try value(text)) } else { edit }
}

/// DTSTAMP and LAST-MODIFIED of what changed; SEQUENCE where others have to be told, or it is counted already.
private func stamps(
    _ before: ObjectContent, _ after: ObjectContent, sequenceOf object: CalendarObject, now: Instant
) -> [PropertyEdit] {
    let stamp = basicFormat(.utc, now.seconds.inCalendar)
    var result: [PropertyEdit] = []
    for (key, new) in after.components {
        let old = before.components[key] ?? []
        guard old != new else { continue }
        for name in ["DTSTAMP", "LAST-MODIFIED"] {
            result.append(PropertyEdit(component: key, name: name, change: .value(stamp)))
        }
        let sequence = old.first { $0.name == "SEQUENCE" }.flatMap { Int($0.value) } ?? 0
        let isShared = old.contains { $0.name == "ORGANIZER" || $0.name == "ATTENDEE" }
        let told: Set = ["DTSTART", "DTEND", "DURATION", "RRULE", "LOCATION", "STATUS"]
        let isTold = old.filter { told.contains($0.name) } != new.filter { told.contains($0.name) }
        if isTold, isShared || sequence > 0, sequence < Int(Int32.max) {
            result.append(PropertyEdit(component: key, name: "SEQUENCE", change: .value("\(sequence + 1)")))
        }
    }
    return result
}

/// The event says what the patch asked for, and else what it said before.
private func check(
    _ body: [UInt8], against patch: EventPatch, _ before: ReadEvent, at key: ComponentKey, zones: TimeZones
) throws(ICalendarError) {
    let window = DeriveWindow(range: TimeRange(start: 0, end: 0))
    guard case .object(let object) = derive(body, window: window, zones: zones),
        let after = object.events.first(where: { $0.recurrenceID == key.recurrenceID })
    else { throw ICalendarError("cannot be read after the edit") }
    var expected = before.derived.with(patch)
    if case .set(let schedule) = patch.schedule {
        let time = try NewTime(schedule, known: before.start.form, zones: zones)
        (expected.start, expected.end) = (time.start.calendarTime, time.end.calendarTime)
        expected.timeZone = time.start.form.zoneName
        (expected.recurrenceRule, expected.patterns) = (after.recurrenceRule, after.patterns)
    }
    (expected.checksum, expected.sequence) = (after.checksum, after.sequence)
    (expected.created, expected.lastModified) = (after.created, after.lastModified)
    guard after == expected else { throw ICalendarError("would say something else than asked for after the edit") }
}

extension DerivedEvent {
    /// What the event says after the patch of its texts.
    fileprivate func with(_ patch: EventPatch) -> DerivedEvent {
        func text(_ edit: FieldEdit<String>, _ old: String?) -> String? {
            switch edit {
            case .keep: old
            case .clear: nil
            case .set(let text): text.isEmpty ? nil : text
            }
        }
        func written(_ edit: FieldEdit<String>, _ old: String?) -> String? {
            if case .set(let new) = edit { text(.set(readBack(new)), nil) } else { text(edit, old) }
        }
        var result = self
        result.title = written(patch.title, title) ?? ""
        result.description = written(patch.description, description)
        result.location = written(patch.location, location)
        result.url = text(patch.url, url)
        result.status = text(patch.status, status)?.lowercased() ?? "confirmed"
        return result
    }
}
