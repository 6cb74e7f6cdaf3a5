// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// One event in full.
struct EventText {
    var event: EventDocument
    var style: Style

    func text() -> String {
        var lines = [style.bold(plain(event.title).isEmpty ? "(no title)" : plain(event.title))]
        lines += fields().map { name, value in "  \(style.dim("\(name):".padding(to: 12))) \(value)" }
        if let description = event.description, !description.isEmpty {
            let body = plain(description, keepingLines: true).split(separator: "\n", omittingEmptySubsequences: false)
            lines += [""] + body.map { "  \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func fields() -> [(String, String)] {
        var fields: [(String, String)] = [("When", when)]
        fields += event.recurrence.filter { $0.kind == "rrule" }.map { ("Repeats", plain($0.value)) }
        if let location = event.location, !location.isEmpty { fields.append(("Where", plain(location))) }
        if let url = event.url, !url.isEmpty { fields.append(("URL", plain(url))) }
        if event.status != "confirmed" { fields.append(("Status", plain(event.status))) }
        if !event.categories.isEmpty { fields.append(("Categories", plain(event.categories.joined(separator: ", ")))) }
        fields += event.alarms.map { ("Reminder", reminder($0)) }
        fields += event.participants.map { (title(of: $0.kind), person($0)) }
        fields.append(("Calendar", plain(event.calendar)))
        fields.append(("State", syncState))
        if let old = event.sync.movingFrom { fields.append(("Moving", "from \(plain(old.joined(separator: ", ")))")) }
        if let reason = event.readOnlyReason { fields.append(("Read-only", plain(reason))) }
        fields += event.notes.map { ("Note", plain($0)) }
        fields.append(("Id", plain(event.id)))
        fields.append(("UID", plain(event.uid)))
        return fields
    }

    private var when: String {
        let span = When.span(event.start, event.end)
        if event.floating { return "\(span) (wherever you are)" }
        return event.timeZone.map { "\(span) (set in \(plain($0)))" } ?? span
    }

    private var syncState: String {
        let reason = event.sync.reason.map { ": \(plain($0))" } ?? ""
        switch event.sync.state {
        case "synced": return style.good("on the server")
        case "queued", "sent": return style.warning("waits for the server\(reason)")
        case "held": return style.warning("held\(reason)")
        case "parked": return style.bad("refused by the server\(reason)")
        default: return plain(event.sync.state)
        }
    }

    private func reminder(_ alarm: AlarmDocument) -> String {
        guard let trigger = alarm.trigger else { return alarm.at.map { When.moment($0) } ?? "" }
        let point = alarm.related == "end" ? "the end" : "the start"
        let length = plain(trigger).drop { $0 == "-" }.drop { $0 == "P" }.filter { $0 != "T" }.lowercased()
        if ["0s", ""].contains(length) { return "at \(point)" }
        return "\(length) \(trigger.hasPrefix("-") ? "before" : "after") \(point)"
    }

    private func title(of kind: String) -> String { kind == "organizer" ? "Organizer" : "Attendee" }

    private func person(_ participant: ParticipantDocument) -> String {
        let address =
            participant.address.lowercased().hasPrefix("mailto:")
            ? String(participant.address.dropFirst(7)) : participant.address
        let name = participant.name.map { "\(plain($0)) <\(plain(address))>" } ?? plain(address)
        return participant.status.map { "\(name), \(plain($0))" } ?? name
    }
}
