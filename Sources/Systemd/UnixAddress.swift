// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where a Unix socket is.
struct UnixAddress: Sendable {
    private var address = sockaddr_un()
    private var length: socklen_t

    /// - Parameter name: a path, or an abstract name behind `@`, as in `$NOTIFY_SOCKET`. `nil` for what is neither.
    init?(_ name: UnsafePointer<CChar>) {
        let count = strlen(name)
        guard ["/", "@"].contains(UnicodeScalar(UInt8(bitPattern: name[0]))),
            count < MemoryLayout.size(ofValue: address.sun_path)
        else { return nil }
        length = socklen_t(MemoryLayout<sa_family_t>.size + count)
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyMemory(from: .init(start: name, count: count)) }
        if address.sun_path.0 != 0x2f { address.sun_path.0 = 0 }
    }

    func withSockaddr<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
