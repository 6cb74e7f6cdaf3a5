// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// The text of a new event. It has been read again and compared.
///
/// - Throws: when the draft says something that cannot be written: an unknown zone, an end before the start, a bad rule.
package func newEvent(
    _ draft: EventDraft, uid: String, now: Instant, zones: TimeZones = .system
) throws(ICalendarError) -> [UInt8] {
    let time = try NewTime(draft.schedule, zones: zones)
    var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Almanac//almanacd//EN"]
    if case .zoned(let zone) = time.start.form {
        lines += zone.definition(from: time.start.calendarTime.seconds)
    }
    let stamp = basicFormat(.utc, now.seconds.inCalendar)
    lines += ["BEGIN:VEVENT", "UID:\(escaped(uid))", "DTSTAMP:\(stamp)", "CREATED:\(stamp)", "LAST-MODIFIED:\(stamp)"]
    lines.append("SEQUENCE:0")
    lines.append(NewTime.property("DTSTART", time.start).wireText)
    lines.append(NewTime.property("DTEND", time.end).wireText)
    if let rule = draft.recurrenceRule { lines.append("RRULE:\(try writableRule(rule, start: time.start))") }
    lines.append("SUMMARY:\(escaped(draft.title))")
    if let text = draft.location, !text.isEmpty { lines.append("LOCATION:\(escaped(text))") }
    if let text = draft.description, !text.isEmpty { lines.append("DESCRIPTION:\(escaped(text))") }
    if let url = draft.url, !url.isEmpty { lines.append("URL:\(try writableURL(url))") }
    if let status = draft.status { lines.append("STATUS:\(try writableStatus(status))") }
    if !draft.categories.isEmpty { lines.append("CATEGORIES:" + draft.categories.map(escaped).joined(separator: ",")) }
    lines += ["END:VEVENT", "END:VCALENDAR"]
    var body: [UInt8] = []
    for line in lines { body.appendFolded(Array(line.utf8), lineEnd: [.carriageReturn, .lineFeed]) }
    try check(body, against: draft, time, uid: uid, zones: zones)
    return body
}

/// The rule with an UNTIL of the type that DTSTART asks for (RFC 5545 §3.3.10).
func writableRule(_ rule: String, start: EventTime) throws(ICalendarError) -> String {
    if let complaint = isValidRecurrenceRule(rule) {
        throw ICalendarError("the recurrence rule is wrong: \(complaint)")
    }
    let bytes = Array(rule.utf8)
    guard let until = try RecurrenceRule(bytes, 0..<bytes.count).until else { return rule.uppercased() }
    let last: String
    switch RuleEnd(until, form: start.form) {
    case .never: return rule.uppercased()
    case .wall(let wall): last = RecurrenceRule.until(wall, form: start.form)
    case .instant(let instant, _): last = basicFormat(.utc, instant)
    }
    return rule.uppercased().replacingUntil(with: last)
}

func writableURL(_ url: String) throws(ICalendarError) -> String {
    guard !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
        throw ICalendarError("a URL holds no spaces and no control characters")
    }
    return url
}

func writableStatus(_ status: String) throws(ICalendarError) -> String {
    guard ["confirmed", "tentative", "cancelled"].contains(status.lowercased()) else {
        throw ICalendarError("a status is confirmed, tentative or cancelled, not “\(status.prefix(20))”")
    }
    return status.uppercased()
}

/// As a value says it after it has been written and read.
func readBack(_ text: String) -> String {
    let bytes = Array("BEGIN:VCALENDAR\nSUMMARY:\(escaped(text))\nEND:VCALENDAR".utf8)
    let written = CalendarText(bytes)
    return written.lines.count == 3 ? written.unescaped(written.lines[1].valueRange) : text
}

private func check(
    _ body: [UInt8], against draft: EventDraft, _ time: NewTime, uid: String, zones: TimeZones
) throws(ICalendarError) {
    let window = DeriveWindow(range: TimeRange(start: 0, end: 0))
    func optional(_ text: String?) -> String? { text.map(readBack).flatMap { $0.isEmpty ? nil : $0 } }
    guard case .object(let object) = derive(body, window: window, zones: zones), object.events.count == 1,
        object.uneditable == nil, object.uid == uid, object.events[0].title == readBack(draft.title),
        object.events[0].description == optional(draft.description),
        object.events[0].location == optional(draft.location), object.events[0].start == time.start.calendarTime,
        object.events[0].end == time.end.calendarTime, object.events[0].timeZone == time.start.form.zoneName
    else { throw ICalendarError("cannot be written as an event") }
}
