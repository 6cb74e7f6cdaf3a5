// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

private let now = Instant(seconds: seconds("2026-05-05 05:05:05"))

private func patch(_ change: (inout EventPatch) -> Void) -> EventPatch {
    var patch = EventPatch()
    change(&patch)
    return patch
}

private func reason(_ body: [UInt8], _ patch: EventPatch) -> String? {
    do {
        _ = try patched(body, with: patch, now: now)
        return nil
    } catch { return error.reason }
}

/// The lines that one text has and the other has not, but for the stamps.
private func changed(_ before: [UInt8], _ after: [UInt8]) -> (removed: [String], added: [String]) {
    func lines(_ body: [UInt8]) -> [String] {
        text(body).split(separator: "\r\n").map(String.init).filter {
            !$0.hasPrefix("DTSTAMP") && !$0.hasPrefix("LAST-MODIFIED")
        }
    }
    let difference = lines(after).difference(from: lines(before))
    func texts(_ changes: [CollectionDifference<String>.Change]) -> [String] {
        changes.map {
            if case .insert(_, let line, _) = $0 { line } else if case .remove(_, let line, _) = $0 { line } else { "" }
        }
    }
    return (texts(difference.removals), texts(difference.insertions))
}

private let meeting = event(
    """
    DTSTART:20260701T100000Z
    SUMMARY:Runde
    CATEGORIES:Arbeit,Team
    ORGANIZER;CN=Chef:mailto:chef@example.org
    ATTENDEE;X-A="b;c";PARTSTAT=NEEDS-ACTION;CN=I:mailto:ich@example.org
    ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:Du@example.org
    BEGIN:VALARM
    ACTION:AUDIO
    TRIGGER:-PT10M
    X-SOUND:Bell
    END:VALARM
    """)

@Suite struct `An attendee's answer` {
    @Test(arguments: ["accepted", "declined", "tentative"])
    func `touches its own line alone`(_ status: String) throws {
        let edited = try patched(
            meeting, with: patch { $0.participation = Participation(address: "ICH@example.org", status: status) },
            now: now)
        #expect(
            text(edited) == text(meeting).replacing("PARTSTAT=NEEDS-ACTION", with: "PARTSTAT=\(status.uppercased())"))
    }

    @Test func `is written where there was none`() throws {
        let body = Array(text(meeting).replacing("PARTSTAT=NEEDS-ACTION;", with: "").utf8)
        let edited = try patched(
            body, with: patch { $0.participation = Participation(address: "ich@example.org", status: "accepted") },
            now: now)
        #expect(text(edited) == text(body).replacing("ATTENDEE;X-A", with: "ATTENDEE;PARTSTAT=ACCEPTED;X-A"))
    }

    @Test func `is refused of somebody who is not invited, and when it is none`() {
        #expect(
            reason(meeting, patch { $0.participation = Participation(address: "x@example.org", status: "accepted") })
                == "x@example.org is not among the attendees")
        #expect(
            reason(meeting, patch { $0.participation = Participation(address: "ich@example.org", status: "perhaps") })
                != nil)
    }

    @Test func `may be for one instance`() throws {
        let series = Array(text(meeting).replacing("SUMMARY:", with: "RRULE:FREQ=DAILY\r\nSUMMARY:").utf8)
        let answer = patch { $0.participation = Participation(address: "ich@example.org", status: "declined") }
        let edited = try patched(series, instance: "20260703T100000Z", with: answer, now: now)
        let events = try object(edited).events
        #expect(events.map { $0.participants[1].status } == ["needs-action", "declined"])
        // Only who invites counts.
        #expect(!text(edited).contains("SEQUENCE"))
        let later = patch { $0.location = .set("Hof") }
        let moved = try patched(series, instance: "20260703T100000Z", with: later, now: now)
        #expect(try object(moved).events.map(\.sequence) == [0, 1])
    }
}

