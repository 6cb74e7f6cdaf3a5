// SPDX-License-Identifier: Apache-2.0

/// How far the migration of an existing database is.
package enum MigrationProgress: Sendable, Equatable, CustomStringConvertible {
    case checking
    case copying
    case applying(step: String, number: Int, of: Int)
    case validating

    package var description: String {
        switch self {
        case .checking: "checking the database before its migration"
        case .copying: "copying the database aside before its migration"
        case .applying(let step, let number, let count): "migrating the database, step \(number) of \(count): \(step)"
        case .validating: "checking the migrated database"
        }
    }
}
