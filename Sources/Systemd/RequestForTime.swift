// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Asks systemd to wait for a crash report. It takes seconds, on a busy machine more than the half minute of the watchdog,
/// and there are no pings meanwhile; also where the watchdog's abort is what is reported.
///
/// Ready before the crash: what ``send()`` calls is safe in a signal handler (signal-safety(7)).
struct RequestForTime {
    private static let message: StaticString =
        "STATUS=crashed, and writes its report into the journal\nWATCHDOG_USEC=120000000\nEXTEND_TIMEOUT_USEC=120000000"
    private let address: UnixAddress?

    /// - Parameter name: as in `$NOTIFY_SOCKET`. Without one nothing is sent.
    init(socket name: UnsafePointer<CChar>?) { address = name.flatMap(UnixAddress.init) }

    func send() {
        guard let address else { return }
        let bytes = UnsafeRawBufferPointer(start: Self.message.utf8Start, count: Self.message.utf8CodeUnitCount)
        _ = DatagramSocket(patience: 0).send(bytes, to: address, isPatient: false)
    }
}
