// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc
package import Logging

/// Pings systemd's watchdog for as long as each part of the daemon is seen to get on; where systemd does not watch, it
/// waits for the end. Silence is the only answer to a part that stands still: what comes on again in time is not killed.
///
/// It looks from a thread of its own, three times in each interval, so that the journal learns what stands still also when
/// nothing else of the program gets to run.
package struct Watchdog {
    private let notifier: SystemdNotifier
    private let log: Logger
    private let look: @Sendable (Duration) -> [PartLook]?

    /// - Parameter look: looks at every part, and has each asked to get on where it has nothing to do. Called with the
    ///   interval of systemd's watchdog, from one thread; must not wait for anything. Returns `nil` once the daemon
    ///   stops, and nothing has to get on any more.
    package init(
        _ notifier: SystemdNotifier = SystemdNotifier(), log: Logger,
        look: @escaping @Sendable (Duration) -> [PartLook]?
    ) {
        self.notifier = notifier
        self.log = log
        self.look = look
    }

    package func run() async throws {
        guard let interval = notifier.watchdogInterval else {
            await cancellation()
            return
        }
        var state = WatchdogState()
        let thread = RepeatingThread(every: interval / 3) {
            act(on: state.decide(look(interval), at: monotonicTime()), interval)
            return true
        }
        guard let thread else { throw WatchdogFailure() }
        await cancellation()
        thread.stop()
    }

    private func act(on decision: WatchdogDecision, _ interval: Duration) {
        for part in decision.resumed {
            log.notice(
                "a part of the daemon gets on again",
                metadata: ["part": "\(part.part)", "at": "\(part.activity)", "for": "\(part.seconds) s"])
        }
        for part in decision.stopped {
            let next = "without the watchdog's pings systemd kills and restarts almanacd, within \(interval)"
            log.error(
                "a part of the daemon stands still, and systemd's watchdog gets no more pings",
                metadata: [
                    "part": "\(part.part)", "at": "\(part.activity)", "for": "\(part.seconds) s", "next": "\(next)",
                ])
        }
        if decision.pings { notifier.watchdog() }
    }
}

/// Comes back when the task is cancelled.
private func cancellation() async {
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(86_400)) }
}

extension Standstill {
    fileprivate var seconds: Int64 { duration.components.seconds }
}

/// The system has no thread or descriptor left.
package struct WatchdogFailure: Error, CustomStringConvertible {
    package var description: String { "the watchdog cannot begin: the system has no thread or descriptor left" }
}
