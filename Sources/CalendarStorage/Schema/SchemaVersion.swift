// SPDX-License-Identifier: Apache-2.0

import GRDB

/// Which steps a database has seen.
struct SchemaVersion {
    private(set) var number: Int
    private(set) var names: [Int: String] = [:]
    private var isForeign = false

    /// Three small queries on a database of ours.
    init(_ database: Database) throws {
        let connection = StoreConnection(database: database)
        number = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
        if number == 0 {
            isForeign = try connection.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) } != 0
            return
        }
        isForeign = try connection.first("PRAGMA application_id") { $0.int(0) } != Migration.applicationID
        if isForeign { return }
        let applied = try connection.rows("SELECT number, name FROM schema_migrations") {
            (number: $0.int(0), name: $0.text(1))
        }
        for step in applied { names[step.number] = step.name }
    }

    /// The number of the last step that was applied; 0 for an empty database.
    func check(against steps: [Migration], path: String) throws -> Int {
        if isForeign { throw StorageError.foreign(path) }
        let last = max(number, names.keys.max() ?? 0)
        if last > steps.count { throw StorageError.newer(path, last) }
        for step in steps where names[step.number].map({ $0 != step.name }) ?? false {
            throw StorageError.newer(path, step.number)
        }
        return number
    }
}

extension StorageError {
    static func newer(_ path: String, _ number: Int) -> Self {
        Self(
            .newerDatabase,
            "\(path) was written by a later version of Almanac (schema step \(number)); nothing was changed",
            hint: "install that version again")
    }

    static func foreign(_ path: String) -> Self {
        Self(
            .notAlmanac, "\(path) is a database of another program; nothing was changed",
            hint: "choose another path in [database]")
    }
}
