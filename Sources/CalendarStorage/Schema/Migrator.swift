// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import GRDB

/// Brings a database to the last step. A new one takes all steps in one transaction. An existing one is checked and
/// copied aside first, for whoever goes back to the version before; then it takes all of them, and is validated, in one
/// transaction too: when anything fails, or the process ends, it is as it was.
struct Migrator {
    let steps: [Migration]
    let file: DatabaseFile
    let now: Instant
    let identifier: @Sendable () -> String
    let tell: @Sendable (MigrationProgress) -> Void

    /// `open` makes the pool and refuses unknown databases.
    func open(_ open: () throws -> DatabasePool) throws -> DatabasePool {
        let pool = try open()
        let version = try pool.writeWithoutTransaction {
            try StoreConnection(database: $0).first("PRAGMA user_version") { $0.int(0) } ?? 0
        }
        if version == steps.count { return pool }
        if version == 0 {
            try pool.write { database in
                for step in steps { try apply(step, to: database) }
                try StoreConnection(database: database).setMeta(.feedEpoch, identifier())
            }
            return pool
        }
        try upgrade(pool, from: version)
        return pool
    }

    private func upgrade(_ pool: DatabasePool, from version: Int) throws {
        let copy = DatabaseCopy(path: "\(file.path).before-step-\(version + 1)")
        let counts = try pool.writeWithoutTransaction { database in
            tell(.checking)
            try StorageError.refuse(try database.problems(), "the database is damaged and was not migrated")
            tell(.copying)
            try copy.make(from: database, epoch: identifier())
            return try database.rowCounts()
        }
        var current = steps[version].name
        do {
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    for step in steps[version...] {
                        current = step.name
                        tell(.applying(step: step.name, number: step.number, of: steps.count))
                        try apply(step, to: database)
                    }
                    tell(.validating)
                    try validate(database, counts)
                    return .commit
                }
            }
        } catch {
            copy.remove()
            throw StorageError(
                .migrationFailed(step: current),
                "the step `\(current)` failed, and the database is as it was: \(translated(error))",
                hint: "go back to the version before, and report this")
        }
    }

    private func apply(_ step: Migration, to database: Database) throws {
        try step.apply(database)
        try database.execute(
            sql: "INSERT INTO schema_migrations (number, name, applied_at) VALUES (?, ?, ?)",
            arguments: [step.number, step.name, now.microseconds])
        try database.execute(
            sql: "PRAGMA user_version = \(step.number); PRAGMA application_id = \(Migration.applicationID)")
    }

    private func validate(_ database: Database, _ before: [String: Int]) throws {
        try StorageError.refuse(try database.problems(), "the migrated database is not sound")
        let after = try database.rowCounts()
        for (table, count) in before where after[table].map({ $0 < count }) ?? true {
            throw StorageError(.corrupt, "rows were lost in \(table)")
        }
    }
}

extension StorageError {
    static func refuse(_ problems: [String], _ message: String) throws {
        guard let first = problems.first else { return }
        throw StorageError(.corrupt, "\(message): \(first)", hint: "stop almanacd, and put back a copy of the database")
    }
}
