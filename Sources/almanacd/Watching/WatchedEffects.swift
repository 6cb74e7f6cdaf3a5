// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import SyncEngine

/// The engine's effects, with what it is at told to the watchdog.
struct WatchedEffects: EngineEffects {
    let effects: LiveEffects
    let progress: LoopProgress

    func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> Value) async throws -> Value {
        try await progress.during(.reading) { try await effects.read(body) }
    }

    func write<Value: Sendable>(
        at now: Instant, durability: Durability, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws -> (value: Value, feed: [FeedEntry]) {
        try await progress.during(.writing) { try await effects.write(at: now, durability: durability, body) }
    }

    func nextSignal(until deadline: Duration?) async throws -> EngineSignal {
        let signal = try await progress.during(.asleep(until: deadline)) {
            try await effects.nextSignal(until: deadline)
        }
        await Failpoint.reach(.scheduler)
        return signal
    }

    func now() async throws -> EngineTime { try await effects.now() }
    func random() async throws -> UInt64 { try await effects.random() }
    func identifier() async throws -> String { try await effects.identifier() }
    func publish(_ entries: [FeedEntry]) async throws { effects.publish(entries) }
    func report(_ progress: SyncStep) { effects.report(progress) }
}
