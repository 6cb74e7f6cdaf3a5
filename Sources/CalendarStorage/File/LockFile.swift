// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An exclusive lock on a file of its own, held until it is released, the value goes, or the process ends. One process per database:
/// SQLite 3.40 can damage a WAL database when two connections write or checkpoint at the same moment.
final class LockFile: Sendable {
    private let descriptor: Int32

    /// Throws `locked` when anybody holds it already, this process included.
    init(_ path: String) throws {
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw StorageError.system("cannot open the lock file \(path)", errno) }
        // From here on `deinit` closes it, also when this throws.
        descriptor = opened
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            guard reason == EWOULDBLOCK else { throw StorageError.system("cannot lock \(path)", reason) }
            throw StorageError.locked(path, Self.processID(in: descriptor))
        }
        let text = "\(getpid())\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    deinit { close(descriptor) }

    func release() { flock(descriptor, LOCK_UN) }

    static func processID(in descriptor: Int32) -> Int32? {
        withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
            let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else { return nil }
            return Int32(String(decoding: buffer[..<count].prefix { $0 != 10 }, as: UTF8.self))
        }
    }
}

extension StorageError {
    fileprivate static func locked(_ path: String, _ holder: Int32?) -> Self {
        let who = holder.map { "process \($0)" } ?? "another process"
        return Self(
            .locked(file: path, pid: holder), "\(who) is using this database (lock file \(path))",
            hint: "stop it first, or use `almanac`, which talks to it")
    }

    /// A failed system call; `code` is its errno.
    static func system(_ what: String, _ code: Int32) -> Self {
        let kind: Kind = code == ENOSPC || code == EDQUOT ? .full : .io
        return Self(kind, "\(what): \(String(cString: strerror(code)))")
    }
}
