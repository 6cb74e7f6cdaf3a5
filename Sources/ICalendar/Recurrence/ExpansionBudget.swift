// SPDX-License-Identifier: Apache-2.0

/// What the rules of one object may cost, whatever they say.
struct ExpansionBudget {
    static let iterationsPerRule = 100_000
    static let instances = 5000

    /// For all rules together, since a text may hold any number of them.
    private var total = 4 * Self.iterationsPerRule
    private var remaining = 0
    /// Some rule was given up.
    private(set) var isExhausted = false

    mutating func beginRule() {
        remaining = min(Self.iterationsPerRule, total)
    }

    /// False once the rule must stop.
    mutating func spend(_ iterations: Int = 1) -> Bool {
        guard remaining >= iterations else {
            total -= remaining
            remaining = 0
            isExhausted = true
            return false
        }
        remaining -= iterations
        total -= iterations
        return true
    }

    /// For the benefit of tests: what all rules have cost.
    var spent: Int { 4 * Self.iterationsPerRule - total }

    /// More instances than anybody shows: the rule goes on, and is not followed.
    mutating func cutOff() { isExhausted = true }
}
