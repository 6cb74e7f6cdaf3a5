// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Glibc
import SyncEngine

/// The engine's effects as they really happen, for one account.
struct LiveEffects: EngineEffects {
    let store: CalendarStore
    let box: SignalBox
    let publish: @Sendable ([FeedEntry]) -> Void
    let report: @Sendable (SyncStep) -> Void

    /// The same, with every step told to one more.
    func telling(_ listener: @escaping @Sendable (SyncStep) -> Void) -> Self {
        Self(store: store, box: box, publish: publish) { [report] step in
            report(step)
            listener(step)
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> Value) async throws -> Value {
        // Every next step of the engine begins with a read.
        if box.isEnding { throw Stopped() }
        return try await store.read(body)
    }

    func write<Value: Sendable>(
        at now: Instant, durability: Durability, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws -> (value: Value, feed: [FeedEntry]) {
        try await store.write(at: now, durability: durability, body)
    }

    func now() async throws -> EngineTime { currentTime() }
    func random() async throws -> UInt64 { UInt64.random(in: .min ... .max) }
    func identifier() async throws -> String { randomIdentifier() }

    func nextSignal(until deadline: Duration?) async throws -> EngineSignal {
        let delay = deadline.map { $0 - currentTime().monotonic }
        return await box.next(until: delay.map { ContinuousClock.now + $0 })
    }

    func publish(_ entries: [FeedEntry]) async throws { publish(entries) }
    func report(_ progress: SyncStep) { report(progress) }
}

func currentTime() -> EngineTime {
    EngineTime(wall: wallTime(), monotonic: bootTime())
}

func wallTime() -> Instant { Instant(microseconds: microseconds(of: CLOCK_REALTIME)) }

/// Since the machine started; goes on while it sleeps.
func bootTime() -> Duration { .microseconds(microseconds(of: CLOCK_BOOTTIME)) }

private func microseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

/// A random lower-case UUID (RFC 9562, version 4).
func randomIdentifier() -> String {
    var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    bytes[6] = bytes[6] & 0x0f | 0x40
    bytes[8] = bytes[8] & 0x3f | 0x80
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
        if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
