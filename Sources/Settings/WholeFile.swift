// SPDX-License-Identifier: Apache-2.0

import Glibc

enum FileFailure: Error, Equatable {
    /// `errno`
    case system(Int32)
    case notAFile
    case tooLarge(limit: Int)
    /// What the caller's check said.
    case refused(String)

    /// Follows the name of the file.
    var reason: String {
        switch self {
        case .system(let number): "cannot be read: \(String(cString: strerror(number)))"
        case .notAFile: "is not a file"
        case .tooLarge(let limit): "is larger than \(limit) bytes"
        case .refused(let reason): reason
        }
    }
}

/// Regular files only, and never more than `limit` bytes. `check` sees the file that is open, not its name.
func readWholeFile(
    _ path: String, limit: Int, check: (stat) -> FileFailure? = { _ in nil }
) -> Result<[UInt8], FileFailure> {
    // Without O_NONBLOCK a pipe by that name would wait for its writer.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return .failure(.system(errno)) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { return .failure(.system(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { return .failure(.notAFile) }
    if let failure = check(status) { return .failure(failure) }
    return readToEnd(file, limit: limit)
}

private func readToEnd(_ file: Int32, limit: Int) -> Result<[UInt8], FileFailure> {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while true {
        let count = read(file, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return .failure(.system(errno)) }
        if count == 0 { return .success(bytes) }
        bytes += chunk[..<count]
        guard bytes.count <= limit else { return .failure(.tooLarge(limit: limit)) }
    }
}
