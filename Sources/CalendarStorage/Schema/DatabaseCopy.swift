// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc

/// A copy of the database beside it, compared and known to be sound before anything relies on it. Whoever puts it back, by
/// hand too, goes on in the epoch of its own: readers of the change feed must not take positions that were given out since
/// for ones of the copy.
struct DatabaseCopy {
    let path: String

    func make(from database: Database, epoch: String) throws {
        unlink(path)
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StorageError.system("cannot create \(path)", errno) }
        defer { close(file) }
        try database.execute(sql: "VACUUM INTO ?", arguments: [path])
        try begin(epoch)
        guard fsync(file) == 0 else { throw StorageError.system("cannot write \(path)", errno) }
        try verify(against: try database.rowCounts())
    }

    /// Leaves no journal beside it, also where the daemon ends meanwhile: one that is half done is made anew.
    private func begin(_ epoch: String) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = MEMORY") }
        let copy = try DatabaseQueue(path: path, configuration: configuration)
        try copy.write { try StoreConnection(database: $0).setMeta(.feedEpoch, epoch) }
        try copy.close()
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
