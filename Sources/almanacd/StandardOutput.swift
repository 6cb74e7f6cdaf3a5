// SPDX-License-Identifier: Apache-2.0

import Glibc

/// To standard output, as it is.
func say(_ text: String) { writeAll(text, to: 1) }

/// To standard error, as it is.
func complain(_ text: String) { writeAll(text, to: 2) }

private func writeAll(_ text: String, to file: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        if count < 0, errno != EINTR { return }
        rest = rest.dropFirst(max(0, count))
    }
}
