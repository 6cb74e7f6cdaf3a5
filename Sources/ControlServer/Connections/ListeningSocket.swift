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
    /// What ``remove()`` takes away; `nil` when the socket was handed over and stays.
    private let file: SocketFile?

    /// Where clients find it.
    package let path: String
    let access: PeerAccess

    /// Handed over by systemd, bound and listening already.
    ///
    /// - Parameter restart: the command that has systemd make it anew.
    package init(handedOver descriptor: CInt, restart: String? = nil) throws {
        self.descriptor = descriptor
        path = try pathOfListening(descriptor)
        file = nil
        access = try PeerAccess(owner: geteuid(), socketFile: path, hint: restart)
    }

    /// systemd's: the file stays when the daemon ends.
    package var isHandedOver: Bool { file == nil }

    /// Binds a socket at `path`. One that a dead process left is replaced; one that somebody listens on is not.
    ///
    /// - Parameter mode: 0600 for a user's daemon, 0660 for the system's. Nobody else can connect at any moment.
    package init(path: String, mode: UInt32) throws {
        let socket = try SocketFile.newSocket()
        var bound: SocketFile?
        do {
            bound = try SocketFile(binding: socket, path: path, mode: mode)
            access = try PeerAccess(owner: geteuid(), socketFile: path)
            guard listen(socket, 128) == 0 else {
                throw SocketError("Nobody can connect to \(path): \(reason(errno)).")
            }
        } catch {
            bound?.remove()
            close(socket)
            throw error
        }
        (descriptor, file, self.path) = (socket, bound, path)
    }

    /// Takes the file away if it is still ours.
    func remove() { file?.remove() }
}
