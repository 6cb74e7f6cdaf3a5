// SPDX-License-Identifier: Apache-2.0

/// How many texts one multiget asks for: starts at 50, halves on failure, grows to 100, at most 4 MiB of answer.
package struct BatchSize: Hashable, Sendable {
    package private(set) var count = 50
    private static let most = 100
    private static let mostBytes = 4 << 20

    package init() {}

    package mutating func succeeded(count fetched: Int, bytes: Int) {
        let mean = max(1, bytes / max(1, fetched))
        count = max(1, min(count * 2, Self.most, Self.mostBytes / mean))
    }

    /// `asked` may have been fewer than ``count``, at the end of what is owed.
    package mutating func failed(count asked: Int) { count = max(1, min(count, asked) / 2) }
}
