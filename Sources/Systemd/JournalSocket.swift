// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// journald's socket for entries in its native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): one datagram each. It has no
/// connection, so that a journald that is started again is found again.
///
/// sd_journal_sendv(3) would wait without limit for a journald that does not read, as soon as ten or so entries wait
/// (`net.unix.max_dgram_qlen`; seen on 252), and with it the threads that the whole program shares.
final class JournalSocket: Sendable {
    static let usualPath = "/run/systemd/journal/socket"
    /// For a journald that is busy.
    private static let patience = timeval(tv_sec: 0, tv_usec: 100_000)

    private let descriptor: Int32
    private let address: sockaddr_un
    /// The last entry was not taken in time, so the next ones do not wait.
    private let isStuck = Mutex(false)

    init(path: String = usualPath) {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = Self.patience
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        self.address = address
    }

    deinit { close(descriptor) }

    /// Waits for at most a tenth of a second, and that once for as long as journald takes nothing.
    ///
    /// - Returns: whether journald took it.
    func send(_ datagram: [UInt8]) -> Bool {
        let waits = isStuck.withLock { !$0 }
        let isSent = deliver(datagram, flags: waits ? 0 : Int32(MSG_DONTWAIT))
        isStuck.withLock { $0 = !isSent }
        return isSent
    }

    private func deliver(_ datagram: [UInt8], flags: Int32) -> Bool {
        var address = address
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                while true {
                    let count = sendto(
                        descriptor, datagram, datagram.count, flags | Int32(MSG_NOSIGNAL), name, size)
                    if count >= 0 { return true }
                    if errno != EINTR { return false }
                }
            }
        }
    }
}
