// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The instances of one UID inside a window: the master's rules and dates, without its exceptions, with its overrides.
struct SeriesExpander {
    /// A class: passed along for every instance, and large.
    final class Event {
        /// Index into ``DerivedObject/events``.
        let index: Int
        let read: ReadEvent
        init(index: Int, read: ReadEvent) {
            self.index = index
            self.read = read
        }
    }
    private struct Slot {
        /// As a ``CalendarTime`` of the master counts; names the instance.
        var seconds: Int64
        var wall: Int64
        /// Of a period in RDATE.
        var length: EventLength?
    }

    private let master: Event?
    private let overrides: [Event]
    private let window: TimeRange
    /// EXDATE of the master.
    private let exceptionDates: Exceptions
    private var budget = ExpansionBudget()
    private var occurrences: [DerivedOccurrence] = []
    private(set) var isCutOff = false

    init(master: Event?, overrides: [Event], window: DeriveWindow) {
        self.master = master
        self.overrides = overrides
        exceptionDates = Exceptions(master?.read.exceptions ?? [], form: master?.read.start.form ?? .utc)
        self.window = TimeRange(start: window.range.start.inCalendar, end: window.range.end.inCalendar)
    }

    /// In order of time.
    mutating func expand() -> [DerivedOccurrence] {
        let recurs = master?.read.recurs ?? false
        if let master {
            if recurs || !overrides.isEmpty {
                addSeries(master, recurs: recurs)
            } else {
                let event = master.read.derived
                add(master.index, nil, event.start, event.end)
            }
        }
        for override in overrides where override.read.derived.status != "cancelled" && !isDeleted(override) {
            let event = override.read.derived
            if !recurs || isInWindow(event.start, event.end) {
                add(override.index, event.recurrenceID, event.start, event.end)
            }
        }
        occurrences.sort { ($0.start.seconds, $0.event) < ($1.start.seconds, $1.event) }
        isCutOff = budget.isExhausted || occurrences.count > ExpansionBudget.instances
        return isCutOff ? Array(occurrences.prefix(ExpansionBudget.instances)) : occurrences
    }

    private mutating func add(_ event: Int, _ recurrenceID: String?, _ start: CalendarTime, _ end: CalendarTime) {
        occurrences.append(DerivedOccurrence(event: event, recurrenceID: recurrenceID, start: start, end: end))
    }

    private func isInWindow(_ start: CalendarTime, _ end: CalendarTime) -> Bool {
        start.seconds < window.end && (end.seconds > window.start || start.seconds >= window.start)
    }

    /// EXDATE takes its instance away, in a later version of the series than the override is of.
    private func isDeleted(_ override: Event) -> Bool {
        guard let master = master?.read, !master.exceptions.isEmpty, let slot = override.read.slot,
            override.read.derived.sequence < master.derived.sequence
        else { return false }
        return exceptionDates.contains(slot.wall, seconds: slot.form.seconds(fromWall: slot.wall))
    }

    private mutating func addSeries(_ master: Event, recurs: Bool) {
        let form = master.read.start.form
        let overridden =
            overrides.isEmpty
            ? [] : Set(overrides.compactMap { $0.read.slot.map { $0.form.seconds(fromWall: $0.wall) } })
        let following = overrides.filter { $0.read.isForFollowing && $0.read.slot != nil }
            .sorted { Self.seconds($0) < Self.seconds($1) }
        var next = following.startIndex
        let slots = slots(of: master.read)
        occurrences.reserveCapacity(min(slots.count, ExpansionBudget.instances) + overrides.count + 1)
        let (index, length, kind) = (master.index, master.read.length, form.kind)
        for slot in slots where overridden.isEmpty || !overridden.contains(slot.seconds) {
            while next < following.endIndex, Self.seconds(following[next]) < slot.seconds { next += 1 }
            if next == following.startIndex {
                let start = CalendarTime(kind, seconds: slot.seconds)
                let end = (slot.length ?? length).end(wall: slot.wall, seconds: slot.seconds, form: form)
                add(index, start, start, CalendarTime(kind, seconds: end), recurs: recurs)
            } else {
                addShifted(slot, kind, by: following[next - 1], recurs: recurs)
            }
            // Enough to know that there is more.
            if occurrences.count > ExpansionBudget.instances { return }
        }
    }

