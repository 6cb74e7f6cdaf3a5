// SPDX-License-Identifier: Apache-2.0

import ControlWire
import Testing

@testable import almanac

@Suite struct `What commands print of calendars` {
    private let now: Int64 = 1_000_000

    private func calendar(_ change: (inout CalendarDocument) -> Void = { _ in }) -> Fresh<CalendarDocument> {
        var document = CalendarDocument(
            id: "work/team", account: "work", name: "team", displayName: "Team", color: nil, description: nil,
            state: "active", writable: true, isDefault: false, heldDeletions: 0, problem: nil, problemSince: nil)
        change(&document)
        return Fresh(Freshness(asOf: Timestamp(instant: now), complete: true), document)
    }

    private func list(_ change: (inout CalendarDocument) -> Void) -> String {
        calendarsText([calendar(change)], now: now, style: .plain)
    }

    @Test func `is whose it is, its colour, since when it is missing, and what waits or was refused`() {
        #expect(list { _ in } == "work/team  Team\n")
        #expect(
            list { ($0.sharedBy, $0.writable, $0.color) = ("bob\u{1B}[31m", false, "#112233") }
                == "work/team  Team  (shared by bob, read-only, #112233)\n")
        #expect(
            list { ($0.state, $0.missingSince) = ("missing", Timestamp(instant: now - 200_000)) }
                == "work/team  Team  (missing on the server for 2 days)\n")
        #expect(
            list { $0.waiting = ["display_name", "color", "order"] }
                == "work/team  Team  (name, colour, place not on the server yet)\n")
        #expect(
            list { $0.refused = "the colour #112233: the server does not allow it" }
                == "work/team  Team\n  the server refused the colour #112233: the server does not allow it\n")
    }

    @Test func `is what became of a change`() {
        func text(_ change: (inout CalendarDocument) -> Void) -> String {
            changedCalendarText(calendar(change).document, style: .plain)
        }
        #expect(text { _ in } == "Changed work/team. The server has it.\n")
        #expect(
            text { $0.waiting = ["color"] } == "Changed work/team. The server gets it as soon as it can be reached.\n")
        #expect(text { $0.refused = "the name \"x\": no" }.contains("The server refused the name \"x\": no."))
        #expect(madeCalendarText(calendar().document, style: .plain) == "Made work/team \"Team\".\n")
        #expect(
            madeCalendarText(calendar { $0.state = "detached" }.document, style: .plain).contains("`calendars` setting")
        )
    }

    @Test func `is what somebody should know before a calendar goes`() {
        let plain = CalendarDetails(calendar: calendar().document, events: 1, withAttendees: 0)
        #expect(
            deletionText(Fresh(calendar().freshness, plain), style: .plain)
                == "This deletes work/team \"Team\" on the server, with its 1 event, for everybody who uses it.\n")
        let shared = calendar { $0.sharedBy = "bob" }
        let full = CalendarDetails(calendar: shared.document, events: 40, withAttendees: 3)
        let text = deletionText(Fresh(shared.freshness, full), style: .plain)
        #expect(text.contains("3 of them have attendees: the server may mail cancellations to them.\n"))
        #expect(text.contains("It belongs to bob.\n"))
    }
}
