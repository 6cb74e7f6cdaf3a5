// SPDX-License-Identifier: Apache-2.0

/// How many texts one multiget asks for: starts at 50, halves on failure, grows to 100, at most 4 MiB of answer.
package struct BatchSize: Hashable, Sendable {
    package private(set) var count = 50
    /// The server's own limit, as far as it has shown: refused as too much, or failed twice at twice this size.
    package private(set) var learntLimit: Int?
    private var most: Int
    private let mostEver: Int
    private var failures: [Int: Int] = [:]
    private static let mostBytes = 4 << 20

    /// - Parameter limit: learnt earlier.
    package init(limit: Int? = nil) {
        mostEver = max(1, min(limit ?? 100, 100))
        most = mostEver
        count = min(count, most)
    }

    package mutating func succeeded(count fetched: Int, bytes: Int) {
        let mean = max(1, bytes / max(1, fetched))
        count = max(1, min(count * 2, most, Self.mostBytes / mean))
    }

    /// - Parameters:
    ///   - asked: may have been fewer than ``count``, at the end of what is owed.
    ///   - isTooMuch: the server said that it is (413, 507), so that a smaller batch is not tried out again.
    package mutating func failed(count asked: Int, isTooMuch: Bool = false) {
        let size = min(count, asked)
        count = max(1, size / 2)
        guard asked > 1 else {
            // It was that one's own trouble, and no limit.
            (most, failures, learntLimit) = (mostEver, [:], nil)
            return
        }
        failures[size, default: 0] += 1
        let isLimit = isTooMuch || failures[size, default: 0] >= 2
        if isLimit, most > count { (most, learntLimit) = (count, count) }
    }
}
