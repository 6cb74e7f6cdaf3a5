// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar

/// What no event may say.
func check(_ change: EventChange) throws(BridgeError) {
    let edits = [change.title, change.description, change.location, change.url, change.status]
    try checkTexts(edits.map { if case .set(let text) = $0 { text } else { nil } })
    switch change.title {
    case .clear: throw BridgeError(.invalid, "An event needs a title.")
    case .set(let title): try checkTitle(title)
    case .keep: break
    }
    if case .set(let status) = change.status { try checkStatus(status) }
    if case .set(let names) = change.categories { try checkTexts(names) }
    var (attendees, alarms): ([Attendee], [EventAlarm]) = ([], [])
    if case .set(let people) = change.attendees { attendees = people }
    if case .set(let reminders) = change.alarms { alarms = reminders }
    try checkPeople(attendees, alarms)
    if case .set(let rule) = change.recurrenceRule { try checkRule(rule) }
}

func checkRule(_ rule: String) throws(BridgeError) {
    guard let reason = isValidRecurrenceRule(rule) else { return }
    throw BridgeError(.invalid, "The rule \"\(rule)\" cannot be used: \(reason)", hint: "Example: FREQ=WEEKLY")
}

func checkPeople(_ attendees: [Attendee], _ alarms: [EventAlarm]) throws(BridgeError) {
    try checkTexts(attendees.flatMap { [$0.address, $0.name, $0.role] } + alarms.map(\.description))
    guard attendees.count <= 1000, alarms.count <= 100 else {
        throw BridgeError(.invalid, "An event takes at most 1000 attendees and 100 reminders.")
    }
}

func checkTitle(_ title: String) throws(BridgeError) {
    guard title.contains(where: { !$0.isWhitespace }) else { throw BridgeError(.invalid, "An event needs a title.") }
}

func checkStatus(_ status: String?) throws(BridgeError) {
    guard let status, !["confirmed", "tentative", "cancelled"].contains(status) else { return }
    throw BridgeError(.invalid, "The status \"\(status)\" is none of confirmed, tentative and cancelled.")
}

/// Control characters cannot stand in iCalendar text (RFC 5545 §3.3.11), but for line ends and tabs.
func checkTexts(_ texts: [String?]) throws(BridgeError) {
    for text in texts.compactMap({ $0 }) {
        let isClean = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7F || [9, 10, 13].contains($0.value)
        }
        guard isClean else { throw BridgeError(.invalid, "A text holds control characters.") }
        guard text.utf8.count <= 256 << 10 else { throw BridgeError(.invalid, "A text is longer than 256 KiB.") }
    }
}

/// Reads a text that was just written, as a last check that it says an event that the calendar can take.
func derivedEvent(
    of text: [UInt8], in calendar: CalendarRecord, window: DeriveWindow
) throws(BridgeError) -> DerivedObject {
    guard case .object(let derived) = derive(text, window: window), derived.kind == .event else {
        throw BridgeError(.notEditable, "The edited event cannot be read back, so nothing was changed.")
    }
    if let limit = calendar.maxResourceSize, text.count > limit {
        throw BridgeError(.invalid, "The event has \(text.count) bytes; the server of \(calendar.id) takes \(limit).")
    }
    return derived
}
