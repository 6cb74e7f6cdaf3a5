// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Keeps systemd patient while the daemon starts, however long a migration takes: from a thread of its own, because whoever
/// migrates waits for the database. It gives up after half an hour; then `TimeoutStartSec=` holds again.
package final class LongStart: Sendable {
    private let notifier: SystemdNotifier
    private let thread: Mutex<RepeatingThread?>

    private static let interval = Duration.seconds(5)
    private static let patience = Duration.seconds(15)
    private static let longest = Duration.seconds(1800)

    package init(_ notifier: SystemdNotifier = SystemdNotifier()) {
        self.notifier = notifier
        let end = monotonicTime() + Self.longest
        let thread = RepeatingThread(every: Self.interval) {
            monotonicTime() < end && notifier.extendTimeout(by: Self.patience)
        }
        self.thread = Mutex(thread)
    }

    deinit { end() }

    /// One line for `systemctl status`.
    package func say(_ what: String) { notifier.status("starting: \(what)") }

    /// The daemon is ready. A second time nothing happens.
    package func end() {
        thread.withLock { thread in
            thread?.stop()
            thread = nil
        }
    }
}
