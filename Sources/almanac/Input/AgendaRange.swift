// SPDX-License-Identifier: Apache-2.0

package import ControlWire

/// The days that `agenda` shows.
package struct AgendaRange: Equatable, Sendable {
    package var first: CivilDate
    /// Exclusive.
    package var end: CivilDate
    package init(first: CivilDate, end: CivilDate) {
        self.first = first
        self.end = end
    }

    /// - Parameters:
    ///   - word: `today`, `tomorrow`, `week` (the seven days from today), `month` (the 31 days from today) or a day.
    ///   - to: the last day shown.
    package init(word: String?, from: String?, to: String?, days: Int?, input: TimeInput) throws(InputError) {
        if word != nil, from != nil || to != nil { throw InputError("Give a range or --from and --to, not both.") }
        if to != nil, days != nil { throw InputError("Give --to or --days, not both.") }
        if let days, !(1...3660).contains(days) { throw InputError("--days takes a number from 1 to 3660.") }
        let first: CivilDate
        var count = 7
        switch word {
        case nil, "week": first = try from.map { text throws(InputError) in try input.day(text) } ?? input.now.date
        case "month":
            first = input.now.date
            count = 31
        case let day?:
            first = try input.day(day)
            count = 1
        }
        guard let to else {
            self.init(first: first, end: first + (days ?? count))
            return
        }
        let last = try input.day(to)
        guard last >= first else { throw InputError("The last day, \(last), is before the first, \(first).") }
        self.init(first: first, end: last + 1)
    }
}
