// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc

/// A copy of the database beside it, which has its name only once it was compared and is known to be sound. Whoever puts it
/// back, by hand too, goes on in an epoch of its own: readers of the change feed must not take positions that were given out
/// since for ones of the copy.
struct DatabaseCopy {
    let path: String

    private var draft: String { path + ".new" }

    /// One that was there stays until the new one is whole.
    func make(from database: Database, epoch: String) throws {
        unlink(draft)
        do {
            let file = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw StorageError.system("cannot create \(draft)", errno) }
            defer { close(file) }
            try database.execute(sql: "VACUUM INTO ?", arguments: [draft])
            try begin(epoch)
            try verify(against: try database.rowCounts())
            guard fsync(file) == 0, rename(draft, path) == 0 else {
                throw StorageError.system("cannot write \(path)", errno)
            }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Without a journal on the disk: a draft that is broken off is made anew.
    private func begin(_ epoch: String) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = MEMORY") }
        let copy = try DatabaseQueue(path: draft, configuration: configuration)
        try copy.write { try StoreConnection(database: $0).setMeta(.feedEpoch, epoch) }
        try copy.close()
    }

    func remove() { unlink(path) }

    private func verify(against counts: [String: Int]) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let copy = try DatabaseQueue(path: draft, configuration: configuration)
        defer { try? copy.close() }
        try copy.read { database in
            try StorageError.refuse(try database.problems(), "the copy \(draft) is not sound")
            guard try database.rowCounts() == counts else {
                throw StorageError(.corrupt, "the copy \(draft) differs from the database")
            }
        }
    }
}
