// SPDX-License-Identifier: Apache-2.0

/// Why a password could not be had, in one line for people. Never holds a part of it.
package struct SecretProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// `file /etc/almanac/work.password`
    package let source: String
    package let reason: String
    /// What to do about it.
    package let next: String

    init(source: String, reason: String, next: String) {
        self.source = escapingControls(source)
        self.reason = escapingControls(reason)
        self.next = escapingControls(next)
    }

    package var description: String { "\(source) \(reason); \(next)" }
}
