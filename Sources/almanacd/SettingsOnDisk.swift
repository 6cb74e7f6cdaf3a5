// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import Synchronization

/// What is wrong with the settings that the last reload refused; nothing once others, or the same again, are in force.
final class SettingsOnDisk: Sendable {
    private let refused = Mutex<[String]>([])

    func note(_ outcome: ReloadOutcome) {
        switch outcome {
        case .applied: refused.withLock { $0 = [] }
        case .refused(let problems): refused.withLock { $0 = problems }
        case .stopping: break
        }
    }

    /// One line for each, as `almanac status` shows them.
    var problems: [String] {
        refused.withLock { $0 }.map { "settings on disk are not in force: \($0)" }
    }

    /// What goes before everything else in the line for `systemctl status`; empty when all is well.
    var statusPrefix: String {
        refused.withLock { refused in
            guard let first = refused.first else { return "" }
            let others = refused.count - 1
            return "reload failed: \(first)\(others > 0 ? " (and \(others) more)" : ""); "
        }
    }
}
