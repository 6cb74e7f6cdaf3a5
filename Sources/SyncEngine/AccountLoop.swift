// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Planning

/// One account for as long as the daemon runs: sync, sleep until something is due or somebody asks, again.
package struct AccountLoop: Sendable {
    /// One run of an account at a time; whoever else changes it waits for its end, and holds the next one off.
    package typealias Alone =
        @Sendable (
            _ run: @Sendable () async throws -> AccountOutcome
        ) async throws -> AccountOutcome

    package let sync: AccountSync
    private let alone: Alone

    package init(_ sync: AccountSync, alone: @escaping Alone = { try await $0() }) {
        self.sync = sync
        self.alone = alone
    }

    /// Edits in a burst become one run.
    private static let editDelay = Duration.milliseconds(200)

    /// What only a person can mend is tried now and then all the same: the mistake may have been the server's.
    private static let personInterval = Duration.seconds(6 * 3600)

    /// Ends with ``Stopped``, or when a signal says stop or that the settings changed.
    package func run() async throws {
        var failures = 0
        while true {
            let (sync, inARow) = (sync, failures)
            let outcome = try await alone { try await sync.run(failures: inARow) }
            failures = outcome.isDown ? failures + 1 : 0
            let now = try await sync.effects.now()
            let deadline = now.monotonic + (try await wait(after: outcome, now: now))
            var signal = try await sync.effects.nextSignal(until: deadline)
            if let patience = outcome.serverPatience {
                // A network that comes up, and goes, and comes up is no reason to ask a server that wants to be left alone.
                while signal == .networkUp, try await sync.effects.now().monotonic < now.monotonic + patience {
                    failures = 0
                    signal = try await sync.effects.nextSignal(until: deadline)
                }
            }
            switch signal {
            case .stop, .settingsChanged: return
            case .networkUp: failures = 0
            case .localEdit:
                let soon = try await sync.effects.now().monotonic + Self.editDelay
                let next = try await sync.effects.nextSignal(until: soon)
                if next == .stop || next == .settingsChanged { return }
                if next == .networkUp { failures = 0 }
            case .timeUp, .syncAsked: break
            }
        }
    }

    private func wait(after outcome: AccountOutcome, now: EngineTime) async throws -> Duration {
        if outcome.needsPerson { return Self.personInterval }
        let poll = jittered(sync.policy.interval, by: 0.1, random: try await sync.effects.random())
        let wait = outcome.retry ?? poll
        let account = sync.policy.account
        guard outcome.problem == nil,
            let due = try await sync.effects.read({ try $0.nextAttempt(of: account, after: now.wall) })
        else { return wait }
        return min(wait, max(due - now.wall, .seconds(1)))
    }
}
