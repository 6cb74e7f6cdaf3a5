// SPDX-License-Identifier: Apache-2.0

/// Takes what one rule gives, in ascending order, and keeps what lies in the range. DTSTART is its first instance, and
/// counts, whether or not the rule gives it (RFC 5545 §3.8.5.3).
struct InstanceSink {
    private let start: Int64
    private let range: ClosedRange<Int64>
    private let end: RuleEnd
    private let limit: Int
    /// Instances until COUNT is reached.
    private var left: Int
    private(set) var found: [Int64] = []
    /// The rule has given something, if only before the range.
    private(set) var hasTaken = false
    /// Nothing more is wanted.
    private(set) var isDone = false
    /// It stopped at the limit, before the rule's end.
    private(set) var isCutOff = false

    init(start: Int64, count: Int?, range: ClosedRange<Int64>, end: RuleEnd, limit: Int) {
        self.start = start
        self.range = range
        self.end = end
        self.limit = limit
        left = (count ?? Int.max) - 1
        if range.contains(start) { found.append(start) }
        isDone = left == 0 || range.upperBound <= start
    }

    /// Passes over instances that lie between DTSTART and the range.
    mutating func skip(_ instances: Int) {
        hasTaken = hasTaken || instances > 0
        left -= min(left, instances)
        isDone = isDone || left == 0
    }

    /// One instance; those up to DTSTART are passed over. False when nothing more is wanted.
    mutating func take(_ wall: Int64) -> Bool {
        guard !isDone else { return false }
        hasTaken = true
        guard wall > start else { return true }
        guard wall <= range.upperBound, end.allows(wall) else {
            isDone = true
            return false
        }
        if wall >= range.lowerBound {
            isCutOff = found.count >= limit
            if !isCutOff { found.append(wall) }
        }
        left -= 1
        isDone = left == 0 || isCutOff
        return !isDone
    }

    /// The times of one period after the moment `base`, those before the range by arithmetic. False when nothing more
    /// is wanted or may be spent.
    mutating func take(_ times: RuleTimes, after base: Int64, _ budget: inout ExpansionBudget) -> Bool {
        var index = 0
        if base <= start || base < range.lowerBound {
            let first = times.rank(start + 1 - base)
            index = max(first, times.rank(range.lowerBound - base))
            skip(index - first)
            hasTaken = true
        }
        while index < times.count {
            guard budget.spend(), take(base + times[index]) else { return false }
            index += 1
        }
        return !isDone
    }
}
