// SPDX-License-Identifier: Apache-2.0

/// A day of the proleptic Gregorian calendar, counted from 1970-01-01.
package struct CivilDay: Sendable, Equatable {
    package var number: Int

    package init(number: Int) { self.number = number }

    package init(year: Int, month: Int, day: Int) {
        let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let century = (year >= 0 ? year : year - 399) / 400
        let yearOfCentury = year - century * 400
        let dayOfYear = (153 * month + 2) / 5 + day - 1
        number = century * 146_097 + yearOfCentury * 365 + yearOfCentury / 4 - yearOfCentury / 100 + dayOfYear - 719_468
    }

    /// `YYYY-MM-DD`.
    package init?(_ text: String) {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...9999).contains(parts[0]) else { return nil }
        self.init(year: parts[0], month: parts[1], day: parts[2])
        guard description == text else { return nil }
    }

    package var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month < 10 ? 0 : 1)
        return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    /// 0 is Monday.
    var weekday: Int { ((number + 3) % 7 + 7) % 7 }

    func adding(days: Int) -> Self { Self(number: number + days) }

    /// `YYYYMMDD`, as iCalendar writes it.
    var stamp: String {
        let (year, month, day) = civil
        return padded(year, 4) + padded(month, 2) + padded(day, 2)
    }

    /// `YYYYMMDDTHHMM00`.
    func stamp(minute: Int) -> String { stamp + "T" + padded(minute / 60, 2) + padded(minute % 60, 2) + "00" }
}

extension CivilDay: CustomStringConvertible {
    package var description: String {
        let (year, month, day) = civil
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }
}

func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
