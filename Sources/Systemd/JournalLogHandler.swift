// SPDX-License-Identifier: Apache-2.0

package import Logging

/// Logs to journald with every metadata key as a field of its own, else as readable lines on standard error.
///
/// A key `calendar.id` becomes `CALENDAR_ID`: ``journalFieldName(_:)``. What the message is a kind of (``LogKind``) gives it
/// its `MESSAGE_ID`, and decides whether it is told again while it lasts.
package struct JournalLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let shared: SharedLog
    /// Set on one logger alone.
    private var ownLevel: Logger.Level?

    init(label: String, shared: SharedLog, metadataProvider: Logger.MetadataProvider? = nil) {
        self.label = label
        self.shared = shared
        self.metadataProvider = metadataProvider
    }

    /// `notice` at most, so that the end of what lasts gets here, and ``SharedLog`` forgets it.
    package var logLevel: Logger.Level {
        get { ownLevel ?? min(shared.level.current, .notice) }
        set { ownLevel = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) { shared.take(entry(for: event), level: ownLevel ?? shared.level.current) }

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

/// Whether that is where ``startLogging(as:level:)`` sends entries.
package func isLoggingToJournal() -> Bool { LogDestination.ofThisProcess() == .journal }

/// Has every logger of the process log through ``JournalLogHandler``. Once, before the first logger is made.
package func startLogging(as identifier: String, level: LogLevel) {
    let shared = SharedLog(identifier: identifier, level: level, destination: .ofThisProcess())
    LoggingSystem.bootstrap(
        { label, provider in JournalLogHandler(label: label, shared: shared, metadataProvider: provider) },
        metadataProvider: nil)
}
