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

        /// How many reads have begun, and which of them was the last to say what there is now.
        private var (begun, latest) = (0, 0)

        mutating func begin() -> Reading {
            begun += 1
            return Reading(number: begun, before: secret)
        }

        /// Takes it, unless a read that began later has ended already.
        mutating func take(_ new: Secret, _ reading: Reading) {
            guard reading.number > latest else { return }
            latest = reading.number
            if let secret, !secret.isSame(as: new) { previous = secret }
            (secret, wasRefused) = (new, false)
        }

        mutating func forget(_ reading: Reading) {
            guard reading.number > latest else { return }
            latest = reading.number
            (secret, previous, wasRefused) = (nil, secret ?? previous, false)
        }

        /// Whether it is another than when the read began.
        func isNew(_ reading: Reading) -> Bool {
            guard let secret, let before = reading.before else { return secret != nil }
            return !secret.isSame(as: before)
        }
    }
    /// One of several that may go on at once, in a run and in a reload.
    private struct Reading {
        let number: Int
        let before: Secret?
    }
    let source: SecretSource
    /// Variables that no program is shown: they hold passwords.
    private let hidden: Set<String>
    private let state = Mutex(State())

    init(_ source: SecretSource, hiding hidden: Set<String>) { (self.source, self.hidden) = (source, hidden) }

    /// Whether it is read there, and so.
    func comes(from source: SecretSource, hiding hidden: Set<String>) -> Bool {
        self.source == source && self.hidden == hidden
    }

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
        let reading = state.withLock { $0.begin() }
        do {
            let secret = try await source.resolveAside(hiding: hidden)
            state.withLock { $0.take(secret, reading) }
        } catch {
            // Whoever wanted it is gone: that says nothing of it.
            if !Task.isCancelled { state.withLock { $0.forget(reading) } }
            guard state.withLock({ $0.secret != nil }) else { throw error }
        }
        return state.withLock { $0.isNew(reading) }
    }

    /// Reads it now, a command's too; what was read before stays where that fails.
    func renew() async -> PasswordRenewal {
        let reading = state.withLock { $0.begin() }
        do throws(SecretProblem) {
            let secret = try await source.resolveAside(hiding: hidden)
            let isNew = state.withLock { state in
                state.take(secret, reading)
                return reading.before != nil && state.isNew(reading)
            }
            return isNew ? .new : .same
        } catch {
            return .failed(error)
        }
    }

    /// It stays for requests that are under way.
    func wasRefused() { state.withLock { $0.wasRefused = true } }
}
