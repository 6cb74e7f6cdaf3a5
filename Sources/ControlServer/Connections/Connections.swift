// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import Synchronization

/// Who is connected, for the limit per user and for the end.
final class Connections: Sendable {
    private struct State {
        var counts: [uid_t: Int] = [:]
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosing = false
    }

    private let perUser: Int
    private let state = Mutex(State())

    init(perUser: Int) { self.perUser = perUser }

    /// `false`: this user has too many, or nobody is let in any more.
    ///
    /// - Parameter isCounted: takes a place of its user.
    func admit(_ channel: any Channel, user: uid_t, isCounted: Bool) -> Bool {
        let isAdmitted = state.withLock { state in
            guard !state.isClosing, !isCounted || state.counts[user, default: 0] < perUser else { return false }
            if isCounted { state.counts[user, default: 0] += 1 }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isAdmitted else { return false }
        channel.closeFuture.whenComplete { [weak self] _ in self?.leave(channel, user, isCounted) }
        return true
    }

    private func leave(_ channel: any Channel, _ user: uid_t, _ isCounted: Bool) {
        state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            guard isCounted else { return }
            let rest = state.counts[user, default: 0] - 1
            state.counts[user] = rest > 0 ? rest : nil
        }
    }

    /// Idle connections end now, the others after the answer under way, and all of them after `limit`.
    func finish(within limit: TimeAmount) {
        let channels = state.withLock { state in
            state.isClosing = true
            return Array(state.channels.values)
        }
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
        }
    }
}

/// `struct ucred` (unix(7)).
private struct PeerCredentials: Sendable {
    var process: pid_t
    var user: uid_t
    var group: gid_t
}

/// Who is at the other end of an accepted Unix socket, as the kernel saw it when they connected.
func peerUser(of channel: any Channel) -> EventLoopFuture<uid_t> { peer(of: channel).map(\.user) }

/// Whether it is this very process. Its number is taken for as long as it lives; nothing is granted for it.
func isOwnConnection(_ channel: any Channel) -> EventLoopFuture<Bool> {
    peer(of: channel).map { $0.process == getpid() }
}

private func peer(of channel: any Channel) -> EventLoopFuture<PeerCredentials> {
    guard let socket = channel as? any SocketOptionProvider else {
        return channel.eventLoop.makeFailedFuture(SocketError("not a socket"))
    }
    return socket.unsafeGetSocketOption(level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
}
