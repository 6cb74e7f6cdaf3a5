// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// A stand-in for iCalendar with lines `key=value`, so that the storage can be tested without a codec.
///
/// `uid`, `title`, `location`, `description`, `attendee`, `kind` (`utc`, `floating`, `date`), `start`, `end`;
/// `count` and `every` for a series; `override=RECURRENCEID,START,END,TITLE`. Not part of the meaning: `spelling`;
/// `zone` (goes into the zone checksum) and `shift` (what that zone adds to the times).
struct SampleText {
    private let lines: [(key: String, value: String)]

    init(_ text: String) {
        lines = text.split(separator: "\n").map { line in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
    }

    static func derive(_ bytes: [UInt8], _ window: DeriveWindow) -> Derivation {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("unreadable") { return .unreadable(reason: "not iCalendar", title: nil, start: nil) }
        return .object(SampleText(text).object(in: window))
    }

    private func value(_ key: String) -> String? { lines.first { $0.key == key }?.value }
    private func number(_ key: String) -> Int64? { value(key).flatMap { Int64($0) } }

    private var kind: TimeKind {
        switch value("kind") {
        case "floating": .floating
        case "date": .date
        default: .utc
        }
    }

    private func time(_ seconds: Int64) -> CalendarTime {
        CalendarTime(kind, seconds: seconds &+ (number("shift") ?? 0))
    }

    func object(in window: DeriveWindow) -> DerivedObject {
        let meaning = lines.filter { !["spelling", "zone", "shift"].contains($0.key) }.map { "\($0.key)=\($0.value)" }
        var object = DerivedObject(
            kind: value("title") == nil ? .todo : .event, uid: value("uid") ?? "uid-1",
            checksum: meaning.sorted().joined(separator: ";"), zoneChecksum: value("zone") ?? "",
            isRecurring: value("count") != nil)
        guard let title = value("title") else { return object }
        object.events = [master(title)] + overrides
        object.occurrences = occurrences(window)
        return object
    }

    private func master(_ title: String) -> DerivedEvent {
        let start = number("start") ?? 0
        let people = lines.filter { $0.key == "attendee" }
        return DerivedEvent(
            checksum: "master", title: title, description: value("description"), location: value("location"),
            start: time(start), end: time(number("end") ?? start), timeZone: kind == .utc ? "UTC" : nil,
            recurrenceRule: value("count").map { "FREQ=DAILY;COUNT=\($0)" },
            patterns: value("count").map { [RecurrencePattern(kind: .rrule, value: "FREQ=DAILY;COUNT=\($0)")] } ?? [],
            participants: people.map { Participant(kind: .attendee, address: "mailto:\($0.value)") })
    }

    private var overrides: [DerivedEvent] {
        lines.filter { $0.key == "override" }.map { line in
            let fields = line.value.split(separator: ",").map(String.init)
            return DerivedEvent(
                recurrenceID: fields[0], checksum: "override", title: fields[3],
                start: time(Int64(fields[1]) ?? 0), end: time(Int64(fields[2]) ?? 0))
        }
    }

    private func occurrences(_ window: DeriveWindow) -> [DerivedOccurrence] {
        let start = number("start") ?? 0
        let length = (number("end") ?? start) &- start
        guard let count = number("count") else {
            return [DerivedOccurrence(event: 0, recurrenceID: nil, start: time(start), end: time(start &+ length))]
        }
        let overridden = overrides
        return (0..<count).compactMap { index in
            let at = start + index * (number("every") ?? 86_400)
            let id = "R\(at)"
            if let position = overridden.firstIndex(where: { $0.recurrenceID == id }) {
                let event = overridden[position]
                return DerivedOccurrence(
                    event: position + 1, recurrenceID: id, start: event.start, end: event.end)
            }
            guard at >= window.range.start, at < window.range.end else { return nil }
            return DerivedOccurrence(event: 0, recurrenceID: id, start: time(at), end: time(at + length))
        }
    }
}
