// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// journald's socket for entries in its native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): one datagram each.
final class JournalSocket: Sendable {
    static let usualPath = "/run/systemd/journal/socket"

    private let socket = DatagramSocket(patience: 100_000)
    private let address: UnixAddress?
    /// The last entry was not taken in time, so the next ones do not wait.
    private let isStuck = Mutex(false)

    init(path: String = usualPath) { address = UnixAddress(path) }

    /// Waits for at most a tenth of a second, and that once for as long as journald takes nothing.
    ///
    /// - Returns: whether journald took it.
    func send(_ datagram: [UInt8]) -> Bool {
        guard let address else { return false }
        let waits = isStuck.withLock { !$0 }
        let isSent = datagram.withUnsafeBytes { socket.send($0, to: address, isPatient: waits) }
        isStuck.withLock { $0 = !isSent }
        return isSent
    }
}
