// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite

extension StorageError {
    /// From an SQLite result code, extended or not, and SQLite's own words.
    init(code: Int32, words: String) {
        switch code & 0xFF {
        case SQLITE_FULL:
            self.init(.full, "the disk is full: \(words)", hint: "free some space; everything confirmed so far is safe")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            self.init(
                .corrupt, "the database is damaged: \(words)",
                hint: "stop almanacd, and put back a copy of the database")
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            self.init(
                .io, "the database cannot be read or written: \(words)", hint: "check the disk and its permissions")
        default:
            self.init(.other, "database: \(words)")
        }
    }
}

/// Runs `body`; what GRDB throws becomes a `StorageError`, what an interruption throws a `CancellationError`.
func translatingErrors<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch { throw translated(error) }
}

func translated(_ error: any Error) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    if error.resultCode == .SQLITE_INTERRUPT { return CancellationError() }
    return StorageError(
        code: error.extendedResultCode.rawValue, words: error.message ?? error.resultCode.description)
}
