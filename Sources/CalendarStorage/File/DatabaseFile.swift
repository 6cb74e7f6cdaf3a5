// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc

/// The database file before SQLite has it open. Plain system calls on it are safe only then: closing a descriptor
/// drops every lock that SQLite holds on the same file in this process.
struct DatabaseFile {
    let path: String

    /// Makes the folder (0700) and the file (0600) where they are missing, and leaves what exists as it is.
    func create() throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StorageError.system("cannot create the database \(path)", errno) }
        close(file)
    }

    func createFolder() throws {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        try createFolder(String(path[..<slash]))
    }

    private func createFolder(_ folder: String) throws {
        if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash > folder.startIndex else {
            throw StorageError.system("cannot create the folder \(folder)", errno)
        }
        try createFolder(String(folder[..<slash]))
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw StorageError.system("cannot create the folder \(folder)", errno)
        }
    }

    /// Throws for a database of a later version or of another program, without changing a byte. The header answers
    /// for a database that was closed properly; otherwise a read-only connection looks through the log as well.
    func refuseUnknown(steps: [Migration]) throws {
        guard let header = readHeader(), !header.isEmpty else { return }
        if header.applicationID == Migration.applicationID, header.userVersion > 0, !hasLog {
            if header.userVersion > steps.count { throw StorageError.newer(path, header.userVersion) }
            return
        }
        var configuration = Configuration()
        configuration.readonly = true
        // Another program may be making the log's index anew after a crash.
        configuration.busyMode = .timeout(5)
        let reader = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? reader.close() }
        _ = try reader.unsafeRead { try SchemaVersion($0).check(against: steps, path: path) }
    }

    private var hasLog: Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }

    private struct Header {
        let isEmpty: Bool
        let userVersion: Int
        let applicationID: Int
    }

    /// The fields at offsets 60 and 68 (sqlite.org/fileformat.html §1.3); `nil` without a file.
    private func readHeader() -> Header? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 100, alignment: 4) { buffer in
            let count = pread(file, buffer.baseAddress, buffer.count, 0)
            guard count == buffer.count else { return Header(isEmpty: count <= 0, userVersion: 0, applicationID: 0) }
            func field(at offset: Int) -> Int {
                Int(Int32(bigEndian: buffer.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
            }
            return Header(isEmpty: false, userVersion: field(at: 60), applicationID: field(at: 68))
        }
    }
}
