// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread that does one thing over and over, at once and then after each interval, until it is stopped or says that it is
/// done.
final class RepeatingThread: Sendable {
    private let pipe: Pipe

    /// Both ends, closed with the last of thread and owner.
    private final class Pipe: Sendable {
        let ends: (outlet: Int32, inlet: Int32)

        init?() {
            var ends: [Int32] = [-1, -1]
            guard Glibc.pipe(&ends) == 0 else { return nil }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            self.ends = (ends[0], ends[1])
        }

        deinit {
            close(ends.outlet)
            close(ends.inlet)
        }

        /// Whether there was no stop within the time; a poll(2) that fails, for want of memory, shows none.
        func isQuiet(for time: Duration) -> Bool {
            var wanted = pollfd(fd: ends.outlet, events: Int16(POLLIN), revents: 0)
            return poll(&wanted, 1, Int32(clamping: milliseconds(time))) <= 0
        }
    }

    /// - Parameter body: returns whether to go on.
    /// - Returns: `nil` when the system has no thread or descriptor left.
    init?(every interval: Duration, _ body: sending @escaping () -> Bool) {
        guard let pipe = Pipe() else { return nil }
        self.pipe = pipe
        guard startThread({ while body(), pipe.isQuiet(for: interval) {} }) else { return nil }
    }

    /// After what it is at; does not wait for it.
    func stop() {
        var byte: UInt8 = 0
        _ = write(pipe.ends.inlet, &byte, 1)
    }
}

private func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000
}
