// SPDX-License-Identifier: Apache-2.0

package import ControlWire

/// What a person typed and cannot be read; names what can.
package struct InputError: Error, Equatable, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
}

/// Reads days and times as a person types them.
package struct TimeInput: Sendable {
    package static let dayForms = "2026-03-01, today, tomorrow, yesterday or a weekday"
    package static let timeForms = "2026-03-01, \"2026-03-01 09:00\", \"tomorrow 9:00\" or 9:00"

    package let now: LocalDateTime
    package init(now: LocalDateTime) { self.now = now }

    /// A day. A weekday means the next one, from tomorrow on.
    package func day(_ text: String) throws(InputError) -> CivilDate {
        guard let day = dayIfAny(text) else {
            throw InputError("\"\(plain(text))\" is not a day. Write \(Self.dayForms).")
        }
        return day
    }

    /// A day, or a time of a day.
    ///
    /// - Parameter day: what a bare time of day belongs to; today if not given.
    package func time(_ text: String, on day: CivilDate? = nil) throws(InputError) -> RequestedTime {
        if let time = RequestedTime(text) { return time }
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," })
        if words.count == 1, let time = timeOfDay(words[0]) {
            return .local(LocalDateTime(day ?? now.date, secondOfDay: time))
        }
        if let day = dayIfAny(text) { return .date(day) }
        if words.count == 2, let day = dayIfAny(String(words[0])), let time = timeOfDay(words[1]) {
            return .local(LocalDateTime(day, secondOfDay: time))
        }
        throw InputError("\"\(plain(text))\" is not a time. Write \(Self.timeForms).")
    }

    /// A moment in the past for `--since`: a day, a time, or how long ago (`90m`, `2h`, `3d`).
    package func since(_ text: String) throws(InputError) -> RequestedTime {
        if let seconds = Length(text)?.seconds { return .local(LocalDateTime(seconds: now.seconds - seconds)) }
        do { return try time(text) } catch {
            throw InputError("\"\(plain(text))\" is not a time. Write \(Self.timeForms), or 2h for two hours ago.")
        }
    }

    private func dayIfAny(_ text: String) -> CivilDate? {
        if let date = CivilDate(text) { return date }
        let word = text.lowercased()
        switch word {
        case "today": return now.date
        case "tomorrow": return now.date + 1
        case "yesterday": return now.date + -1
        default: break
        }
        guard word.count >= 3, let index = Names.weekdays.firstIndex(where: { $0.lowercased().hasPrefix(word) }) else {
            return nil
        }
        return now.date + ((index - now.date.weekday) % 7 + 7) % 7 + 1
    }

    /// `H:MM`, `HH:MM` or `HH:MM:SS`.
    private func timeOfDay(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), (1...2).contains(parts[0].count),
            parts.dropFirst().allSatisfy({ $0.count == 2 })
        else { return nil }
        let numbers = parts.compactMap { part in part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil }
        guard numbers.count == parts.count, numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 }) else {
            return nil
        }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    }
}

/// How long: `90m`, `1h`, `1h30m`, `2d`, `1w`, or ISO 8601.
package struct Length: Equatable, Sendable {
    /// ISO 8601, as on the wire.
    package let iso: String
    /// Days count as 24 hours; `nil` when it was given in ISO 8601.
    package let seconds: Int64?

    package init?(_ text: String) {
        if text.hasPrefix("P"), text.count > 2 {
            (iso, seconds) = (text, nil)
            return
        }
        let units: [Character: Int64] = ["w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1]
        var (parts, number, total, last) = ([Character: Int64](), Int64?.none, Int64(0), Int64.max)
        for character in text {
            if let digit = character.wholeNumberValue, character.isASCII {
                number = (number ?? 0) * 10 + Int64(digit)
                guard number! < 1_000_000 else { return nil }
            } else {
                guard let unit = units[character], let value = number, unit < last else { return nil }
                (parts[character], last, number) = (value, unit, nil)
                total += value * unit
            }
        }
        guard number == nil, !parts.isEmpty else { return nil }
        let days = (parts["w"] ?? 0) * 7 + (parts["d"] ?? 0)
        let time = "hms".compactMap { unit in parts[unit].map { "\($0)\(unit.uppercased())" } }.joined()
        iso = "P" + (days > 0 || time.isEmpty ? "\(days)D" : "") + (time.isEmpty ? "" : "T\(time)")
        seconds = total
    }
}

enum Names {
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
