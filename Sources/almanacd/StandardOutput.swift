// SPDX-License-Identifier: Apache-2.0

import Glibc

/// To standard output, as it is. Where that takes no more, what is missing must not look as if it were not there: the
/// program ends as failed.
func say(_ text: String) {
    guard let code = writeAll(text, to: 1) else { return }
    complain("almanacd: standard output cannot be written: \(String(cString: strerror(code)))\n")
    exit(ExitStatus.failure.rawValue)
}

/// To standard error, as it is.
func complain(_ text: String) { _ = writeAll(text, to: 2) }

/// Waits where the other end is behind, and was made so that nobody does by themselves (O_NONBLOCK).
///
/// - Returns: the `errno` of what was not written.
private func writeAll(_ text: String, to file: Int32) -> Int32? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
            var asked = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
            _ = poll(&asked, 1, -1)
        } else if errno != EINTR {
            return errno
        }
    }
    return nil
}
