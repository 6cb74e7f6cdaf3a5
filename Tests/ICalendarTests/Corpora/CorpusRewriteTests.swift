// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

@Suite struct `A calendar of another project that Python's icalendar writes again` {
    /// The properties that then say something else, or could to others: icalendar escapes the semicolons and backslashes of
    /// values that it cannot parse (REQUEST-STATUS, broken RRULEs, `\\"`), leaves out an empty RDATE and what has no name or
    /// colon, makes date-times of the dates in a PERIOD, and spells the numbers of GEO its way.
    private static let otherwise = Refused.table(
        #"""
        icalendar reads nothing
          libical:src/Net-ICal-Libical/test-data/rfc2445.ics#5,6
          libical:src/test/2445.ics#5,6
          libical:test-data/issue339.ics#1
          libical:test-data/large.ics#5,6
        RDATE
          icalendar:calendars/empty_RDATE.ics#1
          icalendar:calendars/issue_1081_empty_rdate.ics#1
          icalendar:calendars/issue_1633_rdate_with_dates.ics#1
          icalendar:calendars/issue_1633_rdate_with_dates_and_tzid.ics#1
          icalendar:events/issue_464_invalid_rdate.ics#1
        GEO
          icalendar:events/issue_53_description_parsed_properly.ics#1
          recurring:fablab_cottbus.ics#14,15,20
        REQUEST-STATUS
          libical:src/Net-ICal-Libical/test-data/rfc2446.ics#44
          libical:test-data/2446.ics#44
          libical:test-data/large.ics#55
        RRULE
          icalendar:calendars/issue_165_missing_event.ics#1
          libical:test-data/smallcluster.ics#1
        DESCRIPTION
          icalendar:calendars/issue_350.ics#1
        FREEBUSY
          icalendar:calendars/issue_1633_freebusy_with_dates.ics#1
        FTSTAA
          libical:test-data/crash.ics#1
        LLATHAM
          recurring:issue_61_time_zone_error.ics#1
        ORGANIZER X-ORGANIZER2
          icalendar:calendars/issue_348_exception_parsing_value.ics#1
        icalendar writes what nobody can read
          icalendar:calendars/broken_ical.ics#1
        """#)

    @Test func `has the same checksum, but for those listed here`() throws {
        let objects = Corpora.objects.filter { $0.derived != nil }
        var (same, found) = (0, [String: String]())
        for (object, answer) in zip(objects, try OracleAnswer.read(objects.map(\.bytes))) {
            guard let bytes = answer.rewritten else {
                found[object.name] = "icalendar reads nothing"
                continue
            }
            guard let names = try differences(object.bytes, bytes) else {
                found[object.name] = "icalendar writes what nobody can read"
                continue
            }
            if names.isEmpty {
                same += 1
            } else {
                found[object.name] = names.sorted().joined(separator: " ")
            }
        }
        for (name, reason) in found.sorted(by: { $0.key < $1.key }) where Self.otherwise[name] != reason {
            Issue.record("\(name): \(reason); listed: \(Self.otherwise[name] ?? "nothing")")
        }
        for name in Self.otherwise.keys.sorted() where found[name] == nil {
            Issue.record("\(name) is listed, and the same now")
        }
        print("corpora: icalendar writes \(same) objects again with the same checksum, \(found.count) otherwise")
    }

    /// The names of the properties that say something else; `nil`: it cannot be read.
    private func differences(_ before: [UInt8], _ after: [UInt8]) throws -> Set<String>? {
        guard case .object(let old) = derive(before, window: corpusWindow),
            case .object(let new) = derive(after, window: corpusWindow)
        else { return nil }
        guard old.checksum != new.checksum else { return [] }
        let (was, isNow) = (try content(of: before).components, try content(of: after).components)
        guard Set(was.keys) == Set(isNow.keys) else { return ["UID"] }
        return was.reduce(into: []) { names, component in
            let (a, b) = (Set(component.value), Set(isNow[component.key] ?? []))
            names.formUnion(a.symmetricDifference(b).map(\.name))
        }
    }
}
