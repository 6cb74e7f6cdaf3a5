// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// Reads a VEVENT in one pass over its lines.
struct EventReader {
    /// More are not listed.
    private static let maximumCategories = 1000
    private static let maximumParticipants = 10_000

    private var object: CalendarObject
    private var event: ReadEvent
    private var endLine: ContentLine?
    private var durationLine: ContentLine?

    /// `nil`: nothing says when it begins.
    static func read(_ item: CalendarObject.Item, checksum: String, in object: inout CalendarObject) -> ReadEvent? {
        guard let start = item.start ?? item.recurrenceTime else { return nil }
        var reader = EventReader(item, start: start, checksum: checksum, in: object)
        if item.start == nil { reader.refuse("an override has no DTSTART that can be read") }
        for line in object.text.ownLines(of: item.component) { reader.read(line) }
        if let line = item.recurrenceLine { reader.readRange(line) } else { reader.readRecurrence(item) }
        reader.readLength()
        object = reader.object
        return reader.event
    }

    private init(_ item: CalendarObject.Item, start: EventTime, checksum: String, in object: CalendarObject) {
        self.object = object
        let time = start.calendarTime
        event = ReadEvent(
            derived: DerivedEvent(
                recurrenceID: item.recurrenceID, checksum: checksum, title: "", start: time, end: time,
                timeZone: start.form.zoneName),
            start: start, length: .exact(0), slot: item.recurrenceTime)
    }

    private var text: CalendarText { object.text }

    private mutating func refuse(_ reason: String) {
        if event.notes.count < 10 { event.notes.append(reason) }
        event.defect = event.defect ?? reason
    }

    private mutating func read(_ line: ContentLine) {
        guard let name = line.name else { return }
        switch name {
        case .summary: event.derived.title = text.textValue(of: line)
        case .description: event.derived.description = optional(text.textValue(of: line))
        case .location: event.derived.location = optional(text.textValue(of: line))
        case .url: event.derived.url = optional(text.string(text.text.trimmed(line.valueRange)))
        case .status: event.derived.status = status(line)
        case .sequence: event.derived.sequence = text.text.integer(text.text.trimmed(line.valueRange)) ?? 0
        case .created: event.derived.created = instant(line)
        case .lastModified: event.derived.lastModified = instant(line)
        case .categories: readCategories(line)
        case .organizer: add(participant(.organizer, line), at: 0)
        case .attendee: add(participant(.attendee, line), at: event.derived.participants.count)
        case .endTime: endLine = endLine ?? line
        case .duration: durationLine = durationLine ?? line
        default: break
        }
    }

    private func optional(_ text: String) -> String? { text.isEmpty ? nil : text }

    private func status(_ line: ContentLine) -> String {
        let value = text.text.trimmed(line.valueRange)
        if text.text.matches("CANCELLED", at: value) { return "cancelled" }
        return text.text.matches("TENTATIVE", at: value) ? "tentative" : "confirmed"
    }

    private func instant(_ line: ContentLine) -> Instant? {
        DateDigits(text.text, line.valueRange).map { Instant(seconds: $0.wall) }
    }

    private mutating func readCategories(_ line: ContentLine) {
        for item in text.text.items(of: line.valueRange) {
            let category = text.unescaped(text.text.trimmed(item))
            guard !category.isEmpty else { continue }
            guard event.derived.categories.count < Self.maximumCategories else { return }
            event.derived.categories.append(category)
        }
    }

    private mutating func add(_ participant: Participant, at index: Int) {
        guard event.derived.participants.count < Self.maximumParticipants else { return }
        event.derived.participants.insert(participant, at: index)
    }

    private func participant(_ kind: Participant.Kind, _ line: ContentLine) -> Participant {
        var result = Participant(kind: kind, address: text.string(text.text.trimmed(line.valueRange)))
        guard line.hasParameters else { return result }
        for parameter in ParameterReader(text.text, line) {
            switch parameterNames.find(text.text, parameter.name) {
            case .commonName: result.name = optional(text.parameterText(parameter.values))
            case .participation: result.status = text.parameterText(parameter.values).lowercased()
            case .role: result.role = text.parameterText(parameter.values).lowercased()
            default: break
            }
        }
        return result
    }

    private mutating func readRange(_ line: ContentLine) {
        guard let range = text.parameter(.range, of: line) else { return }
        event.isForFollowing = text.text.matches("THISANDFUTURE", at: text.text.unquoted(range))
    }

