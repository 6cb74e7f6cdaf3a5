// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ICalendar
import Testing

/// The lines with CR LF.
func crlf(_ text: String) -> [UInt8] {
    Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
}

/// A VCALENDAR around the lines, CR LF.
func calendar(_ content: String) -> [UInt8] {
    crlf("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n\(content)\nEND:VCALENDAR\n")
}

/// A VCALENDAR with one VEVENT of UID `a`.
func event(_ properties: String) -> [UInt8] {
    calendar("BEGIN:VEVENT\nUID:a\nDTSTAMP:20260101T000000Z\n\(properties)\nEND:VEVENT")
}

/// `2026-03-29 02:30:00` or `2026-03-29`, counted as if UTC.
func seconds(_ text: String) -> Int64 {
    let digits = text.split { !$0.isNumber }.compactMap { Int($0) }
    let day = CalendarTime.date(Day(year: digits[0], month: digits[1], day: digits[2])).seconds
    guard digits.count > 3 else { return day }
    return day + Int64(digits[3] * 3600 + digits[4] * 60 + (digits.count > 5 ? digits[5] : 0))
}

func window(_ from: String, _ to: String) -> DeriveWindow {
    DeriveWindow(range: TimeRange(start: seconds(from), end: seconds(to)))
}

let year2026 = window("2026-01-01", "2027-01-01")

func object(_ body: [UInt8], _ window: DeriveWindow = year2026) throws -> DerivedObject {
    switch derive(body, window: window) {
    case .object(let object): return object
    case .unreadable(let reason, _, _): throw ICalendarError(reason)
    }
}

func unreadable(_ body: [UInt8]) -> String? {
    if case .unreadable(let reason, _, _) = derive(body, window: year2026) { reason } else { nil }
}

/// The starts of all instances: `20260329T003000Z`, `20260329T023000` floating, or `20260329`.
func starts(_ body: [UInt8], _ window: DeriveWindow = year2026) throws -> [String] {
    try object(body, window).occurrences.map { written($0.start) }
}

func written(_ time: CalendarTime) -> String {
    let (year, month, day) = time.day.civil
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(year)\(two(month))\(two(day))"
    guard time.kind != .date else { return date }
    let clock = Int(time.seconds - CalendarTime.date(time.day).seconds)
    let text = date + "T" + two(clock / 3600) + two(clock / 60 % 60) + two(clock % 60)
    return time.kind == .utc ? text + "Z" : text
}

func text(_ body: [UInt8]) -> String { String(decoding: body, as: UTF8.self) }
