// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Ends a program from another thread than the one that waits for it.
final class ProgramStop: Sendable {
    private struct State {
        /// Only while the program is not reaped, for its number is another's afterwards.
        var group: pid_t?
        var isOver = false
    }
    private let state = Mutex(State())

    /// The process goes at once, with its group, which it may have left; one that is started later, as it starts.
    func stop() {
        state.withLock { state in
            state.isOver = true
            if let group = state.group { end(group) }
        }
    }

    func watch(_ group: pid_t) {
        state.withLock { state in
            state.group = group
            if state.isOver { end(group) }
        }
    }

    private func end(_ group: pid_t) {
        kill(-group, SIGKILL)
        kill(group, SIGKILL)
    }

    /// - Parameter reap: must not wait; gives whether the program is reaped, or somebody else did it.
    func forget(after reap: () -> Bool) {
        state.withLock { if reap() { $0.group = nil } }
    }
}
