// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import ICalendar
import Logging
import MemoryCalendars
import RemoteCalendars
import Synchronization
import SyncEngine

/// Runs engine code on the thread of the test, one job after the other (RELIABILITY of the order is the point).
final class Pump: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    func drain() {
        while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}

/// SplitMix64: the only source of chance in a simulated run.
struct Dice: Sendable {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Seconds, days or years from the right one.
    mutating func wrongTime() -> Instant {
        let reaches: [Int64] = [60, 86_400, 10 * 365 * 86_400]
        let reach = reaches[Int(next() % 3)]
        return Instant(seconds: 1_780_000_000 + Int64(next() % UInt64(2 * reach)) - reach)
    }
}

/// The world as one seed makes it: every effect waits until the pump lets it happen, and is written down.
final class SimulatedWorld: EngineEffects {
    struct State: Sendable {
        var dice: Dice
        var wall = Instant(seconds: 1_780_000_000)
        var monotonic = Duration.seconds(1000)
        /// Sets the wall clock anew each time somebody looks at it, by up to ten years; not a part of the seed's order.
        var clockSetter: Dice?
        var trace: [String] = []
        var waiting: [(name: String, go: CheckedContinuation<Void, any Error>)] = []
        /// Effects that still happen; then every one throws ``Stopped``.
        var effectsLeft = Int.max
        var signals: [EngineSignal] = []
        var published: [FeedEntry] = []
        /// What the engine wanted to sleep, each time.
        var sleeps: [Duration] = []
        /// Accounts that were told that they may let go of what was moved away.
        var released: Set<AccountName> = []
    }

    let state: Mutex<State>
    let store: CalendarStore
    let pump = Pump()

    init(store: CalendarStore, seed: UInt64 = 1, effects: Int = .max) {
        self.store = store
        state = Mutex(State(dice: Dice(state: seed), effectsLeft: effects))
    }

    var trace: [String] { state.withLock { $0.trace } }
    var published: [FeedEntry] { state.withLock { $0.published } }

    /// Runs `body` to its end, letting waiting effects happen in an order that the seed chooses.
    func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let result = Mutex<Result<Value, any Error>?>(nil)
        Task(executorPreference: pump) {
            let value: Result<Value, any Error>
            do { value = .success(try await body()) } catch { value = .failure(error) }
            result.withLock { $0 = value }
        }
        while true {
            pump.drain()
            if let value = result.withLock({ $0 }) { return try value.get() }
            guard let next = state.withLock({ $0.choose() }) else { throw Stuck() }
            if next.happens { next.go.resume() } else { next.go.resume(throwing: Stopped()) }
        }
    }

    struct Stuck: Error {}

    /// Waits for the pump; a name tells the trace what happens.
    func effect(_ name: String) async throws {
        try await withCheckedThrowingContinuation { go in
            state.withLock { $0.waiting.append((name, go)) }
        }
    }

    // MARK: EngineEffects

    func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> Value) async throws -> Value {
        try await effect("read")
        return try store.readNow(body)
    }

    func write<Value: Sendable>(
        at now: Instant, durability: Durability, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws -> (value: Value, feed: [FeedEntry]) {
        try await effect("write \(durability)")
        return try store.writeNow(at: now, durability: durability, body)
    }

    func now() async throws -> EngineTime {
        state.withLock { state in
            state.monotonic += .milliseconds(1)
            state.wall = (state.clockSetter?.wrongTime()) ?? state.wall + .milliseconds(1)
            return EngineTime(wall: state.wall, monotonic: state.monotonic)
        }
    }

    func random() async throws -> UInt64 { state.withLock { $0.dice.next() } }

    func identifier() async throws -> String {
        let (a, b) = state.withLock { ($0.dice.next(), $0.dice.next()) }
        return String(
            format: "%08x-%04x-4%03x-8%03x-%012llx", UInt32(truncatingIfNeeded: a), UInt16(truncatingIfNeeded: a >> 32),
            Int(a >> 52), Int(b & 0xfff), b >> 16)
    }

    func nextSignal(until deadline: Duration?) async throws -> EngineSignal {
        try await effect("signal")
        return state.withLock { state in
            state.sleeps.append(deadline.map { $0 - state.monotonic } ?? .zero)
            return state.signals.isEmpty ? .stop : state.signals.removeFirst()
        }
    }

    func publish(_ entries: [FeedEntry]) async throws {
        try await effect("publish \(entries.map { "\($0.kind) \($0.position.number)" }.joined(separator: ", "))")
        state.withLock { $0.published += entries }
    }

    func report(_ progress: SyncStep) {
        if case .released(let account) = progress { state.withLock { _ = $0.released.insert(account) } }
    }
}

