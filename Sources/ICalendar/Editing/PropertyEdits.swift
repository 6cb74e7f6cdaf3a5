// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// What a patch does to the properties of an event that do not speak of its times; and, of a master, to the same properties
/// of those overrides that said the same.
struct PropertyEdits {
    private(set) var edits: [PropertyEdit] = []
    private let object: CalendarObject
    private let item: CalendarObject.Item
    private let content: ObjectContent

    init(
        _ patch: EventPatch, of item: CalendarObject.Item, in object: CalendarObject, content: ObjectContent
    ) throws(ICalendarError) {
        self.object = object
        self.item = item
        self.content = content
        add("SUMMARY", written(patch.title))
        add("DESCRIPTION", written(patch.description))
        add("LOCATION", written(patch.location))
        add("URL", try written(patch.url, as: writableURL))
        add("STATUS", try written(patch.status, as: writableStatus))
        addCategories(patch.categories)
        try addAlarms(patch.alarms, title: patch.title)
        try addAttendees(patch)
    }

    private func properties(_ key: ComponentKey, _ name: String) -> [Property] {
        (content.components[key] ?? []).filter { $0.name == name }
    }

    private mutating func add(_ name: String, _ edit: FieldEdit<String>) {
        switch edit {
        case .keep: break
        case .clear: add(name, .remove)
        case .set(let value): add(name, value.isEmpty ? .remove : .value(value))
        }
    }

    private mutating func add(_ name: String, _ change: PropertyEdit.Change) {
        let old = properties(item.key, name).map(\.value)
        for other in object.items
        where other.key == item.key || (item.recurrenceLine == nil && properties(other.key, name).map(\.value) == old) {
            edits.append(PropertyEdit(component: other.key, name: name, change: change))
        }
    }

    private mutating func addCategories(_ edit: FieldEdit<[String]>) {
        switch edit {
        case .keep: break
        case .clear: add("CATEGORIES", .remove)
        case .set(let names):
            let wanted = names.map(escaped).filter { !$0.isEmpty }
            guard !wanted.isEmpty else { return add("CATEGORIES", .remove) }
            guard properties(item.key, "CATEGORIES").map(\.value).sorted() != wanted.sorted() else { return }
            add("CATEGORIES", .value(wanted.joined(separator: ",")))
        }
    }

    /// Reminders that are there already stay as they are, whatever they do.
    private mutating func addAlarms(_ edit: FieldEdit<[EventAlarm]>, title: FieldEdit<String>) throws(ICalendarError) {
        let name = "BEGIN:VALARM"
        switch edit {
        case .keep: break
        case .clear: add(name, .remove)
        case .set(let wanted):
            let current = properties(item.key, name).map { (block: $0, alarm: EventAlarm(block: $0)) }
            // What cannot be read is nothing that anybody asked to remove.
            var blocks = current.filter { $0.alarm == nil }.map(\.block)
            var summary = properties(item.key, "SUMMARY").first.map { EventAlarm.text($0.value) } ?? ""
            if case .set(let new) = title { summary = new }
            var seen: Set<EventAlarm.Trigger> = []
            for alarm in wanted where seen.insert(alarm.trigger).inserted {
                let known = current.filter { $0.alarm?.trigger == alarm.trigger }.map(\.block)
                blocks += known.isEmpty ? [try alarm.block(title: summary)] : known
            }
            add(name, .replace(blocks))
        }
    }

    private mutating func addAttendees(_ patch: EventPatch) throws(ICalendarError) {
        let wanted: [Attendee]
        switch patch.attendees {
        case .keep: return
        case .clear: wanted = []
        case .set(let attendees): wanted = attendees
        }
        guard !wanted.isEmpty else {
            add("ATTENDEE", .remove)
            return add("ORGANIZER", .remove)
        }
        if properties(item.key, "ORGANIZER").isEmpty {
            guard let organizer = patch.organizer else {
                throw ICalendarError(
                    "an event with attendees needs an organizer: name your own address as the organizer")
            }
            add("ORGANIZER", .value(try Attendee.writable(organizer)))
        }
        let current = properties(item.key, "ATTENDEE")
        var lines: [Property] = []
        var seen: Set<String> = []
        for attendee in wanted {
            let address = try Attendee.writable(attendee.address)
            guard seen.insert(address.lowercased()).inserted else { continue }
            let known = current.filter { $0.value.lowercased() == address.lowercased() }
            lines += known.isEmpty ? [try attendee.invitation(address)] : try known.map(attendee.changing)
        }
        add("ATTENDEE", .replace(lines))
    }
}

private func written(_ edit: FieldEdit<String>) -> FieldEdit<String> {
    if case .set(let text) = edit { .set(escaped(text)) } else { edit }
}

private func written(
    _ edit: FieldEdit<String>, as value: (String) throws(ICalendarError) -> String
) throws(ICalendarError) -> FieldEdit<String> {
    if case .set(let text) = edit, !text.isEmpty { .set(try value(text)) } else { edit }
}
