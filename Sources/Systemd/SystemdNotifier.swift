// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc

/// Tells systemd how the service is (sd_notify(3)). Where no `$NOTIFY_SOCKET` is set, by hand or in a test, every
/// message goes nowhere and `false` comes back; nothing else differs. The variable stays set for all of the process's
/// life: children must be started without it.
package struct SystemdNotifier: Sendable {
    package init() {}

    /// For a PID 1 that is busy; microseconds. What is said once may take longer than what is said again before long.
    private static let (patience, brief) = (5_000_000, 100_000)

    @discardableResult package func ready() -> Bool { send("READY=1", Self.patience) }

    /// ``ready()`` ends it, also when the old settings stay. systemd before 253 ignores the time.
    @discardableResult package func reloading() -> Bool {
        send("RELOADING=1\nMONOTONIC_USEC=\(microseconds(monotonicTime()))", Self.patience)
    }

    @discardableResult package func stopping() -> Bool { send("STOPPING=1", Self.patience) }

    /// systemd drops a message of 4096 bytes and more, whole.
    private static let longest = 1000

    /// One line for `systemctl status`, cut at 1000 bytes. What steers a terminal becomes spaces: a line end would begin
    /// another message.
    @discardableResult package func status(_ text: String) -> Bool {
        var text = text
        if text.utf8.count > Self.longest {
            // A view of scalars begins and ends between them.
            let end = text.utf8.index(text.startIndex, offsetBy: Self.longest)
            text = String(text.unicodeScalars[..<end]) + "…"
        }
        return send("STATUS=" + String(text.map { $0.unicodeScalars.contains(where: isUnsafe) ? " " : $0 }))
    }

    @discardableResult package func watchdog() -> Bool { send("WATCHDOG=1") }

    /// While starting or stopping takes long, as in a migration: so much time from now.
    @discardableResult package func extendTimeout(by time: Duration) -> Bool {
        send("EXTEND_TIMEOUT_USEC=\(microseconds(time))")
    }

    /// Within which systemd wants to hear ``watchdog()``; ping twice as often (sd_watchdog_enabled(3)). `nil`: it does
    /// not watch this process.
    package var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0, let whole = Int64(exactly: microseconds) else { return nil }
        return .microseconds(whole)
    }

    private func send(_ state: String, _ patience: Int = brief) -> Bool {
        guard let name = getenv("NOTIFY_SOCKET"), let address = UnixAddress(name) else { return false }
        return Array(state.utf8).withUnsafeBytes { DatagramSocket(patience: patience).send($0, to: address) }
    }
}

private func microseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return max(0, seconds &* 1_000_000 &+ attoseconds / 1_000_000_000_000)
}
