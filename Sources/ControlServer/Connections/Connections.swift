// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import Synchronization

/// Who is connected, for the limit per user and for the end.
final class Connections: Sendable {
    private struct State {
        var counts: [uid_t: Int] = [:]
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// Those that have asked nothing yet.
        var fresh: Set<ObjectIdentifier> = []
        /// Connections too many that are told so.
        var excess: [uid_t: Int] = [:]
        var isClosing = false
    }

    /// Until when whoever has connected before the end may send their first request.
    private let firstRequest: TimeAmount

    private let perUser: Int
    private let state = Mutex(State())

    init(perUser: Int, firstRequest: TimeAmount) { (self.perUser, self.firstRequest) = (perUser, firstRequest) }

    /// `false`: this user has too many. At the end somebody may still come who had connected before.
    ///
    /// - Parameter isCounted: takes a place of its user.
    func admit(_ channel: any Channel, user: uid_t, isCounted: Bool) -> Bool {
        let (isAdmitted, isClosing) = state.withLock { state in
            guard !isCounted || state.counts[user, default: 0] < perUser else { return (false, state.isClosing) }
            if isCounted { state.counts[user, default: 0] += 1 }
            state.channels[ObjectIdentifier(channel)] = channel
            state.fresh.insert(ObjectIdentifier(channel))
            return (true, state.isClosing)
        }
        guard isAdmitted else { return false }
        if isClosing { expectRequest(on: channel) }
        channel.closeFuture.whenComplete { [weak self] _ in self?.leave(channel, user, isCounted) }
        return true
    }

    /// `false`: not even a refusal is for this one, for as many as a user may have are being told.
    func admitExcess(_ channel: any Channel, user: uid_t) -> Bool {
        let isAdmitted = state.withLock { state in
            guard state.excess[user, default: 0] < perUser else { return false }
            state.excess[user, default: 0] += 1
            return true
        }
        guard isAdmitted else { return false }
        channel.closeFuture.whenComplete { [weak self] _ in self?.state.withLock { $0.excess.takeOne(user) } }
        return true
    }

    private func leave(_ channel: any Channel, _ user: uid_t, _ isCounted: Bool) {
        state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            state.fresh.remove(ObjectIdentifier(channel))
            if isCounted { state.counts.takeOne(user) }
        }
    }

    /// A request has come. At the end it is the last one of its connection.
    func began(_ channel: any Channel) {
        let isLast = state.withLock { state in
            state.fresh.remove(ObjectIdentifier(channel)) != nil && state.isClosing
        }
        if isLast { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    /// Idle connections end now, the others after the answer under way, and all of them after `limit`. Who was let in just
    /// now and has asked nothing yet is answered once: for them it is a restart that they should not notice.
    func finish(within limit: TimeAmount) {
        let (channels, fresh) = state.withLock { state in
            state.isClosing = true
            return (Array(state.channels.values), state.fresh)
        }
        for channel in channels {
            let isFresh = fresh.contains(ObjectIdentifier(channel))
            if !isFresh { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
            channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
            if isFresh { expectRequest(on: channel) }
        }
    }

    /// Closes it when none comes soon.
    private func expectRequest(on channel: any Channel) {
        channel.eventLoop.scheduleTask(in: firstRequest) { [weak self] in
            let isFresh = self?.state.withLock { $0.fresh.contains(ObjectIdentifier(channel)) }
            if isFresh == true { channel.close(promise: nil) }
        }
    }
}

extension [uid_t: Int] {
    fileprivate mutating func takeOne(_ user: uid_t) {
        let rest = self[user, default: 0] - 1
        self[user] = rest > 0 ? rest : nil
    }
}
