// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Asks the daemon itself over its own control socket, as a client would, and waits for nothing: a request that is sent at
/// one look is found answered at the next. So it needs neither a thread of its own nor a further wake-up.
struct SocketProbe: ~Copyable {
    /// What one look found.
    enum Finding: Equatable {
        case answered
        /// Not yet, or not at all.
        case silent
        /// Who owns the socket's file has kept us out, or has taken it away: that says nothing about the daemon.
        case unreachable(reason: String)
    }

    private let path: String
    /// The file is systemd's, and a restart of the daemon makes no new one.
    private let isHandedOver: Bool
    private var connection: Int32?

    private static let request = "GET /v1/health HTTP/1.1\r\nHost: almanac\r\nConnection: close\r\n\r\n"

    init(path: String, isHandedOver: Bool) {
        self.path = path
        self.isHandedOver = isHandedOver
    }

    deinit { if let connection { close(connection) } }

    /// Takes the last answer and asks anew. A request that still waits is left alone.
    mutating func look() -> Finding {
        var finding = Finding.silent
        if let connection {
            switch answer(on: connection) {
            case nil: return .silent
            case true?: finding = .answered
            case false?: break
            }
            close(connection)
            self.connection = nil
        }
        if let obstacle = ask() { return obstacle }
        return finding
    }

    /// Whether it is an answer; `nil`: nothing yet.
    private func answer(on connection: Int32) -> Bool? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(connection, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        return count > 0 && buffer.starts(with: Array("HTTP/1.1 ".utf8))
    }

    /// Sends a request; returns what stands in the way of even that, where it is not the daemon.
    private mutating func ask() -> Finding? {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { return nil }
        let status = connect(descriptor)
        let reason = errno
        guard status == 0, send(Self.request, on: descriptor) else {
            close(descriptor)
            let isOthers = reason == EACCES || reason == EPERM || isHandedOver && reason == ENOENT
            return status != 0 && isOthers ? .unreachable(reason: String(cString: strerror(reason))) : nil
        }
        connection = descriptor
        return nil
    }

    /// Does not wait: where the queue of the socket is full, this fails with `EAGAIN`.
    private func connect(_ descriptor: Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return -1 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafeBytes(of: address) {
            Glibc.connect(
                descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
    }

    private func send(_ text: String, on descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count
        }
    }
}
