// SPDX-License-Identifier: Apache-2.0

package import Logging
import Synchronization

/// The level of every logger of the process, changed while it runs.
package final class LogLevel: Sendable {
    private static let all = Logger.Level.allCases
    private let index: Atomic<Int>

    package init(_ level: Logger.Level = .info) { index = Atomic(Self.index(of: level)) }

    package var current: Logger.Level {
        get { Self.all[index.load(ordering: .relaxed)] }
        set { index.store(Self.index(of: newValue), ordering: .relaxed) }
    }

    private static func index(of level: Logger.Level) -> Int { all.firstIndex(of: level) ?? 0 }
}
