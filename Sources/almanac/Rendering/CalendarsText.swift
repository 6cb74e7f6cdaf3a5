// SPDX-License-Identifier: Apache-2.0

import ControlWire

func accountsText(_ accounts: [AccountDocument], style: Style) -> String {
    let width = accounts.map { plain($0.name).count }.max() ?? 0
    return accounts.map { account in
        let problem = account.problem.map { "\n  \(style.bad(plain($0)))" } ?? ""
        let name = style.bold(plain(account.name).padding(to: width))
        return "\(name)  \(account.state)  \(plain(account.username))  \(style.dim(plain(account.url)))\(problem)\n"
    }.joined()
}

/// - Parameter now: seconds since 1970.
func calendarsText(_ calendars: [Fresh<CalendarDocument>], now: Int64, style: Style) -> String {
    let width = calendars.map { plain($0.document.id).count }.max() ?? 0
    return calendars.map { calendar in
        let document = calendar.document
        let notes = notes(on: document, now: now)
        let note = notes.isEmpty ? "" : "  (\(notes.joined(separator: ", ")))"
        let name = document.displayName.map { "  \(plain($0))" } ?? ""
        let problems = [document.problem, document.refused.map { "the server refused \($0)" }].compactMap { $0 }
        let lines = problems.map { "\n  \(style.bad(plain($0)))" }.joined()
        return "\(style.bold(plain(document.id).padding(to: width)))\(name)\(style.dim(note))\(lines)\n"
    }.joined()
}

private func notes(on document: CalendarDocument, now: Int64) -> [String] {
    var notes: [String] = []
    if document.state == "missing", let since = document.missingSince {
        notes.append("missing on the server for \(When.age(now - since.instant))")
    } else if document.state != "active" {
        notes.append(document.state)
    }
    if let owner = document.sharedBy { notes.append("shared by \(plain(owner))") }
    if !document.writable { notes.append("read-only") }
    if document.isDefault { notes.append("default") }
    if let color = document.color { notes.append(plain(color)) }
    if !document.waiting.isEmpty { notes.append("\(propertyWords(document.waiting)) not on the server yet") }
    return notes
}

func madeCalendarText(_ calendar: CalendarDocument, style: Style) -> String {
    let name = calendar.displayName.map { " \"\(plain($0))\"" } ?? ""
    let made = "Made \(plain(calendar.id))\(name).\n"
    guard calendar.state == "detached" else { return made }
    return made + style.warning("The account's `calendars` setting leaves it out: add it in almanac.toml.") + "\n"
}

func changedCalendarText(_ calendar: CalendarDocument, style: Style) -> String {
    let state: String
    if let refused = calendar.refused {
        state = style.bad("The server refused \(plain(refused)).")
    } else if calendar.waiting.isEmpty {
        state = style.good("The server has it.")
    } else {
        state = style.dim("The server gets it as soon as it can be reached.")
    }
    return "Changed \(plain(calendar.id)). \(state)\n"
}

/// What somebody should know before a calendar is deleted.
func deletionText(_ details: Fresh<CalendarDetails>, style: Style) -> String {
    let (calendar, document) = (details.document.calendar, details.document)
    let name = calendar.displayName.map { " \"\(plain($0))\"" } ?? ""
    var lines = [
        "This deletes \(style.bold(plain(calendar.id)))\(name) on the server, with its "
            + "\(When.count(document.events, "event")), for everybody who uses it."
    ]
    if document.withAttendees > 0 {
        let count = document.withAttendees
        let subject = count == 1 ? "1 of them has attendees" : "\(count) of them have attendees"
        lines.append(style.warning("\(subject): the server may mail cancellations to them."))
    }
    if let owner = calendar.sharedBy { lines.append(style.warning("It belongs to \(plain(owner)).")) }
    return lines.joined(separator: "\n") + "\n"
}

/// `name, colour`
func propertyWords(_ members: [String]) -> String {
    let names = members.map { ["display_name": "name", "color": "colour", "order": "place"][$0] ?? plain($0) }
    return names.joined(separator: ", ")
}
