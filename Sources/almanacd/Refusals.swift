// SPDX-License-Identifier: Apache-2.0

import CalendarStorage
import Logging
import Settings
import Systemd

/// Why the program does not start. In the journal each is an entry of its kind, which `journalctl -x` explains; a person at
/// a terminal gets the sentence alone.
struct Refusals {
    let isJournal = isLoggingToJournal()

    /// - Parameter level: of the log, which is not there yet.
    func tell(_ wrong: SettingsProblems, level: LogLevel) {
        guard isJournal else { return complain("almanacd: \(wrong)\n") }
        startLogging(as: "almanacd", level: level)
        let log = Logger(label: "almanacd")
        for problem in wrong.problems {
            let place = wrong.path.map { "\($0): " } ?? ""
            log.error("the settings are wrong", metadata: ["reason": "\(place)\(problem)"])
        }
    }

    /// The database is another's.
    func tell(_ locked: StorageError, isOnce: Bool, _ log: Logger) {
        guard isJournal else {
            return complain("almanacd: \(isOnce ? "\(locked.message); to sync now: almanac sync" : "\(locked)")\n")
        }
        log.error("the database is another daemon's", metadata: ["reason": "\(locked)"])
    }
}
