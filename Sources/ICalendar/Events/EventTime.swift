// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// How a DATE or DATE-TIME is meant.
enum TimeForm {
    case date
    case floating
    case utc
    case zoned(TimeZoneRules)

    var kind: TimeKind {
        switch self {
        case .date: .date
        case .floating: .floating
        case .utc, .zoned: .utc
        }
    }

    /// What a ``CalendarTime`` of this form counts, in the years 1 to 9999.
    func seconds(fromWall wall: Int64) -> Int64 {
        guard case .zoned(let zone) = self else { return wall.inCalendar }
        return zone.utc(fromWall: wall.inCalendar).inCalendar
    }

    func wall(fromSeconds seconds: Int64) -> Int64 {
        if case .zoned(let zone) = self { zone.wall(fromUTC: seconds) } else { seconds }
    }

    /// The least and the greatest wall time that may count as `seconds`, or that may do so but for a change of the clock.
    func wallsAround(_ seconds: Int64) -> ClosedRange<Int64> {
        guard case .zoned(let zone) = self else { return seconds...seconds }
        let offsets = [-86_400, 0, 86_400].map { zone.offset(atUTC: seconds + $0) }
        return seconds + Int64(offsets.min() ?? 0)...seconds + Int64(offsets.max() ?? 0)
    }

    func isSameZone(as other: TimeForm) -> Bool {
        if case (.zoned(let a), .zoned(let b)) = (self, other) { a === b } else { false }
    }

    /// The zone's name, `UTC`, or `nil`.
    var zoneName: String? {
        switch self {
        case .date, .floating: nil
        case .utc: "UTC"
        case .zoned(let zone): zone.name
        }
    }
}

extension Int64 {
    /// Seconds since 1970 within the years 1 to 9999, which four digits can say.
    var inCalendar: Int64 { Swift.min(Swift.max(self, -62_135_596_800), 253_402_300_799) }
}

/// One DATE or DATE-TIME value: the wall time as written, counted as if UTC, and how it is meant.
struct EventTime {
    var wall: Int64
    var form: TimeForm

    var calendarTime: CalendarTime { CalendarTime(form.kind, seconds: form.seconds(fromWall: wall)) }

    /// Wall time of the same moment in another form. A floating time or a date is the wall time that it says.
    func wall(in other: TimeForm) -> Int64 {
        switch (form, other) {
        case (_, .date): wall - wall.flooredRemainder(by: 86_400)
        case (.date, _), (.floating, _), (_, .floating): wall
        case (.utc, .utc): wall
        case (.zoned(let a), .zoned(let b)) where a === b: wall
        default: other.wall(fromSeconds: form.seconds(fromWall: wall))
        }
    }
}

/// The digits of a DATE or DATE-TIME.
struct DateDigits {
    /// Counted as if UTC.
    var wall: Int64
    var hasTime: Bool
    var isUTC: Bool

    /// `YYYYMMDD` or `YYYYMMDDTHHMMSS` with or without `Z`, of an existing day; spaces around it are passed over.
    init?(_ text: [UInt8], _ range: Range<Int>) {
        let range = text.trimmed(range)
        let start = range.lowerBound
        func number(_ offset: Int, _ count: Int) -> Int? {
            var value = 0
            for index in start + offset..<start + offset + count {
                guard let digit = text[index].digit else { return nil }
                value = value * 10 + digit
            }
            return value
        }
        guard range.count == 8 || range.count == 15 || range.count == 16, let year = number(0, 4),
            let month = number(4, 2), let day = number(6, 2), year > 0, month >= 1, month <= 12, day >= 1,
            day <= 28 || day <= Self.length(month: month, year: year)
        else { return nil }
        wall = CalendarTime.date(Day(year: year, month: month, day: day)).seconds
        hasTime = range.count > 8
        isUTC = range.count == 16
        guard hasTime else { return }
        guard text[start + 8].asciiUppercased == UInt8(ascii: "T"), let hour = number(9, 2),
            let minute = number(11, 2), let second = number(13, 2), hour < 24, minute < 60, second <= 60,
            !isUTC || text[start + 15].asciiUppercased == UInt8(ascii: "Z")
        else { return nil }
        wall += Int64(hour * 3600 + minute * 60 + min(second, 59))
    }

    static func length(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// `YYYYMMDD` for a date, `YYYYMMDDTHHMMSS` else, with `Z` for UTC; `seconds` as in ``CalendarTime``.
func basicFormat(_ kind: TimeKind, _ seconds: Int64) -> String {
    let days = seconds.flooredDivision(by: 86_400)
    let (year, month, day) = Day(number: Int(days)).civil
    let time = Int(seconds - days * 86_400)
    let length = kind == .date ? 8 : kind == .utc ? 16 : 15
    return String(unsafeUninitializedCapacity: length) { buffer in
        func write(_ number: Int, at place: Int, _ count: Int) {
            var rest = max(0, number)
            for index in stride(from: place + count - 1, through: place, by: -1) {
                buffer[index] = 0x30 + UInt8(rest % 10)
                rest /= 10
            }
        }
        write(year, at: 0, 4)
        write(month, at: 4, 2)
        write(day, at: 6, 2)
        guard kind != .date else { return length }
        buffer[8] = UInt8(ascii: "T")
        write(time / 3600, at: 9, 2)
        write(time / 60 % 60, at: 11, 2)
        write(time % 60, at: 13, 2)
        if kind == .utc { buffer[15] = UInt8(ascii: "Z") }
        return length
    }
}
