// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The text form of times in `events`: `YYYY-MM-DD HH:MM:SS`. Years outside 0 to 9999 are moved to the nearest.
enum Timestamp {
    private static let earliest = CalendarTime.date(Day(year: 0, month: 1, day: 1)).seconds
    private static let latest = CalendarTime.date(Day(year: 10_000, month: 1, day: 1)).seconds - 1

    /// Lends 19 ASCII characters to `body`.
    static func withText<R>(of seconds: Int64, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 19) { buffer in
            write(min(max(seconds, earliest), latest), to: buffer)
            return body(UnsafeBufferPointer(buffer))
        }
    }

    static func text(of seconds: Int64) -> String {
        withText(of: seconds) { String(decoding: $0, as: UTF8.self) }
    }

    private static func write(_ seconds: Int64, to buffer: UnsafeMutableBufferPointer<UInt8>) {
        let (year, month, day) = CalendarTime(.utc, seconds: seconds).day.civil
        let time = Int(seconds.flooredRemainder(by: 86_400))
        buffer.initialize(repeating: UInt8(ascii: "-"))
        digits(year / 100, at: 0, of: buffer)
        digits(year % 100, at: 2, of: buffer)
        digits(month, at: 5, of: buffer)
        digits(day, at: 8, of: buffer)
        buffer[10] = UInt8(ascii: " ")
        digits(time / 3600, at: 11, of: buffer)
        buffer[13] = UInt8(ascii: ":")
        digits(time / 60 % 60, at: 14, of: buffer)
        buffer[16] = UInt8(ascii: ":")
        digits(time % 60, at: 17, of: buffer)
    }

    private static func digits(_ value: Int, at index: Int, of buffer: UnsafeMutableBufferPointer<UInt8>) {
        buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10)
        buffer[index + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
    }
}
