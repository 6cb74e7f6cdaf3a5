// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Lets one through at a time for each key; the others wait in the order of their coming.
final class Turnstile<Key: Hashable & Sendable>: Sendable {
    private struct Waiter {
        let number: Int
        let turn: CheckedContinuation<Bool, Never>
    }
    private struct State {
        var count = 0
        /// A key that somebody is through for is here, also with nobody behind.
        var waiting: [Key: [Waiter]] = [:]
    }
    private let state = Mutex(State())

    func enter(_ key: Key) async { _ = await wait(for: key, as: nextNumber(), atMost: nil) }

    /// - Returns: whether the turn came within the limit, and before the task was cancelled; if not, there is nothing to
    ///   leave.
    func enter(_ key: Key, within limit: Duration) async -> Bool {
        let number = nextNumber()
        return await withTaskCancellationHandler {
            await wait(for: key, as: number, atMost: limit)
        } onCancel: {
            giveUp(key, number)
        }
    }

    func leave(_ key: Key) {
        let next = state.withLock { state -> Waiter? in
            if state.waiting[key]?.isEmpty == false { return state.waiting[key]?.removeFirst() }
            state.waiting[key] = nil
            return nil
        }
        next?.turn.resume(returning: true)
    }

    private func nextNumber() -> Int {
        state.withLock { state in
            state.count += 1
            return state.count
        }
    }

    /// - Parameter limit: `nil`: for as long as it takes, whether anybody still wants it or not.
    private func wait(for key: Key, as number: Int, atMost limit: Duration?) async -> Bool {
        var end: Task<Void, Never>?
        defer { end?.cancel() }
        return await withCheckedContinuation { turn in
            let isThrough = state.withLock { state -> Bool? in
                if limit != nil, Task.isCancelled { return false }
                if state.waiting[key] == nil {
                    state.waiting[key] = []
                    return true
                }
                state.waiting[key]?.append(Waiter(number: number, turn: turn))
                return nil
            }
            if let isThrough { return turn.resume(returning: isThrough) }
            guard let limit else { return }
            // Not before there is somebody to give up.
            end = Task {
                try? await Task.sleep(for: limit)
                self.giveUp(key, number)
            }
        }
    }

    /// Nothing, if the turn has come already.
    private func giveUp(_ key: Key, _ number: Int) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiting[key]?.firstIndex(where: { $0.number == number }) else { return nil }
            return state.waiting[key]?.remove(at: index)
        }
        waiter?.turn.resume(returning: false)
    }
}
