// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// The journal, newest first, times in UTC unless `offset` says otherwise.
func logText(_ log: LogDocument, offset: Int, style: Style) -> String {
    log.entries.map { entry in
        let at = When.moment(Timestamp(instant: entry.at.instant, offset: offset))
        let title = entry.title.map { " \"\(plain($0))\"" } ?? ""
        let from = entry.from.map { "\(plain($0)) → " } ?? ""
        let where_ = style.dim("[\(from)\(plain(entry.calendar))] \(plain(entry.event.prefix(8).description))")
        return "\(style.dim(at))  \(plain(entry.kind).padding(to: 9))\(title)  \(plain(entry.cause))  \(where_)\n"
    }.joined()
}

func conflictsText(_ conflicts: [ConflictDocument], offset: Int, style: Style) -> String {
    conflicts.map { conflict in
        func moment(_ time: Timestamp) -> String { When.moment(Timestamp(instant: time.instant, offset: offset)) }
        let at = moment(conflict.at)
        let state = conflict.settledAt.map { style.dim(" (settled \(moment($0)))") } ?? ""
        return "\(String(conflict.id).padding(to: 5)) \(style.dim(at))  \"\(plain(conflict.title))\""
            + "  \(plain(conflict.decision))  \(style.dim("[\(plain(conflict.calendar))]"))\(state)\n"
    }.joined()
}

func conflictText(_ conflict: ConflictDocument, offset: Int, style: Style) -> String {
    let texts = [
        ("What both sides had agreed on", conflict.texts?.base), ("What stood here", conflict.texts?.local),
        ("What stood on the server", conflict.texts?.remote),
    ]
    return conflictsText([conflict], offset: offset, style: style)
        + "  \(plain(conflict.rule))\n"
        + texts.map { heading, text in
            "\n\(style.bold("\(heading):"))\n\(text.map { plain($0, keepingLines: true) } ?? "(nothing)")\n"
        }.joined()
}
