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

func calendarsText(_ calendars: [Fresh<CalendarDocument>], style: Style) -> String {
    let width = calendars.map { plain($0.document.id).count }.max() ?? 0
    return calendars.map { calendar in
        let document = calendar.document
        var notes: [String] = []
        if document.state != "active" { notes.append(document.state) }
        if !document.writable { notes.append("read-only") }
        if document.isDefault { notes.append("default") }
        let note = notes.isEmpty ? "" : "  (\(notes.joined(separator: ", ")))"
        let name = document.displayName.map { "  \(plain($0))" } ?? ""
        let problem = document.problem.map { "\n  \(style.bad(plain($0)))" } ?? ""
        return "\(style.bold(plain(document.id).padding(to: width)))\(name)\(style.dim(note))\(problem)\n"
    }.joined()
}
