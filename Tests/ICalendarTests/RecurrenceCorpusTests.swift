// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import ICalendar
import Testing

/// The test calendars of recurring-ical-events, as it reads them and as we do. They are LGPL, and fetched by
/// `scripts/servers/install`. Differences are explained in docs/decisions/0002-recurrence-where-we-differ.md.
@Suite struct `Calendars of recurring-ical-events` {
    @Test func `have the same instances in every window`() async throws {
        let folder = Oracles.home + "/corpora/recurring_ical_events-3.8.2/recurring_ical_events/test/calendars"
        let lines = try await Oracles.lines("compare_corpus.py", [folder])
        var known: [String: Int] = [:]
        var instances = 0
        for line in lines {
            let series = try JSONDecoder().decode(CorpusSeries.self, from: Data(line.utf8))
            let window = DeriveWindow(range: TimeRange(start: series.from, end: series.to))
            let derived = try object(Array(series.text.utf8), window)
            let found = derived.occurrences.map { [$0.start.seconds, $0.end.seconds] }
                .filter { $0[0] < series.to && ($0[1] > series.from || $0[0] >= series.from) }
                .sorted { $0.lexicographicallyPrecedes($1) }
            instances += found.count
            guard found != series.expected else { continue }
            if let difference = CorpusDifference.allCases.first(where: { $0.explains(series, derived, found) }) {
                known["\(difference)", default: 0] += 1
            } else {
                Issue.record(
                    """
                    \(series.name) in \(series.from)..<\(series.to): \(found.count) \(found.prefix(4)), \
                    not \(series.expected?.count ?? -1) \((series.expected ?? []).prefix(4))
                    """
                )
            }
        }
        print("\(lines.count) windows, \(instances) instances, known differences: \(known)")
        #expect(lines.count > 2000 && instances > 10_000)
    }
}

/// A line of `compare_corpus.py`.
private struct CorpusSeries: Decodable {
    let name, text: String
    let from, to: Int64
    let expected: [[Int64]]?
}

private enum CorpusDifference: CaseIterable {
    /// It refuses the whole calendar, or drops a COUNT below zero; we show the first instance and say why.
    case unreadableRule
    /// We leave no all-day event without a day; it takes hours, and no length at all, as written.
    case lengthOfDays
    /// It takes the end for the start where it is earlier; with us the event has no length.
    case endBeforeStart
    /// It hides DTSTART when UNTIL is earlier; with us DTSTART is always the first instance.
    case untilBeforeStart
    /// A date as UNTIL of a timed series is the end of that day here, its beginning in UTC there.
    case untilIsDate
    /// DTSTART counts, in every rule; there only where the rule has it.
    case countOfStart
    /// It shows an override that is cancelled.
    case cancelledOverride
    /// It hides an override that is older than its series and has no instance there; we show it.
    case olderOverride
    /// It reads floating times in the zone of X-WR-TIMEZONE.
    case zoneOfCalendar

    func explains(_ series: CorpusSeries, _ derived: DerivedObject, _ found: [[Int64]]) -> Bool {
        let master = derived.events[0]
        let expected = series.expected ?? []
        let haveEqualStarts = expected.map(\.first) == found.map(\.first)
        let extra = Set(found).subtracting(expected)
        let isOnlyExtra = extra.count == 1 && Set(expected).isSubset(of: found)
        let rule = master.recurrenceRule ?? ""
        return switch self {
        case .unreadableRule: derived.notes.contains { $0.hasPrefix("a recurrence rule cannot be read") }
        case .lengthOfDays: master.isAllDay && haveEqualStarts
        case .endBeforeStart: master.start == master.end && expected.map(\.last) == found.map(\.first)
        case .untilBeforeStart:
            isOnlyExtra && expected == [] && rule.contains("UNTIL=") && extra.first?[0] == master.start.seconds
        case .untilIsDate:
            isOnlyExtra && !master.isAllDay && rule.contains(/UNTIL=[0-9]{8}(;|$)/) && extra.first == found.last
        case .countOfStart: rule.contains("\n") && rule.contains("COUNT=") && Set(found).isSubset(of: expected)
        case .cancelledOverride:
            derived.events.contains { $0.recurrenceID != nil && $0.status == "cancelled" }
                && Set(found).isSubset(of: expected)
        case .olderOverride:
            isOnlyExtra
                && derived.events.contains {
                    $0.sequence < master.sequence && [$0.start.seconds, $0.end.seconds] == extra.first
                }
        case .zoneOfCalendar: series.text.contains("X-WR-TIMEZONE:") && master.start.kind == .floating
        }
    }
}
