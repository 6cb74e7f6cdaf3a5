// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The event says what the patch asked for, and else what it said before.
func check(
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
    }
    if patch.schedule != .keep || patch.recurrenceRule != .keep || patch.exceptions != .keep {
        // Compared property by property when they were written.
        (expected.recurrenceRule, expected.patterns) = (after.recurrenceRule, after.patterns)
    }
    if patch.attendees != .keep || patch.participation != nil {
        guard after.says(patch) else { throw ICalendarError("would invite others than asked for after the edit") }
        expected.participants = after.participants
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
        switch patch.categories {
        case .keep: break
        case .clear: result.categories = []
        case .set(let names): if names.sorted() != categories.sorted() { result.categories = names }
        }
        return result
    }

    /// The people, and the answer, that the patch asked for.
    fileprivate func says(_ patch: EventPatch) -> Bool {
        let attendees = participants.filter { $0.kind == .attendee }
        let addresses = attendees.map { $0.address.lowercased() }
        switch patch.attendees {
        case .keep: break
        case .clear: guard addresses.isEmpty else { return false }
        case .set(let wanted):
            let asked = wanted.map { calendarUserAddress($0.address).lowercased() }
            guard Set(addresses) == Set(asked) else { return false }
        }
        guard let answer = patch.participation else { return true }
        let address = calendarUserAddress(answer.address).lowercased()
        return attendees.contains { $0.address.lowercased() == address && $0.status == answer.status.lowercased() }
    }
}
