// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A Unix socket for datagrams, without a connection, so that a receiver that is started again is found again. Safe in a
/// signal handler (signal-safety(7)).
///
/// sd_notify(3) and sd_journal_sendv(3) wait without limit for a receiver that does not read, as soon as as many messages
/// wait as it may have (`net.unix.max_dgram_qlen`; seen on 252), and with them whatever else their thread is for.
struct DatagramSocket: ~Copyable, Sendable {
    private let descriptor: Int32

    /// - Parameter patience: for a receiver that is busy; microseconds.
    init(patience: Int) {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: patience / 1_000_000, tv_usec: patience % 1_000_000)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// - Parameter isPatient: else it waits for nobody.
    /// - Returns: whether the receiver has it, to read it.
    func send(_ bytes: UnsafeRawBufferPointer, to address: UnixAddress, isPatient: Bool = true) -> Bool {
        let flags = Int32(MSG_NOSIGNAL) | (isPatient ? 0 : Int32(MSG_DONTWAIT))
        return address.withSockaddr { name, length in
            while true {
                if sendto(descriptor, bytes.baseAddress, bytes.count, flags, name, length) >= 0 { return true }
                if errno != EINTR { return false }
            }
        }
    }
}
