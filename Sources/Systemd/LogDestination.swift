// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where log entries go.
enum LogDestination: Sendable, Equatable {
    /// To journald, field by field.
    case journal
    /// To standard error as lines, with the time unless whoever reads them stamps them.
    case lines(withTime: Bool)

    /// The journal when it is what standard error is connected to (`$JOURNAL_STREAM`, systemd.exec(5)): a daemon whose
    /// standard error was sent elsewhere logs there.
    static func ofThisProcess() -> LogDestination {
        var status = stat()
        let isOpen = fstat(2, &status) == 0
        return choose(
            journalStream: variable("JOURNAL_STREAM"),
            standardError: isOpen ? (device: UInt64(status.st_dev), inode: UInt64(status.st_ino)) : nil,
            isSocket: isOpen && status.st_mode & S_IFMT == S_IFSOCK,
            isStartedBySystemd: variable("SYSTEMD_EXEC_PID") == String(getpid()))
    }

    static func choose(
        journalStream: String?, standardError: (device: UInt64, inode: UInt64)?, isSocket: Bool,
        isStartedBySystemd: Bool
    ) -> LogDestination {
        if let file = standardError, journalStream == "\(file.device):\(file.inode)" { return .journal }
        // Into a file of StandardError=append: nobody stamps them.
        return .lines(withTime: !(isStartedBySystemd && isSocket))
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
