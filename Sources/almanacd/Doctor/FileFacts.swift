// SPDX-License-Identifier: Apache-2.0

import ControlServer
import Glibc
import Settings

/// What the file system says of one file, judged without it.
struct FileFacts: Sendable, Equatable {
    enum Kind: Sendable, Equatable { case file, folder, socket, other }
    var kind: Kind
    var owner: UInt32
    var group: UInt32
    /// The lower twelve bits.
    var mode: UInt32

    enum Outcome: Sendable, Equatable {
        case there(FileFacts)
        case missing
        /// `errno`
        case hidden(Int32)
    }

    static func of(_ path: String) -> Outcome {
        var status = stat()
        guard stat(path, &status) == 0 else { return errno == ENOENT || errno == ENOTDIR ? .missing : .hidden(errno) }
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFSOCK: .socket
            default: .other
            }
        return .there(
            FileFacts(kind: kind, owner: status.st_uid, group: status.st_gid, mode: status.st_mode & 0o7777))
    }

    /// `mode 640, alice:staff`
    var words: String {
        "mode \(String(mode, radix: 8)), \(userName(owner) ?? String(owner)):\(groupName(group) ?? String(group))"
    }
}

/// What a file has to be, for one daemon.
struct FileRule: Sendable {
    /// `nil`: whoever it is.
    var owner: UInt32?
    /// Bits of the mode that must not be set, and why not.
    var forbidden: UInt32 = 0
    var harm = ""
    /// A command that mends the mode; without the path.
    var chmod = ""

    /// `nil`: as it has to be.
    func judge(_ facts: FileFacts, _ path: String, _ check: Check, _ subject: Subject) -> Finding? {
        if let owner, facts.owner != owner {
            let name = userName(owner) ?? String(owner)
            return check.failure(
                "\(path) belongs to \(userName(facts.owner) ?? String(facts.owner)), not to \(name)",
                "The daemon runs as \(name), and cannot use it.", "$ \(subject.sudo)chown \(name): \(shellQuoted(path))"
            )
        }
        guard facts.mode & forbidden != 0 else { return nil }
        return check.failure(
            "\(path): \(facts.words)", harm, "$ \(subject.fileSudo)chmod \(chmod) \(shellQuoted(path))")
    }
}

/// The names in a folder, in order; none where it cannot be read.
func entries(of folder: String) -> [String] {
    guard let entries = opendir(folder) else { return [] }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}
