// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Settings

/// Makes the accounts those of the settings: detaches the ones that they no longer name, attaches those that they name
/// again, adds new ones, and has those discovered anew whose URL or user name changed. Every row is kept.
///
/// - Returns: the entries of the change feed, for publication.
func attach(_ settings: AlmanacSettings, to store: CalendarStore) async throws -> [FeedEntry] {
    let wanted = Dictionary(settings.accounts.map { ($0.name, $0) }) { first, _ in first }
    let stored = Dictionary(
        uniqueKeysWithValues: try await store.read { try $0.accounts() }.map { ($0.name, $0) })
    let turned = stored.values.filter { ($0.state == .detached) == (wanted[$0.name] != nil) }
    let changed = wanted.values.compactMap { record(for: $0, stored: stored[$0.name]) }
    guard !turned.isEmpty || !changed.isEmpty else { return [] }
    return try await store.write(at: wallTime()) { tx in
        for account in changed { try tx.save(account) }
        for account in turned { try tx.setDetached(account.name, wanted[account.name] == nil) }
    }.feed
}

/// The record that stands for new, or changed, settings; `nil` where nothing changed.
private func record(for settings: AccountSettings, stored: AccountRecord?) -> AccountRecord? {
    guard var record = stored else {
        return AccountRecord(
            name: settings.name, kind: settings.kind.rawValue, url: settings.url, username: settings.username)
    }
    guard record.url != settings.url || record.username != settings.username else { return nil }
    (record.url, record.username, record.discoveredAt) = (settings.url, settings.username, nil)
    return record
}
