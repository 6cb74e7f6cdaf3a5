// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// Counts the entries that nobody took, and tells of them after the first that is taken again.
final class LogLosses: Sendable {
    private let lost = Mutex(0)

    /// - Parameter deliver: whether the entry was taken.
    func send(_ entry: LogEntry, _ deliver: (LogEntry) -> Bool) {
        guard deliver(entry) else { return lost.withLock { $0 += 1 } }
        let count = lost.withLock { lost in
            defer { lost = 0 }
            return lost
        }
        guard count > 0, !deliver(Self.entry(count)) else { return }
        lost.withLock { $0 += count }
    }

    private static func entry(_ count: Int) -> LogEntry {
        LogEntry(
            level: .warning, message: "log entries were lost", metadata: ["count": "\(count)"], label: "log",
            file: #fileID, function: #function, line: #line)
    }
}
