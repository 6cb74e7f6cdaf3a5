// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// What the loggers of a process have in common.
final class SharedLog: Sendable {
    let level: LogLevel
    private let now: @Sendable () -> ContinuousClock.Instant
    private let write: @Sendable (LogEntry) -> Void
    private let told = Mutex(ToldEntries())

    init(
        level: LogLevel, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        write: @escaping @Sendable (LogEntry) -> Void
    ) {
        (self.level, self.now, self.write) = (level, now, write)
    }

    /// - Parameter identifier: the program, for `journalctl -t`.
    convenience init(
        identifier: String, level: LogLevel, destination: LogDestination, journal: JournalSocket = JournalSocket()
    ) {
        let (losses, standardError) = (LogLosses(), LineOutput())
        self.init(level: level) { entry in
            losses.send(entry) { entry in
                switch destination {
                case .lines(let withTime): standardError.write(entry.line(time: withTime ? timeForLine() : nil))
                case .journal: journal.send(entry.datagram(identifier: identifier))
                }
            }
        }
    }

    /// What is told already goes out as `debug`, if that is logged.
    ///
    /// - Parameter level: of the logger. An end below it ends what it ends all the same.
    func take(_ entry: LogEntry, level: Logger.Level) {
        var entry = entry
        if let kind = LogKind.of(entry.message) {
            guard entry.level >= level || !kind.telling.lasts else { return }
            switch told.withLock({ $0.tell(kind, entry.metadata, at: now()) }) {
            case nil: entry.level = .debug
            case 0: break
            case let withheld?: entry.metadata["repeated"] = "\(withheld)"
            }
        }
        if entry.level >= level { write(entry) }
    }
}
