// SPDX-License-Identifier: Apache-2.0

/// What follows from one look at all parts.
package struct WatchdogDecision: Sendable, Equatable {
    /// Every part got on within its limit.
    package var pings = true
    /// Those that have just come to stand still for too long: told once each.
    package var stopped: [Standstill] = []
    /// Those that were told of, and got on again.
    package var resumed: [Standstill] = []
}

/// What earlier looks showed. Pure: the same looks at the same times make the same decisions.
///
/// Time passes here only while the machine runs (CLOCK_MONOTONIC, the clock of systemd's own watchdog), and a part stands
/// still from the last look that saw it get on: whatever was overdue when the machine woke from sleep has its whole limit
/// from then on.
package struct WatchdogState: Sendable {
    private struct Part {
        var mark: UInt64
        /// The last look that saw it get on.
        var seen: Duration
        var told: Standstill?
    }
    private var parts: [String: Part] = [:]

    package init() {}

    /// - Parameters:
    ///   - looks: `nil`: nothing has to get on any more, and nothing is told of it.
    ///   - now: since any fixed moment, on CLOCK_MONOTONIC.
    package mutating func decide(_ looks: [PartLook]?, at now: Duration) -> WatchdogDecision {
        var decision = WatchdogDecision()
        guard let looks else { return decision }
        var next: [String: Part] = [:]
        for look in looks {
            var part = parts[look.part] ?? Part(mark: look.mark, seen: now)
            if !look.isDue || part.mark != look.mark {
                if let told = part.told { decision.resumed.append(told.after(now - part.seen)) }
                part = Part(mark: look.mark, seen: now)
            } else if now - part.seen > look.limit {
                decision.pings = false
                if part.told == nil {
                    let standstill = Standstill(
                        part: look.part, duration: now - part.seen, activity: look.activity)
                    decision.stopped.append(standstill)
                    part.told = standstill
                }
            }
            next[look.part] = part
        }
        for (name, part) in parts where next[name] == nil {
            if let told = part.told { decision.resumed.append(told.after(now - part.seen)) }
        }
        parts = next
        return decision
    }
}

extension Standstill {
    fileprivate func after(_ duration: Duration) -> Self {
        Standstill(part: part, duration: duration, activity: activity)
    }
}
