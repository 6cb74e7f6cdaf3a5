// SPDX-License-Identifier: Apache-2.0

/// The value of an RRULE (RFC 5545 §3.3.10), its lists as bit sets.
struct RecurrenceRule {
    enum Frequency: String, CaseIterable {
        case secondly = "SECONDLY"
        case minutely = "MINUTELY"
        case hourly = "HOURLY"
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }
    struct OrdinalDay: Hashable {
        /// -53 to 53, never 0: the nth of the month or year, from its end if negative.
        var ordinal: Int
        /// 1 is Monday.
        var weekday: Int
    }

    var frequency = Frequency.daily
    var interval = 1
    var count: Int?
    var until: DateDigits?
    /// Bit 1 is Monday … bit 7 Sunday; days without an ordinal.
    var weekdays: UInt8 = 0
    var ordinalDays: [OrdinalDay] = []
    /// Bit 1 is the first … bit 31; counted from the month's end: bit 1 is the last.
    var monthDays: UInt32 = 0
    var monthDaysFromEnd: UInt32 = 0
    /// Bit 1 is January.
    var months: UInt16 = 0
    /// Bit 1 is the year's first week … bit 53; counted from the year's end: bit 1 is the last.
    var weekNumbers: UInt64 = 0
    var weekNumbersFromEnd: UInt64 = 0
    /// -366 to 366, never 0, ascending.
    var yearDays: [Int] = []
    /// Ascending.
    var hours: [Int] = []
    var minutes: [Int] = []
    var seconds: [Int] = []
    var setPositions: [Int] = []
    var weekStart = 1
    /// RSCALE and SKIP (RFC 7529), which this expander does not know.
    var unsupported: [String] = []

    var hasDays: Bool { weekdays != 0 || !ordinalDays.isEmpty }
    var hasMonthDays: Bool { monthDays | monthDaysFromEnd != 0 }
    var hasWeekNumbers: Bool { weekNumbers | weekNumbersFromEnd != 0 }
    var isExpandable: Bool { unsupported.isEmpty }
    /// It ends by itself.
    var isBounded: Bool { count != nil || until != nil }
}
