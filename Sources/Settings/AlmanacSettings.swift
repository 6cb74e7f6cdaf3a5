// SPDX-License-Identifier: Apache-2.0

/// Everything that the file says, with the defaults filled in. Passwords are named here, never held.
package struct AlmanacSettings: Sendable, Equatable {
    package let database: DatabaseSettings
    package let sync: SyncSettings
    package let control: ControlSettings
    package let cache: CacheSettings
    /// In the order of the file; names are unique.
    package let accounts: [AccountSettings]

    /// Environment variables that hold passwords: no program that is started needs to see them.
    package var secretVariables: Set<String> {
        Set(
            accounts.compactMap { account in
                if case .variable(let name) = account.password { name } else { nil }
            })
    }
}

package struct DatabaseSettings: Sendable, Equatable {
    package let path: String
}

/// What to do where a change here and a change on the server touch the same property.
package enum ConflictSetting: String, Sendable, CaseIterable {
    case merge
    case remoteWins = "remote-wins"
    case localWins = "local-wins"
    case keepBoth = "keep-both"
}

package struct SyncSettings: Sendable, Equatable {
    /// How many deletions one calendar takes before a person is asked: the larger of the two.
    package struct DeletionLimit: Sendable, Equatable {
        package let count: Int
        /// 0…1
        package let share: Double
    }
    package let interval: Duration
    package let conflict: ConflictSetting
    package let deletionBudget: DeletionLimit
    /// People whom one run may cause the server to mail.
    package let mailGuard: Int
}

package struct ControlSettings: Sendable, Equatable {
    package let socket: String
    /// `nil`: no dashboard.
    package let dashboard: LoopbackAddress?
}

/// `127.0.0.1:8642`, `[::1]:8642`, `localhost:8642`
package struct LoopbackAddress: Sendable, Equatable, CustomStringConvertible {
    /// Without brackets.
    package let host: String
    package let port: Int
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

package struct CacheSettings: Sendable, Equatable {
    package struct Tier: Sendable, Equatable {
        package let lifetime: Duration
        /// Bytes.
        package let size: Int
    }
    package struct Redis: Sendable, Equatable {
        package let url: String
        package let lifetime: Duration
        package let connections: Int
    }
    package let memory: Tier
    /// `nil`: no Redis.
    package let redis: Redis?
    package let disk: Tier
}
