// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Asks systemd to wait for a crash report. It takes seconds, on a busy machine more than the half minute of the watchdog,
/// and there are no pings meanwhile; also where the watchdog's abort is what is reported.
///
/// Ready before the crash, because sd_notify(3) is not safe in a signal handler; what ``send()`` calls is
/// (signal-safety(7)).
struct RequestForTime {
    private static let message: StaticString =
        "STATUS=crashed, and writes its report into the journal\nWATCHDOG_USEC=120000000\nEXTEND_TIMEOUT_USEC=120000000"
    private var address = sockaddr_un()
    private var length: socklen_t = 0

    /// - Parameter name: as in `$NOTIFY_SOCKET`: a path, or an abstract name behind `@`. Without one nothing is sent.
    init(socket name: UnsafePointer<CChar>?) {
        guard let name, ["/", "@"].contains(UnicodeScalar(UInt8(bitPattern: name[0]))) else { return }
        let count = strlen(name)
        guard count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyMemory(from: .init(start: name, count: count)) }
        if name[0] != 0x2f { address.sun_path.0 = 0 }
        length = socklen_t(MemoryLayout<sa_family_t>.size + count)
    }

    mutating func send() {
        guard length > 0 else { return }
        let (text, count, length) = (Self.message.utf8Start, Self.message.utf8CodeUnitCount, length)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, text, count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        close(descriptor)
    }
}