extension SimulatedWorld.State {
    mutating func choose() -> (go: CheckedContinuation<Void, any Error>, happens: Bool)? {
        guard !waiting.isEmpty else { return nil }
        let chosen = waiting.remove(at: Int(dice.next() % UInt64(waiting.count)))
        guard effectsLeft > 0 else { return (chosen.go, false) }
        effectsLeft -= 1
        trace.append(chosen.name)
        return (chosen.go, true)
    }
}

/// Lets each request wait for the pump, before it reaches the server and again before its answer arrives.
struct SimulatedServer: CalendarServer {
    let server: MemoryServer
    let world: SimulatedWorld

    private func request<Value: Sendable>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
        try await world.effect("\(name) sent")
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try await world.effect("\(name) answered")
        return try result.get()
    }

    func discover() async throws -> RemoteHome { try await request("discover") { try await server.discover() } }
    func capabilities(of home: RemoteHome) async throws -> ServerCapabilities {
        try await request("capabilities") { try await server.capabilities(of: home) }
    }
    func poll(_ home: RemoteHome) async throws -> HomePoll { try await request("poll") { try await server.poll(home) } }
    func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList {
        try await request("changes since \(token)") { try await server.changes(in: calendar, since: token) }
    }
    func listing(of calendar: Href) async throws -> ChangeList {
        try await request("listing") { try await server.listing(of: calendar) }
    }
    func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey] {
        try await request("members") { try await server.members(of: calendar, within: range) }
    }
    func fetch(_ names: [RemoteName], in calendar: Href) async throws -> [FetchedObject] {
        try await request("fetch \(names.count) from \(names.first?.key.rawValue ?? "")") {
            try await server.fetch(names, in: calendar)
        }
    }
    func get(_ name: RemoteName) async throws -> FetchedObject.Outcome {
        try await request("get \(name.key)") { try await server.get(name) }
    }
    func put(_ name: RemoteName, body: [UInt8], precondition: Precondition) async throws -> WriteOutcome {
        try await request("put \(name.key)") { try await server.put(name, body: body, precondition: precondition) }
    }
    func delete(_ name: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try await request("delete \(name.key)") { try await server.delete(name, etag: etag) }
    }
    func names(withUID uid: String, in calendar: Href) async throws -> [RemoteName] {
        try await request("names") { try await server.names(withUID: uid, in: calendar) }
    }
    func move(_ name: RemoteName, to target: RemoteName, etag: ETag) async throws -> WriteOutcome {
        try await request("move \(name.key)") { try await server.move(name, to: target, etag: etag) }
    }
    func newName(in calendar: Href, stem: String) -> RemoteName { server.newName(in: calendar, stem: stem) }
    func create(_ calendar: NewCalendar, at name: RemoteName) async throws -> CreationOutcome {
        try await request("create \(name.key)") { try await server.create(calendar, at: name) }
    }
    func update(_ properties: CalendarProperties, of calendar: Href) async throws -> PropertiesOutcome {
        try await request("update \(calendar)") { try await server.update(properties, of: calendar) }
    }
    func deleteCalendar(_ calendar: Href, in home: RemoteHome) async throws -> DeletionOutcome {
        try await request("delete calendar \(calendar)") { try await server.deleteCalendar(calendar, in: home) }
    }
    func newCalendarName(in home: Href, segment: String) -> RemoteName {
        server.newCalendarName(in: home, segment: segment)
    }
}
