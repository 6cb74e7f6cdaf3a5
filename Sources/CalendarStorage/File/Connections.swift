// SPDX-License-Identifier: Apache-2.0

import GRDB

/// How every connection of the pool is set up.
enum Connections {
    static func configuration(readers: Int, check: @escaping @Sendable (Database) throws -> Void) -> Configuration {
        var configuration = Configuration()
        configuration.label = "calendar-store"
        configuration.maximumReaderCount = max(1, readers)
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0")
            if database.configuration.readonly {
                try database.execute(sql: "PRAGMA query_only = ON")
            } else {
                try check(database)
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216")
            }
        }
        return configuration
    }
}
