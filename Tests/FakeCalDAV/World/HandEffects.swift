// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import CalendarStorage
import Foundation
import Synchronization
package import SyncEngine

/// The engine's effects over a real database, with a clock by hand, chance from a seed, and an end on demand.
package final class HandEffects: EngineEffects {
    struct State: Sendable {
        var wall: Instant
        var seed: UInt64
        var identifiers = 0
        /// Effects that still happen; then every one throws ``Stopped``.
        var left = Int.max
        var done = 0
        var signals: [EngineSignal] = []
        var sleeps: [Duration] = []
    }

    let store: CalendarStore
    let state: Mutex<State>

    init(store: CalendarStore, wall: Instant, seed: UInt64, effects: Int) {
        self.store = store
        state = Mutex(State(wall: wall, seed: seed, left: effects))
    }

    /// A crash: nothing happens from now on.
    func crash() { state.withLock { $0.left = 0 } }
    var effectCount: Int { state.withLock { $0.done } }

    private func step() throws {
        try state.withLock { state in
            guard state.left > 0 else { throw Stopped() }
            state.left -= 1
            state.done += 1
        }
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Value
    ) async throws -> Value {
        try step()
        return try await store.read(body)
    }

    package func write<Value: Sendable>(
        at now: Instant, durability: Durability, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws -> (value: Value, feed: [FeedEntry]) {
        try step()
        return try await store.write(at: now, durability: durability, body)
    }

    package func now() async throws -> EngineTime {
        state.withLock { state in
            state.wall = state.wall + .milliseconds(1)
            return EngineTime(wall: state.wall, monotonic: .microseconds(state.wall.microseconds))
        }
    }

    package func random() async throws -> UInt64 { state.withLock { $0.seed.stir() } }

    package func identifier() async throws -> String {
        state.withLock { state in
            state.identifiers += 1
            return String(format: "%08x-%04x", UInt32(truncatingIfNeeded: state.seed), state.identifiers)
        }
    }

    package func nextSignal(until deadline: Duration?) async throws -> EngineSignal {
        try step()
        return state.withLock { state in
            state.sleeps.append(deadline.map { $0 - .microseconds(state.wall.microseconds) } ?? .zero)
            return state.signals.isEmpty ? .stop : state.signals.removeFirst()
        }
    }

    package func publish(_ entries: [FeedEntry]) async throws { try step() }
    package func report(_ progress: SyncStep) {}
}

extension UInt64 {
    /// SplitMix64.
    package mutating func stir() -> UInt64 {
        self &+= 0x9E37_79B9_7F4A_7C15
        var z = self
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
