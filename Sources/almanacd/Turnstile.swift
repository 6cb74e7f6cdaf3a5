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

    func enter(_ key: Key) async { _ = await wait(for: key, as: nextNumber()) }

    /// - Returns: whether the turn came within the limit; if not, there is nothing to leave.
    func enter(_ key: Key, within limit: Duration) async -> Bool {
        let number = nextNumber()
        return await withTaskGroup(of: Bool?.self) { group in
            group.addTask { await self.wait(for: key, as: number) }
            group.addTask {
                try? await Task.sleep(for: limit)
                self.giveUp(key, number)
                return nil
            }
            var isThrough = false
            for await result in group {
                guard let result else { continue }
                isThrough = result
                group.cancelAll()
            }
            return isThrough
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

    private func wait(for key: Key, as number: Int) async -> Bool {
        await withCheckedContinuation { turn in
            let isFree = state.withLock { state in
                if state.waiting[key] == nil {
                    state.waiting[key] = []
                    return true
                }
                state.waiting[key]?.append(Waiter(number: number, turn: turn))
                return false
            }
            if isFree { turn.resume(returning: true) }
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
