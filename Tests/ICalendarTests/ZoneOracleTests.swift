// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import ICalendar

/// Every zone of the system's database.
@Suite struct `All time zones of the system` {
    @Test func `have the offsets and moments that zoneinfo says, around each change from 1900 to 2100`() async throws {
        let lines = try await Oracles.lines("zones.py", [])
        var (changes, wrong) = (0, 0)
        var seen: [Substring: TimeZoneRules] = [:]
        for line in lines {
            let name = String(line.prefix { $0 != " " })
            let zone = try #require(TimeZones.system.zone(named: name), "\(name)")
            let words = line.dropFirst(name.count)
            // An alias.
            if let other = seen[words], other.isEqual(to: zone) { continue }
            seen[words] = zone
            let numbers = Self.numbers(words)
            for index in stride(from: 0, to: numbers.count, by: 7) {
                let expected = Array(numbers[index..<index + 7])
                let (at, middle, end) = (expected[0], expected[3], expected[5])
                let found = [
                    at, Int64(zone.offset(atUTC: at - 1)), Int64(zone.offset(atUTC: at)),
                    middle, zone.utc(fromWall: middle), end, zone.utc(fromWall: end),
                ]
                changes += 1
                guard found != expected else { continue }
                wrong += 1
                if wrong <= 20 { Issue.record("\(name) at \(at): \(found), not \(expected)") }
            }
        }
        print("\(lines.count) zones, \(seen.count) of them different, \(changes) changes, \(wrong) wrong")
        #expect(lines.count > 500 && changes > 40_000 && wrong == 0)
    }

    /// Behind a space each.
    private static func numbers(_ words: Substring) -> [Int64] {
        var numbers: [Int64] = []
        var sign: Int64 = 1
        for byte in words.utf8 {
            if let digit = byte.digit {
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + sign * Int64(digit)
            } else if byte == UInt8(ascii: "-") {
                sign = -1
            } else {
                numbers.append(0)
                sign = 1
            }
        }
        return numbers
    }

    private static let moments = ["2026-01-15", "2026-07-01", "2027-03-20"]

    @Test(arguments: moments) func `are the same for five years behind the VTIMEZONE that we write`(_ day: String)
        throws
    {
        let start = seconds(day)
        let end = start + 5 * 366 * 86_400
        var seen: Set<[String]> = []
        for name in ZoneFiles.names {
            let zone = try #require(TimeZones.system.zone(named: name), "\(name)")
            let lines = zone.definition(from: start)
            guard seen.insert(Array(lines.dropFirst(2))).inserted else { continue }
            let text = CalendarText(calendar(lines.joined(separator: "\n")))
            let id = try #require(text.lines.first { $0.name == .zoneID }).valueRange
            var definitions = ZoneDefinitions(text)
            let copy = try #require(definitions.definition(of: id)).rules(named: name, budget: &definitions.budget)
            let difference = Self.firstDifference(zone, copy, from: start, to: end)
            #expect(difference == nil, "\(name): \(lines)")
        }
        #expect(seen.count > 50)
    }

    /// Sampled by the day and hour, and on both sides of every change.
    private static func firstDifference(
        _ zone: TimeZoneRules, _ copy: TimeZoneRules, from start: Int64, to end: Int64
    ) -> String? {
        func differ(_ moment: Int64) -> Bool { zone.offset(atUTC: moment) != copy.offset(atUTC: moment) }
        var last = start
        for moment in stride(from: start, to: end, by: 86_400 + 3600) {
            if differ(moment) { return "at \(written(CalendarTime(.utc, seconds: moment)))" }
            defer { last = moment }
            guard zone.offset(atUTC: moment) != zone.offset(atUTC: last) else { continue }
            var (low, high) = (last, moment)
            while high - low > 1 {
                let middle = (low + high) / 2
                if zone.offset(atUTC: middle) == zone.offset(atUTC: last) { low = middle } else { high = middle }
            }
            if differ(low) || differ(high) { return "at \(written(CalendarTime(.utc, seconds: high)))" }
        }
        return nil
    }
}

extension TimeZoneRules {
    fileprivate func isEqual(to other: TimeZoneRules) -> Bool {
        first == other.first && transitions == other.transitions && rule == other.rule
    }
}
