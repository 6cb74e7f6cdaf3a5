// SPDX-License-Identifier: Apache-2.0

/// The keys of `meta`.
enum MetaKey: String {
    /// The first half of a feed position.
    case feedEpoch = "feed_epoch"
    /// The highest feed number that retention has removed.
    case feedPruned = "feed_pruned"
    /// ``LivedHistory``: five numbers.
    case livedHistory = "lived_history"
}

extension StoreConnection {
    func meta(_ key: MetaKey) throws -> String? {
        try first("SELECT value FROM meta WHERE key = ?") {
            $0.add(key.rawValue)
        } _: {
            $0.text(0)
        }
    }

    func setMeta(_ key: MetaKey, _ value: String) throws {
        try execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        ) {
            $0.add(key.rawValue)
            $0.add(value)
        }
    }
}
