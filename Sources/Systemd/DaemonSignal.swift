// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The signals that the daemon answers.
package enum DaemonSignal: Sendable, Equatable, CaseIterable {
    /// SIGHUP: read the settings again.
    case hangup
    /// SIGTERM: stop.
    case terminate
    /// SIGINT: stop, from a terminal.
    case interrupt
    /// SIGUSR1: log more, or less again.
    case user1

    var number: Int32 {
        switch self {
        case .hangup: SIGHUP
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .user1: SIGUSR1
        }
    }

    init?(number: Int32) {
        guard let signal = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = signal
    }

    static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in allCases { sigaddset(&set, signal.number) }
        return set
    }
}
