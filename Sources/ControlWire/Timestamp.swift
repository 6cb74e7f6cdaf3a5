// SPDX-License-Identifier: Apache-2.0

/// A moment with the wall time that a reader sees, in whole seconds; on the wire RFC 3339 with offset.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Wall time, counted as if UTC.
    package let wall: Int64
    /// Seconds east of UTC, whole minutes.
    package let offset: Int

    /// An offset with seconds (local mean time before about 1900) loses them and keeps the moment, since RFC 3339 has no room.
    package init(instant: Int64, offset: Int = 0) {
        let minutes = offset / 60 * 60
        (wall, self.offset) = (instant &+ Int64(minutes), minutes)
    }

    /// Seconds since 1970 in UTC.
    package var instant: Int64 { wall &- Int64(offset) }
    package var date: CivilDate { CivilDate(daysSince1970: Int(clamping: wall.flooredQuotient(86_400))) }
    package var secondOfDay: Int { Int(wall.flooredRemainder(86_400)) }

    /// RFC 3339 (`T` or a space, `Z` or an offset); fractions of a second are dropped.
    package init?(_ text: some StringProtocol) {
        guard let (wall, rest) = LocalDateTime.read(Array(text.utf8)[...], secondsRequired: true) else { return nil }
        guard let offset = Self.offset(of: rest) else { return nil }
        self.init(instant: wall.seconds - Int64(offset), offset: offset)
    }

    package var description: String {
        let local = LocalDateTime(seconds: wall)
        guard offset != 0 else { return "\(local)Z" }
        let minutes = abs(offset) / 60
        return "\(local)\(offset < 0 ? "-" : "+")\((minutes / 60).padded(2)):\((minutes % 60).padded(2))"
    }

    package static func < (a: Self, b: Self) -> Bool { (a.instant, a.offset) < (b.instant, b.offset) }

    private static func offset(of text: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(text)
        if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":"), let hours = Int(digits: bytes[1...2]), hours < 24,
            let minutes = Int(digits: bytes[4...5]), minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return bytes[0] == UInt8(ascii: "-") ? -seconds : seconds
    }
}

/// A wall time without a zone, in whole seconds; on the wire `YYYY-MM-DDTHH:MM:SS`.
package struct LocalDateTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Counted as if UTC.
    package let seconds: Int64
    package init(seconds: Int64) { self.seconds = seconds }
    package init(_ date: CivilDate, secondOfDay: Int = 0) {
        seconds = Int64(date.daysSince1970) * 86_400 + Int64(secondOfDay)
    }

    package var date: CivilDate { CivilDate(daysSince1970: Int(clamping: seconds.flooredQuotient(86_400))) }
    package var secondOfDay: Int { Int(seconds.flooredRemainder(86_400)) }

    /// `YYYY-MM-DD`, `T` or a space, `HH:MM` or `HH:MM:SS`.
    package init?(_ text: some StringProtocol) {
        guard let (value, rest) = Self.read(Array(text.utf8)[...], secondsRequired: false), rest.isEmpty else {
            return nil
        }
        self = value
    }

    package var description: String {
        let time = secondOfDay
        return "\(date)T\((time / 3600).padded(2)):\((time / 60 % 60).padded(2)):\((time % 60).padded(2))"
    }

    package static func < (a: Self, b: Self) -> Bool { a.seconds < b.seconds }

    /// The value and what follows it.
    static func read(_ text: ArraySlice<UInt8>, secondsRequired: Bool) -> (Self, ArraySlice<UInt8>)? {
        let bytes = Array(text)
        guard bytes.count >= 16, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == 32,
            let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)), bytes[13] == UInt8(ascii: ":"),
            let hour = Int(digits: bytes[11...12]), hour < 24, let minute = Int(digits: bytes[14...15]), minute < 60
        else { return nil }
        guard bytes.count > 16, bytes[16] == UInt8(ascii: ":") else {
            return secondsRequired ? nil : (Self(date, secondOfDay: hour * 3600 + minute * 60), bytes[16...])
        }
        guard bytes.count >= 19, let second = Int(digits: bytes[17...18]), second <= 60 else { return nil }
        let value = Self(date, secondOfDay: hour * 3600 + minute * 60 + min(second, 59))
        return (value, droppingFraction(bytes[19...]))
    }

    private static func droppingFraction(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.first == UInt8(ascii: ".") else { return text }
        let rest = text.dropFirst().drop { (48...57).contains($0) }
        return rest.startIndex == text.startIndex + 1 ? text : rest
    }
}
