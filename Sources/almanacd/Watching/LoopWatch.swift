// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Systemd

/// Everything that runs an account now: its loop, and commands that stand in the place of a run.
final class LoopWatch: Sendable {
    private let running = Mutex<[ObjectIdentifier: LoopProgress]>([:])

    /// Watched until `body` returns.
    func following<Value>(
        _ name: String, _ body: (LoopProgress) async throws -> Value
    ) async rethrows -> Value {
        let progress = LoopProgress(name)
        running.withLock { $0[ObjectIdentifier(progress)] = progress }
        defer { _ = running.withLock { $0.removeValue(forKey: ObjectIdentifier(progress)) } }
        return try await body(progress)
    }

    /// - Parameter now: on CLOCK_BOOTTIME.
    func looks(now: Duration, limit: Duration) -> [PartLook] {
        running.withLock { Array($0.values) }.map { $0.look(now: now, limit: limit) }
    }
}
