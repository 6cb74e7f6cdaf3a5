// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc

/// A copy of the database beside it, compared and known to be sound before anything relies on it.
struct DatabaseCopy {
    let path: String

    func make(from database: Database) throws {
        unlink(path)
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StorageError.system("cannot create \(path)", errno) }
        defer { close(file) }
        try database.execute(sql: "VACUUM INTO ?", arguments: [path])
        guard fsync(file) == 0 else { throw StorageError.system("cannot write \(path)", errno) }
        try verify(against: try database.rowCounts())
    }

    func remove() { unlink(path) }

    private func verify(against counts: [String: Int]) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let copy = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? copy.close() }
        try copy.read { database in
            try StorageError.refuse(try database.problems(), "the copy \(path) is not sound")
            guard try database.rowCounts() == counts else {
                throw StorageError(.corrupt, "the copy \(path) differs from the database")
            }
        }
    }
}
