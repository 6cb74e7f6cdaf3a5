// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// A VTIMEZONE, for the TZIDs that the system does not know (RFC 5545 §3.6.5).
struct ZoneDefinition {
    /// A table that a stranger wrote; more is not read.
    private static let maximumObservances = 200
    static let maximumTransitions = 2000
    /// Rules are followed within these years; what was in force before them is said by DTSTART.
    static let years =
        CalendarTime.date(Day(year: 1900, month: 1, day: 1))
        .seconds...CalendarTime.date(Day(year: 2101, month: 1, day: 1)).seconds
    /// Long enough for each yearly rule to come once more.
    private static let year: Int64 = 400 * 86_400

    private let text: CalendarText
    private let component: Int

    init(_ text: CalendarText, component: Int) {
        self.text = text
        self.component = component
    }

    /// X-LIC-LOCATION: the name in the system's database.
    var location: String? {
        text.firstLine(.zoneLocation, of: component).map { text.string(text.text.trimmed($0.valueRange)) }
    }

    /// - Throws: why it cannot be used, as what follows "its VTIMEZONE".
    func rules(named name: String, budget: inout ExpansionBudget) throws(ICalendarError) -> TimeZoneRules {
        let observances = try observances()
        guard observances.count > 1 || observances[0].start != nil else {
            return TimeZoneRules(name: name, offset: observances[0].to.offset)
        }
        guard observances.allSatisfy({ $0.start != nil }) else { throw ICalendarError("has no DTSTART") }
        let last = observances.map { $0.lastOnset(within: Self.years) }.max() ?? 0
        guard last < Self.years.upperBound, let rule = Self.rule(of: observances) else {
            return try Self.table(observances, nil, Self.years, named: name, &budget)
        }
        // Once more after whatever else is said, so that the rule goes on from there.
        let horizon = min(last, Self.years.lowerBound)...last + Self.year
        return try Self.table(observances, rule, horizon, named: name, &budget)
    }

    private func observances() throws(ICalendarError) -> [ZoneObservance] {
        var result: [ZoneObservance] = []
        for child in text.children(of: component) {
            guard text.components[child].name == .standard || text.components[child].name == .daylight else { continue }
            guard result.count < Self.maximumObservances else {
                throw ICalendarError("has more than \(Self.maximumObservances) observances")
            }
            result.append(try ZoneObservance(text, component: child, maximumDates: Self.maximumTransitions))
        }
        guard !result.isEmpty else { throw ICalendarError("has no observance") }
        return result.sorted { ($0.start ?? Int64.min) < ($1.start ?? Int64.min) }.withOffsetsBefore
    }

    private static func table(
        _ observances: [ZoneObservance], _ rule: PosixRule?, _ horizon: ClosedRange<Int64>, named name: String,
        _ budget: inout ExpansionBudget
    ) throws(ICalendarError) -> TimeZoneRules {
        var onsets: [(at: Int64, observance: ZoneObservance)] = []
        for observance in observances {
            let from = observance.from ?? observance.to.offset
            for wall in try observance.onsets(from: from, horizon: horizon, budget: &budget) {
                onsets.append((wall - Int64(from), observance))
            }
            guard onsets.count <= 2 * maximumTransitions else { throw ICalendarError("changes too often") }
        }
        onsets.sort { $0.at < $1.at }
        guard let earliest = onsets.first?.observance else { throw ICalendarError("has no onset") }
        let first = TimeZoneRules.Observance(
            offset: earliest.from ?? earliest.to.offset, isDaylight: false, abbreviation: earliest.to.abbreviation)
        var transitions: [TimeZoneRules.Transition] = []
        for onset in onsets where transitions.last?.to != onset.observance.to {
            transitions.append(TimeZoneRules.Transition(at: onset.at, to: onset.observance.to))
        }
        guard transitions.count <= maximumTransitions else { throw ICalendarError("changes too often") }
        return TimeZoneRules(name: name, first: first, transitions: transitions, rule: rule)
    }

    /// What goes on for ever, if it is two yearly rules of which each ends what the other began.
    private static func rule(of observances: [ZoneObservance]) -> PosixRule? {
        let endless = observances.filter { $0.endless != nil }
        guard endless.count == 2, endless.allSatisfy({ $0.rules.count == 1 }) else { return nil }
        return PosixRule(endless[0], endless[1])
    }
}

extension ZoneObservance {
    /// At the latest; of an endless rule its start.
    fileprivate func lastOnset(within years: ClosedRange<Int64>) -> Int64 {
        let last = dates.map(\.wall).max() ?? Int64.min
        let ends = rules.map { rule in
            guard rule.isBounded else { return Int64.min }
            return rule.until.map { $0.wall + 2 * 86_400 } ?? years.upperBound
        }
        return max(start ?? Int64.min, last, ends.max() ?? Int64.min)
    }
}

extension [ZoneObservance] {
    /// In the order of their starts; a missing offset before one is the offset after the one before it.
    fileprivate var withOffsetsBefore: [ZoneObservance] {
        var result = self
        for index in indices where self[index].from == nil && count > 1 {
            result[index].from = (index > 0 ? self[index - 1] : self[index + 1]).to.offset
        }
        return result
    }
}