    /// An override for this and the following describes an instance, and moves it as it moved its own.
    private mutating func addShifted(_ slot: Slot, _ kind: TimeKind, by change: Event, recurs: Bool) {
        guard change.read.derived.status != "cancelled", let from = change.read.slot else { return }
        let form = change.read.start.form
        let wall = slot.wall + (change.read.start.wall - from.wall)
        let seconds = form.seconds(fromWall: wall)
        let end = (slot.length ?? change.read.length).end(wall: wall, seconds: seconds, form: form)
        let (start, until) = (CalendarTime(form.kind, seconds: seconds), CalendarTime(form.kind, seconds: end))
        add(change.index, CalendarTime(kind, seconds: slot.seconds), start, until, recurs: recurs)
    }

    /// An instance by its name.
    private mutating func add(
        _ event: Int, _ name: CalendarTime, _ start: CalendarTime, _ end: CalendarTime, recurs: Bool
    ) {
        guard !recurs || isInWindow(start, end) else { return }
        add(event, basicFormat(name.kind, name.seconds), start, end)
    }

    private static func seconds(_ override: Event) -> Int64 {
        override.read.slot.map { $0.form.seconds(fromWall: $0.wall) } ?? 0
    }

    private mutating func slots(of event: ReadEvent) -> [Slot] {
        let form = event.start.form
        let range = searchRange(event)
        let taken = exceptions(of: event, range)
        // Enough to know that there is more, whatever takes instances away again.
        let canBeCounted = taken.days.isEmpty && event.exceptionRules.isEmpty
        let limit =
            canBeCounted ? ExpansionBudget.instances + 1 + taken.moments.count + overrides.count : Int.max
        var slots: [Slot] = []
        let first = event.derived.start.seconds
        for rule in event.rules {
            let walls = RuleExpander(rule, start: event.start).instances(within: range, budget: &budget, limit: limit)
            slots.reserveCapacity(slots.count + walls.count)
            for wall in walls {
                let seconds = form.seconds(fromWall: wall)
                // A DTSTART in a gap lies behind the wall times that follow the gap; it is the first instance all the same.
                if seconds >= first { slots.append(Slot(seconds: seconds, wall: wall)) }
            }
        }
        if event.rules.isEmpty, range.contains(event.start.wall) {
            slots.append(Slot(seconds: form.seconds(fromWall: event.start.wall), wall: event.start.wall))
        }
        for (time, length) in event.dates {
            slots.append(Slot(seconds: form.seconds(fromWall: time.wall), wall: time.wall, length: length))
        }
        slots.sort { ($0.seconds, $0.length == nil ? 1 : 0) < ($1.seconds, $1.length == nil ? 1 : 0) }
        var last: Int64?
        slots.removeAll { slot in
            defer { last = slot.seconds }
            return slot.seconds == last || taken.contains(slot.wall, seconds: slot.seconds)
        }
        return slots
    }

    /// Wall times of the rules' instances that may touch the window.
    private func searchRange(_ event: ReadEvent) -> ClosedRange<Int64> {
        guard event.recurs else { return Int64.min.inCalendar...Int64.max.inCalendar }
        let (first, last) = (window.start - event.length.upperBound, window.end)
        var range = event.start.form.wallsAround(first).lowerBound...event.start.form.wallsAround(last).upperBound
        for override in overrides where override.read.isForFollowing {
            // Moves what follows, between time zones too.
            let shift = override.read.slot.map { abs(override.read.start.wall - $0.wall) } ?? 0
            let reach = shift + 2 * 93_600 + override.read.length.upperBound
            range = min(range.lowerBound, first - reach)...max(range.upperBound, last + reach)
        }
        return range
    }

    private mutating func exceptions(of event: ReadEvent, _ range: ClosedRange<Int64>) -> Exceptions {
        var result = exceptionDates
        for rule in event.exceptionRules {
            let expander = RuleExpander(rule, start: event.start)
            let includesStart = expander.includesStart
            for wall in expander.instances(within: range, budget: &budget)
            where wall != event.start.wall || includesStart {
                result.moments.insert(event.start.form.seconds(fromWall: wall))
            }
        }
        return result
    }
}

/// The instances of a series that EXDATE and EXRULE take away.
private struct Exceptions {
    /// As a ``CalendarTime`` of the series counts.
    var moments = Set<Int64>()
    /// Wall time at midnight: a date takes away all instances of a timed series on that day.
    private(set) var days = Set<Int64>()

    init(_ times: [EventTime], form: TimeForm) {
        for time in times {
            if time.form.kind == .date, form.kind != .date {
                days.insert(time.wall)
            } else {
                moments.insert(form.seconds(fromWall: time.wall))
            }
        }
    }

    func contains(_ wall: Int64, seconds: Int64) -> Bool {
        (!moments.isEmpty && moments.contains(seconds))
            || (!days.isEmpty && days.contains(wall - wall.flooredRemainder(by: 86_400)))
    }
}
