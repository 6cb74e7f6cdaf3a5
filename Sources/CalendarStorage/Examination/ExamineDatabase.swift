// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc

/// Looks through a database, also beside the daemon that has it open: every connection is read-only and query-only.
///
/// Who calls it has to be the owner of the file, not root: reading a database with a log makes an index beside it, and
/// the daemon must be able to open that. Where nobody else has the database open, the lock is held for as long as this
/// takes, and no file is left that was not there before.
///
/// - Parameter isThorough: compares everything, on a copy.
/// - Throws: ``StorageError``, for a database that cannot be opened, is newer, or is another program's.
package func examineDatabase(_ path: String, isThorough: Bool) throws -> DatabaseExamination {
    try translatingErrors {
        let lock = SharedLock(path + ".lock")
        defer { lock.release() }
        // Of a symbolic link, the log lies beside what it leads to.
        let file = realPath(path) ?? path
        let traces = ["-wal", "-shm"].map { file + $0 }.filter { fileSize($0) == nil }
        let isAtRest = lock.isHeld && (fileSize(file + "-wal") ?? 0) == 0
        defer { if !isAtRest, lock.keepsOthersOut() { for trace in traces { unlink(trace) } } }
        let queue = try DatabaseQueue(path: isAtRest ? immutable(file) : file, configuration: readOnly())
        defer { try? queue.close() }
        return try queue.read { try examination($0, path, file, lock.holder, isThorough: isThorough) }
    }
}

/// Without symbolic links; `nil`: it is not there, or hidden.
package func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}

private func examination(
    _ database: Database, _ path: String, _ file: String, _ holder: DatabaseExamination.Holder, isThorough: Bool
) throws -> DatabaseExamination {
    let step = try SchemaVersion(database).check(against: Migration.all, path: path)
    let connection = StoreConnection(database: database)
    func number(_ sql: String) throws -> Int { try connection.first(sql) { $0.int(0) } ?? 0 }
    let page = try number("PRAGMA page_size")
    var found = DatabaseExamination(
        holder: holder, size: fileSize(file) ?? 0, logSize: fileSize(file + "-wal") ?? 0,
        unused: page * (try number("PRAGMA freelist_count")), step: step, lastStep: Migration.all.count, events: 0,
        waitingEdits: 0, problems: [], searchProblems: [], copies: copies(of: path))
    guard step > 0 else { return found }
    // A damaged page is a finding, not the end of the examination.
    found.problems = try findings { try isThorough ? [] : database.quickProblems() }
    found.searchProblems = try findings { try database.searchGaps() }
    if isThorough { try compareAll(database, &found) }
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
private func compareAll(_ database: Database, _ found: inout DatabaseExamination) throws {
    var (content, search): ([String], [String]) = ([], [])
    content = try findings {
        try withCopy(of: database) { copy in
            search = try findings { try copy.searchProblems() }
            return try ReadTransaction(database: copy).contentProblems()
        }
    }
    found.problems = content
    if found.searchProblems.isEmpty { found.searchProblems = search }
}

/// In a file of SQLite's in `$TMPDIR` or /var/tmp, which has no name from the moment it is open and so never stays behind
/// (sqlite.org/inmemorydb.html); in memory, where `$TMPDIR` is another user's.
func withCopy<Value>(of database: Database, _ body: (Database) throws -> Value) throws -> Value {
    func copied(_ path: String) throws -> DatabaseQueue {
        let copy = try DatabaseQueue(path: path)
        try copy.writeWithoutTransaction { try database.backup(to: $0) }
        return copy
    }
    let copy: DatabaseQueue
    do { copy = try copied("") } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
        copy = try copied(":memory:")
    }
    defer { try? copy.close() }
    return try copy.writeWithoutTransaction(body)
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
    let prefix = "\(name).before-step-"
    var steps: [Int] = []
    while let entry = readdir(entries) {
        let other = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if other.hasPrefix(prefix), let step = Int(other.dropFirst(prefix.count)) { steps.append(step) }
    }
    return steps.sorted().map { "\(folder)/\(prefix)\($0)" }
}

/// The daemon's lock, shared with others who only read. The lock file is never made.
private struct SharedLock {
    let holder: DatabaseExamination.Holder
    /// By this one. Without its file nobody can be kept out, though nobody is there.
    let isHeld: Bool
    private let path: String
    private let descriptor: Int32

    init(_ path: String) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        let code = descriptor < 0 || flock(descriptor, LOCK_SH | LOCK_NB) != 0 ? errno : 0
        isHeld = code == 0
        holder =
            switch code {
            case 0: .nobody
            case ENOENT where descriptor < 0: .nobody
            case EWOULDBLOCK where descriptor >= 0: .process(LockFile.processID(in: descriptor))
            default: .unknown("\(path): \(String(cString: strerror(code)))")
            }
    }

    /// Nobody opened the database since: who does makes the lock file first.
    func keepsOthersOut() -> Bool {
        isHeld || holder == .nobody && access(path, F_OK) != 0 && errno == ENOENT
    }

    func release() {
        if descriptor >= 0 { close(descriptor) }
    }
}
