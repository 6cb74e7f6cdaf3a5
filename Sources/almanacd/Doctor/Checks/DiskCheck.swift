// SPDX-License-Identifier: Apache-2.0

import Glibc
import Settings

/// The file system of the database, judged without it.
struct DiskFacts: Sendable, Equatable {
    /// As the kernel calls it: `ext4`, `nfs4`.
    var kind: String
    /// Bytes and files that the daemon's user may still have. Some file systems count no files: 0 of 0.
    var freeBytes: Int
    var freeFiles: Int
    var files: Int
    /// `ST_RDONLY`
    var isReadOnly: Bool
    /// Bytes of the database with its log.
    var databaseSize: Int

    /// A migration makes a copy, and rewrites the database.
    var needed: Int { saturated(saturated(3, times: databaseSize), plus: 64 << 20) }

    /// `nil`: none of those that are known to be unfit.
    var unfit: String? {
        switch kind {
        case "nfs", "nfs4": "NFS"
        case "cifs", "smb3", "smbfs": "a Windows share"
        case "9p", "afs", "ceph", "vboxsf", "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "davfs", "fuse.davfs2": kind
        default: nil
        }
    }

    var isInMemory: Bool { kind == "tmpfs" || kind == "ramfs" }

    static func of(_ path: String) -> DiskFacts? {
        var folder = folderName(of: path)
        // The daemon has not made it yet.
        while access(folder, F_OK) != 0, folder != "/" { folder = folderName(of: folder) }
        var room = statvfs()
        guard statvfs(folder, &room) == 0 else { return nil }
        func size(_ path: String) -> Int {
            var status = stat()
            return stat(path, &status) == 0 ? Int(status.st_size) : 0
        }
        return DiskFacts(
            kind: fileSystem(of: folder),
            freeBytes: saturated(Int(clamping: room.f_bavail), times: Int(clamping: room.f_frsize)),
            freeFiles: Int(clamping: room.f_favail), files: Int(clamping: room.f_files),
            isReadOnly: room.f_flag & 1 != 0, databaseSize: saturated(size(path), plus: size(path + "-wal")))
    }
}

/// Whether the disk has room for the database, and is one that SQLite can keep its promises on.
struct DiskCheck {
    let subject: Subject
    let facts: DiskFacts?

    init(_ subject: Subject) { (self.subject, facts) = (subject, DiskFacts.of(subject.databasePath)) }
    init(_ subject: Subject, facts: DiskFacts?) { (self.subject, self.facts) = (subject, facts) }

    func findings() -> [Finding] {
        let check = Check("disk", "disk")
        let folder = folderName(of: subject.databasePath)
        guard let facts else { return [check.skipped("\(folder) cannot be looked at")] }
        if let unfit = facts.unfit {
            return [
                check.failure(
                    "\(folder) is on \(unfit)", "SQLite's log needs memory that processes share, and locks that hold.",
                    "move the database to a local disk: database.path in the settings")
            ]
        }
        if facts.isReadOnly {
            return [check.failure("\(folder) is read-only", "Nothing can be stored.", "$ dmesg")]
        }
        if facts.freeBytes < facts.needed {
            return [
                check.warning(
                    "\(inWords(bytes: facts.freeBytes)) free at \(folder)",
                    "The next version may copy the database, and wants \(inWords(bytes: facts.needed)) for it.",
                    "$ du --human-readable --summarize \(shellQuoted(folder))")
            ]
        }
        if facts.files > 0, facts.freeFiles < 100 {
            return [
                check.warning("no more than \(facts.freeFiles) files can be made at \(folder)", nil, "$ df --inodes")
            ]
        }
        if facts.isInMemory {
            return [
                check.warning(
                    "\(folder) is in memory", "The next boot begins with nothing, and edits that wait are lost.",
                    "move the database to a disk: database.path in the settings")
            ]
        }
        return [check.ok("\(inWords(bytes: facts.freeBytes)) free at \(folder)")]
    }
}

/// File systems say what they like, such as 2^64 - 1 blocks; what is more than there are numbers is the largest.
func saturated(_ number: Int, times factor: Int) -> Int {
    let (product, isTooLarge) = number.multipliedReportingOverflow(by: factor)
    return isTooLarge ? .max : product
}

private func saturated(_ number: Int, plus other: Int) -> Int {
    let (sum, isTooLarge) = number.addingReportingOverflow(other)
    return isTooLarge ? .max : sum
}

/// What is mounted where the folder is; empty where the kernel does not say.
private func fileSystem(of folder: String) -> String {
    guard let real = realpath(folder, nil) else { return "" }
    defer { free(real) }
    return fileSystem(of: String(cString: real), mounts: text(of: "/proc/self/mountinfo"))
}

/// By the lines of proc_pid_mountinfo(5): the longest mount point above it, of equal ones the last.
func fileSystem(of path: String, mounts: String) -> String {
    var best = (length: -1, kind: "")
    for line in mounts.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard words.count > 6, let dash = words.firstIndex(of: "-"), dash + 1 < words.count else { continue }
        let point = words[4].replacing("\\040", with: " ")
        guard point == "/" || path == point || path.hasPrefix("\(point)/") else { continue }
        if point.utf8.count >= best.length { best = (point.utf8.count, String(words[dash + 1])) }
    }
    return best.kind
}

/// At most 1 MiB of it; empty where it cannot be read.
private func text(of path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 64 << 10))
    while bytes.count < 1 << 20 {
        let count = read(file, &chunk, chunk.count)
        guard count > 0 else { break }
        bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// `3.5 MiB`
func inWords(bytes: Int) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var (value, unit) = (bytes, 0)
    var rest = 0
    while value >= 1024, unit + 1 < units.count { (rest, value, unit) = (value % 1024, value / 1024, unit + 1) }
    return unit == 0 || value >= 10 ? "\(value) \(units[unit])" : "\(value).\(rest * 10 / 1024) \(units[unit])"
}
