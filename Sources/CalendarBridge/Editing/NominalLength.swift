// SPDX-License-Identifier: Apache-2.0

/// A length of days by the calendar and seconds by the clock (RFC 5545 §3.3.6).
package struct NominalLength: Sendable, Equatable {
    package var days: Int
    package var seconds: Int64
    package init(days: Int, seconds: Int64) {
        self.days = days
        self.seconds = seconds
    }

    /// ISO 8601 without months and years, such as `PT90M`, `P2D`, `P1DT12H` or `P1W`; nothing above ten years.
    package init?(_ text: String) {
        var rest = text.uppercased()[...]
        guard rest.popFirst() == "P" else { return nil }
        var (days, seconds, isTime, count, last) = (0, Int64(0), false, 0, 0)
        while let character = rest.first {
            if character == "T" {
                guard !isTime else { return nil }
                isTime = true
                rest.removeFirst()
                continue
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard (1...9).contains(digits.count), let number = Int(digits), let unit = rest.popFirst() else {
                return nil
            }
            let order: Int
            switch (unit, isTime) {
            case ("W", false): (order, days) = (1, days + number * 7)
            case ("D", false): (order, days) = (2, days + number)
            case ("H", true): (order, seconds) = (3, seconds + Int64(number) * 3600)
            case ("M", true): (order, seconds) = (4, seconds + Int64(number) * 60)
            case ("S", true): (order, seconds) = (5, seconds + Int64(number))
            default: return nil
            }
            guard order > last else { return nil }
            (last, count) = (order, count + 1)
        }
        guard count > 0, !text.uppercased().hasSuffix("T"), days <= 3660, seconds <= 3660 * 86_400 else { return nil }
        self.init(days: days, seconds: seconds)
    }

    /// ISO 8601, with a sign: `-PT10M`, `P1D`, `PT0S`.
    package static func text(seconds: Int64) -> String {
        let count = seconds.magnitude
        let sign = seconds < 0 ? "-P" : "P"
        if count > 0, count % 86_400 == 0 { return "\(sign)\(count / 86_400)D" }
        let parts = [(count / 3600, "H"), (count / 60 % 60, "M"), (count % 60, "S")].filter { $0.0 > 0 }
        return parts.isEmpty ? "PT0S" : sign + "T" + parts.map { "\($0.0)\($0.1)" }.joined()
    }
}
