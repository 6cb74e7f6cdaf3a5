// SPDX-License-Identifier: Apache-2.0

import Glibc
import Settings

/// The files that an account's connections are made with, and which content of each is meant.
struct AccountFiles: Sendable, Hashable {
    private struct File: Sendable, Hashable {
        var key: String
        var path: String
        /// `nil`: it cannot be looked at.
        var version: FileVersion?
    }
    private let files: [File]

    init(of account: AccountSettings) {
        let named = [
            ("ca_file", account.caFile), ("client_certificate", account.clientCertificate?.certificate),
            ("client_key", account.clientCertificate?.key),
        ]
        files = named.compactMap { key, path in path.map { File(key: key, path: $0, version: FileVersion($0)) } }
    }

    /// Another one for other content; 0 where no file is named. Means something within this process alone.
    var number: UInt32 { files.isEmpty ? 0 : UInt32(truncatingIfNeeded: files.hashValue) }

    /// The keys that name the same file as before, which holds something else now.
    func changed(since old: AccountFiles) -> [String] {
        files.filter { file in
            old.files.contains { $0.key == file.key && $0.path == file.path && $0.version != file.version }
        }.map(\.key)
    }
}

/// Equal for as long as a file is neither written to nor replaced.
private struct FileVersion: Sendable, Hashable {
    private let place: [UInt]
    private let times: [Int]
    private let size: Int

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        place = [UInt(status.st_dev), UInt(status.st_ino)]
        times = [status.st_mtim, status.st_ctim].flatMap { [$0.tv_sec, $0.tv_nsec] }
        size = Int(status.st_size)
    }
}