@Suite struct `Attendees` {
    @Test func `who stay keep their lines`() throws {
        let people = [
            Attendee(address: "ich@example.org"),
            Attendee(address: "neu@example.org", name: "Neu, \"der\"", role: "opt-participant"),
        ]
        let edited = try patched(meeting, with: patch { $0.attendees = .set(people) }, now: now)
        let (removed, added) = changed(meeting, edited)
        #expect(removed == ["ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:Du@example.org"])
        #expect(added.joined().contains("mailto:neu@example.org") || added.joined().contains("neu@exampl"))
        let attendees = try object(edited).events[0].participants.filter { $0.kind == .attendee }
        #expect(
            attendees.first { $0.address.contains("neu") }
                == Participant(
                    kind: .attendee, address: "mailto:neu@example.org", name: "Neu, \"der\"", status: "needs-action",
                    role: "opt-participant"))
    }

    @Test func `of an event without an organizer need one`() throws {
        let alone = event("DTSTART:20260701T100000Z\nSUMMARY:x")
        let guests = patch { $0.attendees = .set([Attendee(address: "a@example.org")]) }
        #expect(reason(alone, guests)?.contains("organizer") == true)
        var named = guests
        named.organizer = "ich@example.org"
        let edited = try patched(alone, with: named, now: now)
        #expect(text(edited).contains("ORGANIZER:mailto:ich@example.org\r\n"))
        let cleared = try patched(edited, with: patch { $0.attendees = .clear }, now: now)
        #expect(!text(cleared).contains("ATTENDEE") && !text(cleared).contains("ORGANIZER"))
    }

    @Test(arguments: ["nobody", "a b@example.org", "a@example.org\r\nX:1", "\"@example.org"])
    func `have an address`(_ address: String) {
        #expect(reason(meeting, patch { $0.attendees = .set([Attendee(address: address)]) }) != nil)
    }
}

@Suite struct `Reminders` {
    @Test func `that stay keep every line, whatever they do`() throws {
        let wanted = [
            EventAlarm(trigger: .start(-600)), EventAlarm(trigger: .start(-86_400)),
            EventAlarm(trigger: .end(0), description: "Schluss"), EventAlarm(trigger: .at(now)),
        ]
        let edited = try patched(meeting, with: patch { $0.alarms = .set(wanted) }, now: now)
        let (removed, added) = changed(meeting, edited)
        #expect(removed.isEmpty)
        #expect(added.contains("TRIGGER:-P1D") && added.contains("TRIGGER;RELATED=END:PT0S"))
        #expect(added.contains("TRIGGER;VALUE=DATE-TIME:20260505T050505Z") && added.contains("DESCRIPTION:Runde"))
        #expect(alarms(of: edited, recurrenceID: nil).map(\.trigger) == wanted.map(\.trigger))
        #expect(alarms(of: edited, recurrenceID: nil)[0].action == "audio")
    }

    @Test func `go when they are not wanted`() throws {
        let edited = try patched(meeting, with: patch { $0.alarms = .clear }, now: now)
        #expect(!text(edited).contains("VALARM") && changed(meeting, edited).added.isEmpty)
        #expect(
            try patched(meeting, with: patch { $0.alarms = .set([EventAlarm(trigger: .start(-600))]) }, now: now)
                == meeting)
    }
}

@Suite struct `Categories` {
    @Test(
        arguments: [
            (["Team", "Arbeit"], nil), (["Arbeit"], "CATEGORIES:Arbeit"), (["a,b", "c"], "CATEGORIES:a\\,b,c"),
            ([], ""), (["", "Arbeit", ""], "CATEGORIES:Arbeit"),
            ([""], ""),
        ] as [([String], String?)])
    func `are one line`(_ names: [String], _ line: String?) throws {
        let edited = try patched(meeting, with: patch { $0.categories = .set(names) }, now: now)
        guard let line else {
            #expect(edited == meeting)
            return
        }
        #expect(changed(meeting, edited) == (["CATEGORIES:Arbeit,Team"], line.isEmpty ? [] : [line]))
    }
}
