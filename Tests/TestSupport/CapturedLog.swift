// SPDX-License-Identifier: Apache-2.0

package import Logging
import Synchronization

/// Keeps what is logged at debug or above.
package final class CapturedLog: Sendable {
    private let state = Mutex<[(message: String, line: String)]>([])

    package init() {}

    package var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    /// Message, metadata and error of each entry.
    package var lines: [String] { state.withLock { $0.map(\.line) } }
    package var messages: Set<String> { state.withLock { Set($0.map(\.message)) } }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let error = event.error.map { " \($0)" } ?? ""
            let line = "\(event.level) \(event.message) \(all)\(error)"
            log.state.withLock { $0.append((event.message.description, line)) }
        }
    }
}
