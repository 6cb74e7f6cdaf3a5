// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Fuzzing

@testable import ICalendar

/// A text, and behind a NUL what becomes of it: one edit, and a text to write. An edit that is refused is none.
@main enum FuzzPatch {
    static func main() {
        fuzz { test(bytes($0, $1)) }
    }
}

private func test(_ input: [UInt8]) -> Int32 {
    var choices = TextAndChoices(input)
    guard let before = Reading(choices.text), before.object.uneditable == nil else { return 0 }
    let operation = choices.next(below: 6)
    let instance = before.names.isEmpty ? nil : before.names[choices.next(below: before.names.count)]
    do {
        check(try patched(before.text, with: EventPatch(), now: now) == before.text, "an empty patch changes nothing")
    } catch {}
    let edit = Edit(before: before, patch: EventPatch(&choices))
    do {
        switch (operation, instance) {
        case (1, let name?): try edit.ofInstance(name)
        case (2, let name?): try edit.ofFollowing(name)
        case (3, let name?): try edit.removing(name)
        case (4, let name?): try edit.removingFollowing(name)
        case (5, _): try edit.ofProperties(&choices)
        default: try edit.ofAll()
        }
    } catch {}
    return 0
}

let now = Instant(seconds: 1_780_000_000)
