// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// What the loggers of a process have in common.
final class SharedLog: Sendable {
    let level: LogLevel
    private let write: @Sendable (LogEntry) -> Void
    private let told = Mutex(ToldEntries())

    init(level: LogLevel, write: @escaping @Sendable (LogEntry) -> Void) {
        (self.level, self.write) = (level, write)
    }

    /// - Parameter identifier: the program, for `journalctl -t`.
    convenience init(
        identifier: String, level: LogLevel, destination: LogDestination, journal: JournalSocket = JournalSocket()
    ) {
        self.init(level: level) { entry in
            switch destination {
            case .lines(let withTime): StandardError.write(entry.line(time: withTime ? timeForLine() : nil))
            case .journal: journal.send(entry, as: identifier)
            }
        }
    }

    /// What is told already goes out as `debug`, if that is logged.
    ///
    /// - Parameter level: of the logger.
    func take(_ entry: LogEntry, level: Logger.Level) {
        guard let kind = LogKind.of(entry.message) else { return write(entry) }
        var entry = entry
        if let withheld = told.withLock({ $0.tell(kind, entry.metadata, at: .now) }) {
            if withheld > 0 { entry.metadata["repeated"] = "\(withheld)" }
        } else {
            guard level <= .debug else { return }
            entry.level = .debug
        }
        write(entry)
    }
}

extension JournalSocket {
    /// The first that arrives again is followed by how many did not.
    func send(_ entry: LogEntry, as identifier: String) {
        guard case .sent(let lost) = send(entry.datagram(identifier: identifier)), lost > 0 else { return }
        let loss = LogEntry(
            level: .warning, message: "log entries were lost", metadata: ["count": "\(lost)"], label: "journal",
            file: #fileID, function: #function, line: #line)
        _ = send(loss.datagram(identifier: identifier))
    }
}
