// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// The agenda as text: one heading per day, an event on each day it touches.
struct AgendaText {
    var range: AgendaRange
    var events: [OccurrenceDocument]
    var style: Style
    var showsCalendars = true

    func text() -> String {
        let width = events.map { ($0.shortID ?? $0.id).count }.max() ?? 0
        var days: [CivilDate: [OccurrenceDocument]] = [:]
        for event in events {
            for day in shownDays(of: event) { days[day, default: []].append(event) }
        }
        return days.sorted { $0.key < $1.key }
            .map { day, events in
                let lines = inOrder(events, on: day).map { line($0, on: day, idWidth: width) + "\n" }
                return "\(style.bold(When.heading(day)))\n\(lines.joined())"
            }
            .joined(separator: "\n")
    }

    /// What takes the whole day first, then by time.
    private func inOrder(_ events: [OccurrenceDocument], on day: CivilDate) -> [OccurrenceDocument] {
        let midnight = LocalDateTime(day).seconds
        func rank(_ event: OccurrenceDocument) -> Int64 { event.allDay ? -1 : max(0, event.start.wall - midnight) }
        return events.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element)
    }

    /// First and last day in the reader's zone. What ends at midnight does not touch the next day.
    static func days(of event: OccurrenceDocument) -> ClosedRange<CivilDate> {
        let first = LocalDateTime(seconds: event.start.wall).date
        let last = LocalDateTime(seconds: max(event.start.wall, event.end.wall - 1)).date
        return first...max(first, last)
    }

    private func shownDays(of event: OccurrenceDocument) -> [CivilDate] {
        let days = Self.days(of: event)
        let (first, last) = (max(days.lowerBound, range.first), min(days.upperBound, range.end + -1))
        guard first <= last else { return [] }
        return (0...(last - first)).map { first + $0 }
    }

    private func line(_ event: OccurrenceDocument, on day: CivilDate, idWidth: Int) -> String {
        let id = event.shortID ?? event.id
        var parts = [
            style.dim(id.padding(to: idWidth)), time(of: event, on: day).padding(to: 11), title(of: event, on: day),
        ]
        if let location = event.location, !location.isEmpty { parts.append(style.dim("@ \(plain(location))")) }
        if showsCalendars { parts.append(style.dim("[\(plain(event.calendar))]")) }
        if event.pending { parts.append(style.warning("(not on the server yet)")) }
        return "  " + parts.joined(separator: "  ")
    }

    private func time(of event: OccurrenceDocument, on day: CivilDate) -> String {
        guard case .time(let start) = event.start, case .time(let end) = event.end else { return "all day" }
        let days = Self.days(of: event)
        switch (day == days.lowerBound, day == days.upperBound) {
        case (true, true): return start.wall == end.wall ? When.clock(start) : "\(When.clock(start))–\(When.clock(end))"
        case (true, false): return "\(When.clock(start)) →"
        case (false, true): return "→ \(end.secondOfDay == 0 ? "24:00" : When.clock(end))"
        case (false, false): return "→ all day →"
        }
    }

    private func title(of event: OccurrenceDocument, on day: CivilDate) -> String {
        let days = Self.days(of: event)
        var title = plain(event.title).isEmpty ? "(no title)" : plain(event.title)
        if event.status == "cancelled" { title = "\(title) (cancelled)" }
        if event.status == "tentative" { title = "\(title) (tentative)" }
        if event.recurring { title += " ↻" }
        let count = days.upperBound - days.lowerBound + 1
        if count > 1 { title += " (\(day - days.lowerBound + 1)/\(count))" }
        return event.status == "cancelled" ? style.dim(title) : title
    }
}

extension String {
    /// Filled with spaces on the right.
    func padding(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
