// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Whole lines on standard error, one after the other, whoever writes.
///
/// Where nobody reads, as in `almanacd 2>&1 | less`, write(2) waits without limit, and with it the threads that the whole
/// program shares. So lines that are not taken in time are dropped.
final class LineOutput: Sendable {
    private struct State {
        /// The last line was not taken in time, so the next ones do not wait.
        var isStuck = false
        /// The last line was taken in part.
        var isCut = false
    }

    /// For a reader that is busy; milliseconds.
    private static let patience: Int32 = 100
    /// PIPE_BUF: a pipe that poll(2) calls ready takes so many bytes at once (pipe(7)).
    private static let piece = 4096

    private let descriptor: Int32
    private let state = Mutex(State())

    init(_ descriptor: Int32 = 2) { self.descriptor = descriptor }

    /// Waits for at most a tenth of a second for each 4 KiB, and that once for as long as nothing is taken.
    ///
    /// - Returns: whether all of it was taken.
    func write(_ line: String) -> Bool {
        state.withLock { state in
            var bytes = Array(((state.isCut ? "\n" : "") + line).utf8)[...]
            while !bytes.isEmpty {
                let count = isReady(within: state.isStuck ? 0 : Self.patience) ? write(bytes.prefix(Self.piece)) : 0
                state.isStuck = count <= 0
                guard count > 0 else { return false }
                state.isCut = true
                bytes = bytes.dropFirst(count)
            }
            state.isCut = false
            return true
        }
    }

    private func isReady(within milliseconds: Int32) -> Bool {
        var asked = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let count = poll(&asked, 1, milliseconds)
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }

    private func write(_ bytes: ArraySlice<UInt8>) -> Int {
        while true {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 || errno != EINTR { return count }
        }
    }
}
