// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc

/// Looks through a database, also beside the daemon that has it open: every connection is read-only and query-only.
///
/// Who calls it has to be the owner of the file, not root: reading a database with a log makes an index beside it, and
/// the daemon must be able to open that. Where nobody else has the database open, the lock is held for as long as this
/// takes, and no file is left that was not there before.
///
/// - Parameter isThorough: compares everything, on a copy in a temporary folder. Of 400,000 texts in 522 MiB that took
///   4.8 s, and 1.4 s without (a debug build, the file in memory).
/// - Throws: ``StorageError``, for a database that cannot be opened, is newer, or is another program's.
package func examineDatabase(_ path: String, isThorough: Bool) throws -> DatabaseExamination {
    try translatingErrors {
        let lock = SharedLock(path + ".lock")
        defer { lock.release() }
        let traces = ["-wal", "-shm"].map { path + $0 }.filter { fileSize($0) == nil }
        let isAlone = lock.holder == .nobody
        let isAtRest = isAlone && (fileSize(path + "-wal") ?? 0) == 0
        defer { if isAlone, !isAtRest { for trace in traces { unlink(trace) } } }
        let queue = try DatabaseQueue(path: isAtRest ? immutable(path) : path, configuration: readOnly())
        defer { try? queue.close() }
        return try queue.read { try examination($0, path, lock.holder, isThorough: isThorough, source: queue) }
    }
}

private func examination(
    _ database: Database, _ path: String, _ holder: DatabaseExamination.Holder, isThorough: Bool,
    source: DatabaseQueue
) throws -> DatabaseExamination {
    let step = try SchemaVersion(database).check(against: Migration.all, path: path)
    let connection = StoreConnection(database: database)
    func number(_ sql: String) throws -> Int { try connection.first(sql) { $0.int(0) } ?? 0 }
    let page = try number("PRAGMA page_size")
    var found = DatabaseExamination(
        holder: holder, size: fileSize(path) ?? 0, logSize: fileSize(path + "-wal") ?? 0,
        unused: page * (try number("PRAGMA freelist_count")), step: step, lastStep: Migration.all.count, events: 0,
        waitingEdits: 0, problems: [], searchProblems: [], copies: copies(of: path))
    guard step > 0 else { return found }
    // A damaged page is a finding, not the end of the examination.
    found.problems = try findings { try isThorough ? thorough(database) : database.quickProblems() }
    found.searchProblems = try findings { try database.searchGaps() }
    guard found.problems.isEmpty else { return found }
    found.events = try number("SELECT count(*) FROM events")
    found.waitingEdits = try number("SELECT count(*) FROM outbox")
    return found
}

private func findings(_ look: () throws -> [String]) throws -> [String] {
    do { return try look() } catch {
        let error = translated(error)
        guard let problem = error as? StorageError, problem.kind == .corrupt else { throw error }
        return [problem.message]
    }
}

/// Everything, on a copy: FTS5 takes the comparison of its index for a write.
private func thorough(_ database: Database) throws -> [String] {
    let folder = try makeTemporaryFolder()
    defer {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink("\(folder)/copy.db\(suffix)") }
        rmdir(folder)
    }
    let copy = try DatabaseQueue(path: "\(folder)/copy.db")
    defer { try? copy.close() }
    return try copy.writeWithoutTransaction { target in
        try database.backup(to: target)
        return try ReadTransaction(database: target).integrityProblems()
    }
}

/// In `$TMPDIR`, where that can be used; for this user alone.
private func makeTemporaryFolder() throws -> String {
    let wanted = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    for place in [wanted, "/tmp"] where place.hasPrefix("/") {
        var template = Array("\(place)/almanac-doctor-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { continue }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    throw StorageError.system("cannot make a folder for a copy in \(wanted) or /tmp", errno)
}

private func readOnly() -> Configuration {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
        try database.execute(sql: "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
    }
    return configuration
}

/// Opened so, SQLite takes no lock and makes no file, for nobody writes (sqlite.org/uri.html).
private func immutable(_ path: String) -> String {
    let encoded = path.utf8.map { byte in
        let isPlain = byte == UInt8(ascii: "/") || byte > 0x2C && byte < 0x3A || byte > 0x40 && byte < 0x7B
        let digits = String(byte, radix: 16)
        return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count < 2 ? "0" : "") + digits
    }
    return "file:\(encoded.joined())?immutable=1"
}

private func fileSize(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
}

private func copies(of path: String) -> [String] {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let (folder, name) = (path[..<slash], path[slash...].drop { $0 == "/" })
    guard let entries = opendir(folder.isEmpty ? "/" : String(folder)) else { return [] }
    defer { closedir(entries) }
    var found: [String] = []
    while let entry = readdir(entries) {
        let other = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if other.hasPrefix("\(name).before-step-") { found.append("\(folder)/\(other)") }
    }
    return found.sorted()
}

/// The daemon's lock, shared with others who only read. The lock file is never made.
private struct SharedLock {
    let holder: DatabaseExamination.Holder
    private let descriptor: Int32

    init(_ path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        let isHeld = descriptor >= 0 && flock(descriptor, LOCK_SH | LOCK_NB) != 0
        holder = isHeld ? .process(LockFile.processID(in: descriptor)) : .nobody
    }

    func release() {
        if descriptor >= 0 { close(descriptor) }
    }
}
