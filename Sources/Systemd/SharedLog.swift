// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// What the loggers of a process have in common.
final class SharedLog: Sendable {
    let level: LogLevel
    private let identifier: String
    private let destination: LogDestination
    private let journal: JournalSocket
    private let told = Mutex(ToldEntries())

    /// - Parameter identifier: the program, for `journalctl -t`.
    init(
        identifier: String, level: LogLevel, destination: LogDestination, journal: JournalSocket = JournalSocket()
    ) {
        self.identifier = identifier
        self.level = level
        self.destination = destination
        self.journal = journal
    }

    /// What is told already goes out as `debug`, if that is logged.
    ///
    /// - Parameter level: of the logger.
    func take(_ entry: LogEntry, level: Logger.Level) {
        guard let kind = LogKind.of(entry.message) else { return send(entry) }
        var entry = entry
        if let withheld = told.withLock({ $0.tell(kind, entry.metadata, at: .now) }) {
            if withheld > 0 { entry.metadata["repeated"] = "\(withheld)" }
        } else {
            guard level <= .debug else { return }
            entry.level = .debug
        }
        send(entry)
    }

    private func send(_ entry: LogEntry) {
        switch destination {
        case .lines(let withTime): StandardError.write(entry.line(time: withTime ? timeForLine() : nil))
        case .journal:
            guard case .sent(let lost) = journal.send(entry.datagram(identifier: identifier)), lost > 0 else { return }
            _ = journal.send(Self.lossEntry(lost).datagram(identifier: identifier))
        }
    }

    /// Comes after the first entry that arrives again.
    private static func lossEntry(_ count: Int) -> LogEntry {
        LogEntry(
            level: .warning, message: "log entries were lost", metadata: ["count": "\(count)"], label: "journal",
            file: #fileID, function: #function, line: #line)
    }
}
