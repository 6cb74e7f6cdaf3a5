// SPDX-License-Identifier: Apache-2.0

package import Logging

/// Logs to journald with every metadata key as a field of its own, else as readable lines on standard error.
///
/// A key `message.id` becomes `MESSAGE_ID`, `calendar.id` becomes `CALENDAR_ID`: ``journalFieldName(_:)``.
package struct JournalLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let identifier: String
    private let destination: LogDestination
    private let level: LogLevel
    /// Set on one logger alone.
    private var ownLevel: Logger.Level?

    /// - Parameter identifier: the program, for `journalctl -t`.
    package init(
        label: String, identifier: String, level: LogLevel, destination: LogDestination,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.identifier = identifier
        self.level = level
        self.destination = destination
        self.metadataProvider = metadataProvider
    }

    package var logLevel: Logger.Level {
        get { ownLevel ?? level.current }
        set { ownLevel = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let entry = entry(for: event)
        switch destination {
        case .journal: entry.sendToJournal(identifier: identifier)
        case .lines(let withTime): StandardError.write(entry.line(time: withTime ? timeForLine() : nil))
        }
    }

    /// The event's own metadata wins over what its surroundings provide, and that over the logger's.
    func entry(for event: LogEvent) -> LogEntry {
        var all = metadata
        for more in [metadataProvider?.get(), event.metadata].compactMap({ $0 }) {
            all.merge(more) { _, new in new }
        }
        if let error = event.error { all["error"] = "\(error)" }
        return LogEntry(
            level: event.level, message: event.message.description, metadata: all, label: label, file: event.file,
            function: event.function, line: event.line)
    }
}

/// Has every logger of the process log through ``JournalLogHandler``. Once, before the first logger is made.
package func startLogging(as identifier: String, level: LogLevel) {
    let destination = LogDestination.ofThisProcess()
    LoggingSystem.bootstrap(
        { label, provider in
            JournalLogHandler(
                label: label, identifier: identifier, level: level, destination: destination,
                metadataProvider: provider)
        }, metadataProvider: nil)
}
