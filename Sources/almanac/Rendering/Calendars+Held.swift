// SPDX-License-Identifier: Apache-2.0

import ControlWire

extension CalendarDocument {
    /// Its events are in agenda, lists and search; its age counts.
    var isShown: Bool { state == "active" || state == "held" }
}

extension Fresh<CalendarDocument> {
    /// One that was never complete is the stalest of all.
    static func isStaler(_ left: Self, _ right: Self) -> Bool {
        let times = (left.freshness.asOf?.instant ?? .min, right.freshness.asOf?.instant ?? .min)
        return (times.0, left.document.id) < (times.1, right.document.id)
    }
}

/// What waits for a person in these calendars, such as `11 deletions held`.
func heldWords(_ calendars: [CalendarDocument]) -> [String] {
    let counts = [
        (calendars.reduce(0) { $0 + $1.heldDeletions }, "deletion", "held"),
        (calendars.reduce(0) { $0 + $1.heldEdits }, "edit", "held"),
        (calendars.reduce(0) { $0 + $1.refusedEdits }, "edit", "refused"),
    ]
    return counts.filter { $0.0 > 0 }.map { "\(When.count($0.0, $0.1)) \($0.2)" }
}
