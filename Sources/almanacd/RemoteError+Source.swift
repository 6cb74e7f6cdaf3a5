// SPDX-License-Identifier: Apache-2.0

import RemoteCalendars
import Settings

extension RemoteError {
    /// A refused password says where it was read; what to do about it follows the place, unless the server gave a better hint.
    func naming(_ source: SecretSource, _ environment: ProcessEnvironment = .current) -> RemoteError {
        guard kind == .unauthorized else { return self }
        var error = self
        error.message += " (from \(source))"
        if hint == Self.correctPassword {
            error.hint = "correct the account's username, or the password: \(source.remedy(environment))"
        }
        return error
    }
}
