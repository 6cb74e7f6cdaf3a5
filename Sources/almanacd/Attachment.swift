// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Settings

/// Detaches accounts that the settings no longer name, and attaches those that they name again. Every row is kept.
///
/// - Returns: the entries of the change feed, for publication.
func attach(_ settings: AlmanacSettings, to store: CalendarStore) async throws -> [FeedEntry] {
    let names = Set(settings.accounts.map(\.name))
    let stored = try await store.read { try $0.accounts() }
    let changes = stored.filter { ($0.state == .detached) == names.contains($0.name) }
    guard !changes.isEmpty else { return [] }
    return try await store.write(at: wallTime()) { tx in
        for account in changes { try tx.setDetached(account.name, !names.contains(account.name)) }
    }.feed
}
