// SPDX-License-Identifier: Apache-2.0

import Logging

/// One log entry on its way out: the message is constant, everything that varies is in the metadata.
struct LogEntry {
    var level: Logger.Level
    var message: String
    var metadata: Logger.Metadata
    var label: String
    var file: String
    var function: String
    var line: UInt

    /// syslog's numbers, which journald takes (RFC 5424 §6.2.1).
    var priority: Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
