// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar

/// People, reminders, categories.
extension CorpusEdit {
    static let details: [CorpusEdit] = [
        whole("CATEGORIES become two", ["CATEGORIES"], { $0.categories = .set(["eins", "zwei"]) }) { _ in
            ["CATEGORIES": ["eins,zwei"]]
        },
        whole("CATEGORIES go", ["CATEGORIES"], { $0.categories = .clear }) { _ in ["CATEGORIES": []] },
        whole("reminders become one", ["BEGIN:VALARM"], { $0.alarms = .set([newAlarm]) }) { before in
            // One at the same time stays as it is, and so does what has no time.
            let kept = before.values("BEGIN:VALARM").filter { $0.contains("TRIGGER:-PT17M") || !$0.contains("TRIGGER") }
            guard !kept.contains(where: { $0.contains("TRIGGER") }) else { return [:] }
            return ["BEGIN:VALARM": kept + ["ACTION:DISPLAY\nDESCRIPTION:Wach auf\nTRIGGER:-PT17M"]]
        },
        whole("reminders go", ["BEGIN:VALARM"], { $0.alarms = .clear }) { _ in ["BEGIN:VALARM": []] },
        whole(
            "attendees become one", ["ATTENDEE", "ORGANIZER"],
            {
                $0.attendees = .set([Attendee(address: "neu@example.org", name: "Neu")])
                $0.organizer = "ich@example.org"
            }
        ) { before in
            let organizer = before.values("ORGANIZER")
            return [
                "ATTENDEE;": [";CN=Neu;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:neu@example.org"],
                "ORGANIZER": organizer.isEmpty ? ["mailto:ich@example.org"] : organizer,
            ]
        },
        whole("attendees go", ["ATTENDEE", "ORGANIZER"], { $0.attendees = .clear }) { _ in
            ["ATTENDEE": [], "ORGANIZER": []]
        },
        answer,
    ]

    private static let newAlarm = EventAlarm(trigger: .start(-17 * 60), description: "Wach auf")

    private static let answer: CorpusEdit = {
        var edit = CorpusEdit(
            name: "the first attendee may come", touches: ["ATTENDEE"],
            patch: { object in
                guard let attendee = object.events[0].participants.first(where: { $0.kind == .attendee }),
                    attendee.address.contains(":"), !attendee.address.contains(" ")
                else { return nil }
                var patch = EventPatch()
                patch.participation = Participation(address: attendee.address, status: "tentative")
                return patch
            }, reads: { before in ["ATTENDEE": before.values("ATTENDEE")] })
        edit.isStamped = false
        return edit
    }()

    static func whole(
        _ name: String, _ touches: Set<String>, refusals: Set<String> = [],
        _ set: @escaping @Sendable (inout EventPatch) -> Void,
        reads: @escaping @Sendable (_ before: OracleAnswer.Component) -> [String: [String]]
    ) -> CorpusEdit {
        CorpusEdit(
            name: name, touches: touches, refusals: refusals,
            patch: { _ in
                var patch = EventPatch()
                set(&patch)
                return patch
            }, reads: reads)
    }
}
