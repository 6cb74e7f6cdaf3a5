// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging

extension AccountSync {
    func capabilities() async throws -> ServerCapabilities {
        try await effects.read { [account = policy.account] in try $0.capabilities(of: account) }
    }

    /// Writes down what an answer showed about the server, if it is new.
    func learn(_ change: @escaping @Sendable (inout ServerCapabilities) -> Void) async throws {
        let known = try await capabilities()
        var updated = known
        change(&updated)
        guard updated != known else { return }
        log.debug("learnt about the server", metadata: ["capabilities": "\(updated.text)"])
        try await commit { [account = policy.account] tx in
            var current = try tx.capabilities(of: account)
            change(&current)
            try tx.save(current, of: account)
        }
    }
}
