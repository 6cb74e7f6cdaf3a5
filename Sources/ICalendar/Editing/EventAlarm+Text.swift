// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// The reminders of one component, in the order of the text; those that cannot be read are left out.
package func alarms(of body: [UInt8], recurrenceID: String?) -> [EventAlarm] {
    guard let object = try? CalendarObject(CalendarText(body), zones: .system),
        let item = object.items.first(where: { $0.recurrenceID == recurrenceID && !$0.isSuperseded })
    else { return [] }
    return object.text.children(of: item.component)
        .filter { object.text.components[$0].name == .alarm }
        .compactMap { EventAlarm(object.text, component: $0) }
}

extension EventAlarm {
    init?(_ text: CalendarText, component: Int) {
        guard let line = text.firstLine(.trigger, of: component) else { return nil }
        let trigger: Trigger
        if let duration = DurationValue(text.text, line.valueRange) {
            let seconds = (duration.days * 86_400 + duration.seconds) * (duration.isNegative ? -1 : 1)
            let related = text.parameter(.related, of: line).map { text.parameterText($0).uppercased() }
            trigger = related == "END" ? .end(seconds) : .start(seconds)
        } else if let digits = DateDigits(text.text, line.valueRange), digits.isUTC {
            trigger = .at(Instant(seconds: digits.wall))
        } else {
            return nil
        }
        self.init(
            trigger: trigger,
            action: text.firstLine(.action, of: component).map { text.textValue(of: $0).lowercased() } ?? "display",
            description: text.firstLine(.description, of: component).map { text.textValue(of: $0) })
    }

    /// Of a nested component as ``content(of:)`` gives it.
    init?(block: Property) {
        let lines = ["BEGIN:VCALENDAR", "BEGIN:VALARM", block.value, "END:VALARM", "END:VCALENDAR"]
        self.init(CalendarText(Array(lines.joined(separator: "\n").utf8)), component: 1)
    }

    /// A reminder that shows a text, as ``content(of:)`` will give it. Those of other kinds are never made here.
    func block(title: String) throws(ICalendarError) -> Property {
        guard action == "display" else { throw ICalendarError("a new reminder shows a text; it does not \(action)") }
        let text = description.flatMap { $0.isEmpty ? nil : $0 } ?? (title.isEmpty ? "Reminder" : title)
        let lines = ["ACTION:DISPLAY", "DESCRIPTION:\(escaped(text))", "TRIGGER\(try written)"]
        let body =
            ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "BEGIN:VALARM"] + lines + ["END:VALARM", "END:VEVENT", "END:VCALENDAR"]
        let event = CalendarText(Array(body.joined(separator: "\n").utf8))
        guard event.failure == nil, let block = properties(of: 1, in: event).first else {
            throw ICalendarError("a reminder cannot be written")
        }
        return block
    }

    private var written: String {
        get throws(ICalendarError) {
            let limit = DurationValue.maximumDays * 86_400
            switch trigger {
            case .start(let seconds) where abs(seconds) <= limit: return ":\(DurationValue(seconds: seconds).text)"
            case .end(let seconds) where abs(seconds) <= limit:
                return ";RELATED=END:\(DurationValue(seconds: seconds).text)"
            case .at(let moment): return ";VALUE=DATE-TIME:\(basicFormat(.utc, moment.seconds.inCalendar))"
            case .start, .end: throw ICalendarError("a reminder lies too far from its event")
            }
        }
    }

    /// A text as it stands in a value, unescaped.
    static func text(_ value: String) -> String {
        let bytes = Array(value.utf8)
        return unescaped(bytes, 0..<bytes.count)
    }
}
