// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why the control socket cannot be had, with the next step.
package struct SocketError: Error, Sendable, Equatable, CustomStringConvertible {
    package let message: String
    package let hint: String?
    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
    package var description: String { hint.map { "\(message) (\($0))" } ?? message }
}

/// A Unix socket that waits for connections. It belongs to whoever runs a ``ControlServer`` on it, once.
package struct ListeningSocket: Sendable {
    let descriptor: CInt
    /// Where clients find it.
    package let path: String
    /// What ``remove()`` takes away; `nil` when the socket was handed over and stays.
    private let file: SocketFile?

    /// Handed over by systemd, bound already.
    package init(handedOver descriptor: CInt) throws {
        var (address, length) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
        let status = withUnsafeMutableBytes(of: &address) {
            getsockname(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard status == 0, address.ss_family == sa_family_t(AF_UNIX) else {
            throw SocketError("The descriptor \(descriptor) handed over is not a Unix socket.")
        }
        self.descriptor = descriptor
        path = withUnsafeBytes(of: address) { bytes in
            let name = bytes[MemoryLayout<sa_family_t>.size..<Int(length)]
            return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        }
        file = nil
    }

    /// systemd's: the file stays when the daemon ends.
    package var isHandedOver: Bool { file == nil }

    /// Binds a socket at `path`. One that a dead process left is replaced; one that somebody listens on is not.
    ///
    /// - Parameter mode: 0600 for a user's daemon, 0660 for the system's. Nobody else can connect at any moment.
    package init(path: String, mode: UInt32) throws {
        let socket = try SocketFile.newSocket()
        do {
            file = try SocketFile(binding: socket, path: path, mode: mode)
        } catch {
            close(socket)
            throw error
        }
        (descriptor, self.path) = (socket, path)
        guard listen(socket, 64) == 0 else { throw SocketError("Nobody can connect to \(path).") }
    }

    /// Takes the file away if it is still ours.
    func remove() { file?.remove() }
}
