// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The offsets of one time zone, as a table of transitions and the rule that goes on after the last of them.
package final class TimeZoneRules: Sendable {
    struct Observance: Sendable, Equatable {
        /// Seconds east of Greenwich.
        var offset: Int
        var isDaylight: Bool
        var abbreviation: String
    }
    struct Transition: Sendable, Equatable {
        /// Seconds since 1970, UTC.
        var at: Int64
        var to: Observance
    }

    package let name: String
    /// In force before the first transition.
    let first: Observance
    /// In ascending order.
    let transitions: [Transition]
    /// In force from the last transition on; `nil`: the last observance for ever.
    let rule: PosixRule?
    /// What the search runs over: the transitions' moments and the offsets after them.
    private let moments: [Int64]
    private let offsets: [Int32]

    init(name: String, first: Observance, transitions: [Transition], rule: PosixRule?) {
        self.name = name
        self.first = first
        self.transitions = transitions
        self.rule = rule
        moments = transitions.map(\.at)
        offsets = [Int32(first.offset)] + transitions.map { Int32($0.to.offset) }
    }

    /// One offset for ever.
    convenience init(name: String, offset: Int) {
        let only = Observance(offset: offset, isDaylight: false, abbreviation: name)
        self.init(name: name, first: only, transitions: [], rule: nil)
    }

    /// Seconds east of Greenwich.
    package func offset(atUTC seconds: Int64) -> Int {
        let place = count(upTo: seconds)
        if place == moments.count, let rule { return rule.observance(at: seconds).offset }
        return Int(offsets[place])
    }

    package func abbreviation(atUTC seconds: Int64) -> String { observance(at: seconds).abbreviation }

    func observance(at seconds: Int64) -> Observance {
        let place = count(upTo: seconds)
        if place == moments.count, let rule { return rule.observance(at: seconds) }
        return place == 0 ? first : transitions[place - 1].to
    }

    /// Wall time to UTC. In a gap with the offset before it (RFC 5545 §3.3.5), in a fold the first of the two.
    package func utc(fromWall wall: Int64) -> Int64 {
        let before = Int64(offset(atUTC: wall &- 86_400))
        let early = wall &- before
        if Int64(offset(atUTC: early)) == before { return early }
        let after = Int64(offset(atUTC: wall &+ 86_400))
        let late = wall &- after
        return Int64(offset(atUTC: late)) == after ? late : early
    }

    /// Wall time counted as if it were UTC.
    package func wall(fromUTC seconds: Int64) -> Int64 { seconds &+ Int64(offset(atUTC: seconds)) }

    /// How many transitions lie at or before the moment.
    private func count(upTo seconds: Int64) -> Int {
        if let last = moments.last, seconds >= last { return moments.count }
        var (low, high) = (0, moments.count)
        while low < high {
            let middle = (low + high) / 2
            if moments[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
