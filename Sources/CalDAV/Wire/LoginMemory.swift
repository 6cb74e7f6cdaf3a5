// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What each origin of one account took the last time, so that only its first request is refused.
final class LoginMemory: Sendable {
    private let methods = Mutex<[String: LoginMethod]>([:])

    func method(at origin: String) -> LoginMethod? { methods.withLock { $0[origin] } }

    func remember(_ method: LoginMethod, at origin: String) { methods.withLock { $0[origin] = method } }
}
