// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// One VEVENT as read: what the database keeps of it, and what expanding it needs.
struct ReadEvent {
    var derived: DerivedEvent
    var start: EventTime
    var length: EventLength
    /// The slot an override stands for, as the master writes its times.
    var slot: EventTime?
    /// RANGE=THISANDFUTURE
    var isForFollowing = false
    var rules: [RecurrenceRule] = []
    var exceptionRules: [RecurrenceRule] = []
    var dates: [(time: EventTime, length: EventLength?)] = []
    var exceptions: [EventTime] = []
    /// It has RRULE or RDATE, readable or not.
    var recurs = false
    var notes: [String] = []
    /// What could not be read at all; the text is then never edited.
    var defect: String?

    /// The values of RRULE, in upper case; one for each of `rules` if all of them can be expanded.
    var ruleTexts: [String] { derived.patterns.filter { $0.kind == .rrule }.map { $0.value.uppercased() } }
}
