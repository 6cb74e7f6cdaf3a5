// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Counts the connections between the kernel, which has given them away for good, and whoever serves them. While there are any
/// the listening channel must not be closed, or they would go without an answer.
final class Intake: ChannelInboundHandler, Sendable {
    typealias InboundIn = any Channel

    private struct State {
        var count = 0
        /// To be closed.
        var listener: (any Channel)?
    }

    private let state = Mutex(State())

    /// The listening channel reads connections.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        state.withLock { $0.count += 1 }
        context.fireChannelRead(data)
    }

    /// One of them is served, or cannot be.
    func isThrough() {
        let listener = state.withLock { state in
            state.count -= 1
            return state.listener
        }
        if let listener { closeIfEmpty(listener) }
    }

    /// Reads no more of them, and closes the channel once it is empty. A few may still come: what it is reading now.
    func close(_ listener: any Channel) {
        state.withLock { $0.listener = listener }
        listener.setOption(ChannelOptions.autoRead, value: false).whenComplete { [self] _ in closeIfEmpty(listener) }
    }

    /// Looks and closes in one step where connections are read, so that none comes between.
    private func closeIfEmpty(_ listener: any Channel) {
        listener.eventLoop.execute { [self] in
            let isEmpty = state.withLock { state in
                if state.count == 0 { state.listener = nil }
                return state.count == 0
            }
            if isEmpty { listener.close(promise: nil) }
        }
    }
}
