// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// A STANDARD or DAYLIGHT of a VTIMEZONE.
struct ZoneObservance {
    /// Seconds east of Greenwich before its onsets; `nil` when it is not said (Outlook for Mac leaves it out).
    var from: Int?
    var to: TimeZoneRules.Observance
    /// Wall time of DTSTART; `nil` when there is none.
    var start: Int64?
    /// What RDATE says.
    var dates: [DateDigits] = []
    var rules: [RecurrenceRule] = []

    /// - Throws: what is wrong, as what follows "its VTIMEZONE".
    init(_ text: CalendarText, component: Int, maximumDates: Int) throws(ICalendarError) {
        guard let line = text.firstLine(.offsetTo, of: component),
            let offset = UTCOffset.value(text.text, line.valueRange)
        else { throw ICalendarError("has a TZOFFSETTO that is none") }
        from = text.firstLine(.offsetFrom, of: component).flatMap { UTCOffset.value(text.text, $0.valueRange) }
        to = TimeZoneRules.Observance(
            offset: offset, isDaylight: text.components[component].name == .daylight,
            abbreviation: text.firstLine(.zoneName, of: component).map { Self.name(text, $0) } ?? "")
        for line in text.ownLines(of: component) {
            switch line.name {
            case .start:
                guard let digits = DateDigits(text.text, line.valueRange) else {
                    throw ICalendarError("has a DTSTART that is none")
                }
                start = start ?? digits.wall
            case .recurrenceDates: try readDates(text, line, maximumDates)
            case .recurrenceRule: rules.append(try Self.rule(text, line))
            default: break
            }
        }
    }

    private static func name(_ text: CalendarText, _ line: ContentLine) -> String {
        String(text.unescaped(text.text.trimmed(line.valueRange)).prefix(32))
    }

    /// Dates, times, and the beginnings of periods.
    private mutating func readDates(_ text: CalendarText, _ line: ContentLine, _ maximum: Int) throws(ICalendarError) {
        for piece in text.text.pieces(of: line.valueRange, separatedBy: .comma) {
            let end = text.text.firstIndex(of: UInt8(ascii: "/"), in: piece) ?? piece.upperBound
            guard let digits = DateDigits(text.text, piece.lowerBound..<end) else {
                throw ICalendarError("has an RDATE that is none")
            }
            dates.append(digits)
            guard dates.count <= maximum else { throw ICalendarError("changes too often") }
        }
    }

    private static func rule(_ text: CalendarText, _ line: ContentLine) throws(ICalendarError) -> RecurrenceRule {
        guard let rule = try? RecurrenceRule(text.text, line.valueRange), rule.isExpandable else {
            throw ICalendarError("has an RRULE that cannot be read")
        }
        guard rule.frequency == .yearly else { throw ICalendarError("changes more often than yearly") }
        return rule
    }

    /// Wall times under `from`, ascending, DTSTART first; of endless rules those up to `horizon`.
    func onsets(
        from: Int, horizon: ClosedRange<Int64>, budget: inout ExpansionBudget
    ) throws(ICalendarError) -> [Int64] {
        var result = dates.map { $0.isUTC ? $0.wall + Int64(from) : $0.wall }
        guard let start else { return result }
        result.append(start)
        for var rule in rules {
            // UNTIL is in UTC here, onsets are wall time under the offset before them.
            if let until = rule.until, until.isUTC { rule.until?.wall = until.wall + Int64(from) }
            rule.until?.isUTC = false
            let last = rule.isBounded ? ZoneDefinition.years.upperBound : horizon.upperBound
            guard start <= last else { continue }
            result += RuleExpander(rule, start: EventTime(wall: start, form: .floating)).instances(
                within: max(start, horizon.lowerBound)...max(last, horizon.lowerBound), budget: &budget,
                limit: ZoneDefinition.maximumTransitions)
            guard !budget.isExhausted else { throw ICalendarError("changes too often") }
        }
        return result
    }

    var endless: RecurrenceRule? { rules.first { !$0.isBounded } }
}
