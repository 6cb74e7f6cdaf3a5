// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Counts the connections between the kernel, which has given them away for good, and whoever serves them. While there are any
/// the listening channel must not be closed, or they would go without an answer.
final class Intake: ChannelInboundHandler, Sendable {
    typealias InboundIn = any Channel

    fileprivate struct State {
        var count = 0
        var whenEmpty: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// The listening channel reads connections.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        state.withLock { $0.count += 1 }
        context.fireChannelRead(data)
    }

    /// One of them is served, or cannot be.
    func isThrough() {
        let action = state.withLock { state in
            state.count -= 1
            return state.takeActionIfEmpty()
        }
        action?()
    }

    /// Calls `action` once, now or later. No connection may be read any more.
    func whenEmpty(_ action: @escaping @Sendable () -> Void) {
        let action = state.withLock { state in
            state.whenEmpty = action
            return state.takeActionIfEmpty()
        }
        action?()
    }
}

extension Intake.State {
    fileprivate mutating func takeActionIfEmpty() -> (@Sendable () -> Void)? {
        guard count == 0 else { return nil }
        defer { whenEmpty = nil }
        return whenEmpty
    }
}