    private mutating func readLength() {
        let start = event.start
        let isDate = start.form.kind == .date
        event.length = .exact(isDate ? 86_400 : 0)
        if let line = endLine {
            if let end = object.time(line) {
                event.length = .exact(Self.length(from: start, to: end))
            } else {
                refuse("DTEND cannot be read")
            }
        } else if let line = durationLine {
            if let duration = DurationValue(text.text, line.valueRange) {
                event.length = Self.length(duration, isDate: isDate)
            } else {
                refuse("DURATION cannot be read")
            }
        }
        let seconds = event.derived.start.seconds
        event.derived.end = CalendarTime(
            start.form.kind, seconds: event.length.end(wall: start.wall, seconds: seconds, form: start.form))
    }

    /// Never negative; a day at least between dates. An end of another kind is read as the start is.
    static func length(from start: EventTime, to end: EventTime) -> Int64 {
        let seconds = start.form.seconds(fromWall: start.wall)
        switch start.form.kind {
        case .date: return max(86_400, end.wall(in: .date) - start.wall)
        case .floating: return max(0, end.wall - seconds)
        case .utc:
            let form = end.form.kind == .utc ? end.form : start.form
            return max(0, form.seconds(fromWall: end.wall) - seconds)
        }
    }

    static func length(_ duration: DurationValue, isDate: Bool) -> EventLength {
        if isDate {
            let days = duration.isNegative ? 1 : max(1, duration.days + (duration.seconds + 86_399) / 86_400)
            return .exact(days * 86_400)
        }
        return duration.isNegative ? .exact(0) : .nominal(days: duration.days, seconds: duration.seconds)
    }
}

extension EventReader {
    /// Only of a master: an override's own rules mean nothing.
    private mutating func readRecurrence(_ item: CalendarObject.Item) {
        var rules: [String] = []
        for line in text.ownLines(of: item.component) {
            switch line.name {
            // Some exporters write the empty property for "does not recur".
            case .recurrenceRule where !text.text.trimmed(line.valueRange).isEmpty:
                event.recurs = true
                let value = text.string(text.text.trimmed(line.valueRange))
                rules.append(value)
                event.derived.patterns.append(RecurrencePattern(kind: .rrule, value: value))
                if let rule = rule(line) { event.rules.append(rule) }
            case .exceptionRule:
                if let rule = rule(line) { event.exceptionRules.append(rule) }
            case .recurrenceDates:
                event.recurs = true
                addPattern(.rdate, line)
                readDates(line)
            case .exceptionDates:
                addPattern(.exdate, line)
                readExceptions(line)
            default: break
            }
        }
        if !rules.isEmpty { event.derived.recurrenceRule = rules.joined(separator: "\n") }
    }

    private mutating func addPattern(_ kind: RecurrencePattern.Kind, _ line: ContentLine) {
        event.derived.patterns.append(
            RecurrencePattern(
                kind: kind, value: text.string(text.text.trimmed(line.valueRange)),
                timeZone: text.parameter(.zoneID, of: line).map { text.parameterText($0) }))
    }

    private mutating func rule(_ line: ContentLine) -> RecurrenceRule? {
        do {
            let rule = try RecurrenceRule(text.text, line.valueRange)
            if rule.isExpandable { return rule }
            event.notes.append(
                "\(rule.unsupported.joined(separator: " and ")) is not expanded: only the first instance is shown")
        } catch {
            refuse("a recurrence rule cannot be read: \(error.reason)")
        }
        return nil
    }

    private mutating func readDates(_ line: ContentLine) {
        for piece in text.text.pieces(of: line.valueRange, separatedBy: .comma) where !piece.isEmpty {
            let slash = text.text.firstIndex(of: UInt8(ascii: "/"), in: piece)
            guard let time = object.time(line, piece.lowerBound..<(slash ?? piece.upperBound)) else {
                refuse("a date of RDATE cannot be read")
                continue
            }
            let length = slash.flatMap { periodLength(line, from: time, $0 + 1..<piece.upperBound) }
            event.dates.append((inMaster(time), length))
        }
    }

    private mutating func periodLength(_ line: ContentLine, from start: EventTime, _ range: Range<Int>) -> EventLength?
    {
        if let duration = DurationValue(text.text, range) {
            return Self.length(duration, isDate: event.start.form.kind == .date)
        }
        return object.time(line, range).map { .exact(Self.length(from: start, to: $0)) }
    }

    private mutating func readExceptions(_ line: ContentLine) {
        for piece in text.text.pieces(of: line.valueRange, separatedBy: .comma) where !piece.isEmpty {
            guard let time = object.time(line, piece) else {
                refuse("a date of EXDATE cannot be read")
                continue
            }
            // A date stays one: it takes away all instances of that day.
            event.exceptions.append(time.form.kind == .date ? time : inMaster(time))
        }
    }

    private func inMaster(_ time: EventTime) -> EventTime { CalendarObject.slot(time, in: event.start) }
}
