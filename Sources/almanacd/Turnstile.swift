// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Lets one through at a time for each key; the others wait in the order of their coming.
final class Turnstile<Key: Hashable & Sendable>: Sendable {
    private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    func enter(_ name: Key) async {
        await withCheckedContinuation { turn in
            let isFree = waiting.withLock { waiting in
                if waiting[name] == nil {
                    waiting[name] = []
                    return true
                }
                waiting[name]?.append(turn)
                return false
            }
            if isFree { turn.resume() }
        }
    }

    func leave(_ name: Key) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            if waiting[name]?.isEmpty == false { return waiting[name]?.removeFirst() }
            waiting[name] = nil
            return nil
        }
        next?.resume()
    }
}
