// SPDX-License-Identifier: Apache-2.0

import Settings
import Synchronization

/// The password of one account, as last read.
final class Password: Sendable {
    private struct State {
        var secret: Secret?
        /// What was sent before it, maybe by a request that is under way.
        var previous: Secret?
        /// By the server, since it was read.
        var wasRefused = false

        /// - Returns: whether it is another than the last one; `nil`: there was none.
        mutating func take(_ new: Secret) -> Bool? {
            let isNew = secret.map { !$0.isSame(as: new) }
            if isNew == true { previous = secret }
            (secret, wasRefused) = (new, false)
            return isNew
        }

        mutating func forget() {
            (secret, previous, wasRefused) = (nil, secret ?? previous, false)
        }
    }
    let source: SecretSource
    /// Variables that no program is shown: they hold passwords.
    private let hidden: Set<String>
    private let state = Mutex(State())

    init(_ source: SecretSource, hiding hidden: Set<String>) { (self.source, self.hidden) = (source, hidden) }

    /// For the request that needs it.
    func reveal() -> String? { state.withLock { $0.secret?.reveal() } }

    /// What a server may have been sent: the password, and the one before.
    func revealAll() -> [String] {
        state.withLock { state in [state.secret, state.previous].compactMap { $0?.reveal() } }
    }

    /// Files, credentials and variables are read each time, so that a password rotates without a restart; a command runs again
    /// only after the server refused what it printed. What cannot be read is forgotten.
    ///
    /// - Returns: whether it is another than before.
    @discardableResult func refresh() async throws(SecretProblem) -> Bool {
        if case .command = source, state.withLock({ $0.secret != nil && !$0.wasRefused }) { return false }
        do {
            let secret = try await source.resolveAside(hiding: hidden)
            return state.withLock { $0.take(secret) } ?? true
        } catch {
            state.withLock { $0.forget() }
            throw error
        }
    }

    /// Reads it now, a command's too; what was read before stays where that fails.
    func renew() async -> PasswordRenewal {
        do throws(SecretProblem) {
            let secret = try await source.resolveAside(hiding: hidden)
            return state.withLock { $0.take(secret) } ?? false ? .new : .same
        } catch {
            return .failed(error)
        }
    }

    /// It stays for requests that are under way.
    func wasRefused() { state.withLock { $0.wasRefused = true } }
}
