// SPDX-License-Identifier: Apache-2.0

import SyncEngine
import Synchronization

/// Where one account's engine sleeps, and what wakes it. Signals of a kind are not counted: two asks are one run.
final class SignalBox: Sendable {
    private struct State {
        var waiting: [EngineSignal] = []
        var sleeper: CheckedContinuation<EngineSignal?, Never>?
        var isEnding = false

        /// A stop overtakes everything else.
        mutating func takeFirst() -> EngineSignal {
            waiting.remove(at: waiting.firstIndex(of: .stop) ?? 0)
        }
    }
    private let state = Mutex(State())

    func send(_ signal: EngineSignal) {
        let sleeper = state.withLock { state -> CheckedContinuation<EngineSignal?, Never>? in
            if let sleeper = state.sleeper {
                state.sleeper = nil
                return sleeper
            }
            if !state.waiting.contains(signal) { state.waiting.append(signal) }
            return nil
        }
        sleeper?.resume(returning: signal)
    }

    /// The loop that sleeps here is to end: no new step is begun, and what is under way is recorded.
    func end() {
        state.withLock { $0.isEnding = true }
        send(.stop)
    }

    var isEnding: Bool { state.withLock { $0.isEnding } }

    /// - Parameter deadline: on the clock that counts while the machine sleeps; `nil`: none.
    func next(until deadline: ContinuousClock.Instant?) async -> EngineSignal {
        if isEnding { return .stop }
        guard let deadline else { return await wait() ?? .stop }
        return await withTaskGroup(of: EngineSignal?.self) { group in
            group.addTask { await self.wait() }
            group.addTask {
                try? await Task.sleep(until: deadline, clock: .continuous)
                return .timeUp
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            // A signal that came at the very moment of the deadline is not lost.
            let second = await group.next() ?? nil
            return [first, second].compactMap { $0 }.first { $0 != .timeUp } ?? .timeUp
        }
    }

    /// `nil` when cancelled.
    private func wait() async -> EngineSignal? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { sleeper in
                let signal = state.withLock { state -> EngineSignal?? in
                    if Task.isCancelled { return .some(nil) }
                    if !state.waiting.isEmpty { return .some(state.takeFirst()) }
                    state.sleeper = sleeper
                    return nil
                }
                if let signal { sleeper.resume(returning: signal) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                defer { state.sleeper = nil }
                return state.sleeper
            }
            sleeper?.resume(returning: nil)
        }
    }
}
