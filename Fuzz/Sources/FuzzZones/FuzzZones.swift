// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Fuzzing

@testable import ICalendar

/// A time zone file, the rule of one, or a text with VTIMEZONEs.
@main enum FuzzZones {
    static func main() {
        fuzz { test(bytes($0, $1)) }
    }
}

private func test(_ input: [UInt8]) -> Int32 {
    if input.starts(with: "TZif".utf8) {
        if let rules = TZif.rules(named: fuzzName, input) { checkZone(rules) }
    } else if let rule = PosixRule(input) {
        checkZone(TimeZoneRules(name: fuzzName, first: rule.standard, transitions: [], rule: rule))
    } else {
        checkText(input)
    }
    return 0
}

private func checkText(_ input: [UInt8]) {
    let text = CalendarText(input)
    var resolver = ZoneResolver(text, zones: .system)
    for line in text.lines where line.name == .start {
        guard let id = text.parameter(.zoneID, of: line), let rules = resolver.zone(id) else { continue }
        checkZone(rules)
        check(resolver.zone(id) === rules, "a name means one zone")
    }
    check(resolver.notes.count <= 10, "few notes")
}

private func checkZone(_ zone: TimeZoneRules) {
    let moments = zone.transitions.map(\.at)
    check(zip(moments, moments.dropFirst()).allSatisfy { $0 <= $1 }, "changes ascend")
    check(moments.count <= 100_000, "there are not too many")
    let edges = moments.suffix(50).flatMap { [$0 &- 1, $0, $0 &+ 1] }
    let grid = stride(from: Int64(-70_000_000_000), to: 260_000_000_000, by: 7_000_003_607)
    for moment in edges + Array(grid) + [.min, .max, .min / 2, .max / 2] { checkMoment(moment, in: zone) }
    checkDefinition(of: zone)
}

private func checkMoment(_ moment: Int64, in zone: TimeZoneRules) {
    let offset = Int64(zone.offset(atUTC: moment))
    check(abs(offset) <= 93_600, "an offset of at most 26 hours")
    check(offset == Int64(zone.observance(at: moment).offset), "both ways to it agree")
    let wall = zone.wall(fromUTC: moment)
    let back = zone.utc(fromWall: wall)
    guard moment.inCalendar == moment else { return }
    check(wall - moment == offset, "wall time is UTC and the offset")
    check(abs(back - moment) <= 2 * 93_600, "and back again, but for a change nearby")
    // Far from any change there is no doubt.
    let isQuiet = stride(from: Int64(-4), through: 4, by: 1)
        .allSatisfy { Int64(zone.offset(atUTC: moment + $0 * 43_200)) == offset }
    if isQuiet { check(back == moment, "exactly, where nothing changes") }
}

/// Written as a VTIMEZONE and read again it is the same clock for the years that a VTIMEZONE speaks of.
private func checkDefinition(of zone: TimeZoneRules) {
    let start = CalendarTime.date(Day(year: 2026, month: 6, day: 15)).seconds
    let lines = zone.definition(from: start)
    check(lines.count <= 2000, "a definition of bounded length")
    // The system's zones have names without control characters.
    guard !lines.contains(where: { $0.utf8.contains { $0.isControl || $0 == 0x7F } }) else { return }
    let event = ["BEGIN:VEVENT", "DTSTART;TZID=\(zone.name):20260615T000000", "END:VEVENT"]
    let written = ["BEGIN:VCALENDAR"] + lines + event + ["END:VCALENDAR", ""]
    let text = CalendarText(Array(written.joined(separator: "\r\n").utf8))
    check(text.failure == nil, "that can be read")
    let days = (0..<5 * 365).map { start + $0 * 86_400 }
    let offsets = days.map { zone.offset(atUTC: $0) }
    let changes = days.indices.dropFirst().filter { offsets[$0] != offsets[$0 - 1] }
    let isCalm = zip(changes, changes.dropFirst()).allSatisfy { $1 - $0 > 21 }
    guard zone.name == fuzzName, isCalm, abs(offsets[0]) % 60 == 0 else { return }
    var resolver = ZoneResolver(text, zones: TimeZones(directory: "/nonexistent"))
    guard let line = text.lines.last(where: { $0.name == .start }), let id = text.parameter(.zoneID, of: line),
        let again = resolver.zone(id)
    else { fatalError("does not hold: a zone that is written can be read: \(resolver.notes)") }
    for index in days.indices.dropFirst(2).dropLast(2) where Set(offsets[index - 2...index + 2]).count == 1 {
        check(again.offset(atUTC: days[index]) == offsets[index], "the same clock on day \(index)")
    }
}

private let fuzzName = "Fuzz/Zone"
