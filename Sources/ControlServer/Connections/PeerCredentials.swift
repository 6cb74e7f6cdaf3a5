// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore

/// `struct ucred` (unix(7)).
private struct PeerCredentials {
    var process: pid_t
    var user: uid_t
    var group: gid_t
}

/// `NGROUPS_MAX` (getgroups(2)).
private let mostGroups = 65536

extension Peer {
    /// Has to be called on the channel's event loop.
    init(of channel: any Channel) throws {
        let peer = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
            of: NIOBSDSocket.Handle.self, Peer.init(ofConnected:))
        guard let peer else { throw SocketError("The connection is no socket.") }
        self = peer
    }

    /// - Parameter descriptor: of a connected Unix socket.
    init(ofConnected descriptor: CInt) throws {
        var credentials = PeerCredentials(process: 0, user: PeerAccess.unknown, group: PeerAccess.unknown)
        var length = socklen_t(MemoryLayout<PeerCredentials>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0,
            length == socklen_t(MemoryLayout<PeerCredentials>.size)
        else { throw SocketError("Nobody says who connected.") }
        user = credentials.user
        groups = [credentials.group] + supplementaryGroups(descriptor)
        process = credentials.process
    }
}

/// None where the kernel does not tell them (before Linux 4.13).
private func supplementaryGroups(_ descriptor: CInt) -> [gid_t] {
    var groups = [gid_t](repeating: PeerAccess.unknown, count: 64)
    while true {
        let size = groups.count * MemoryLayout<gid_t>.stride
        var length = socklen_t(size)
        if getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &length) == 0 {
            return Array(groups.prefix(Int(length) / MemoryLayout<gid_t>.stride))
        }
        // The length is what it takes then.
        guard errno == ERANGE, Int(length) > size, Int(length) <= mostGroups * MemoryLayout<gid_t>.stride else {
            return []
        }
        groups = [gid_t](repeating: PeerAccess.unknown, count: Int(length) / MemoryLayout<gid_t>.stride)
    }
}
