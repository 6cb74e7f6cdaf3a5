// SPDX-License-Identifier: Apache-2.0

import ControlWire
import FoundationEssentials
import NIOCore

/// Answers somebody who may not be here, whatever they ask, and closes: once they have said something, or after a while.
final class Refusal: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: [UInt8]
    private let patience: TimeAmount

    init(_ answer: [UInt8], patience: TimeAmount) { (self.answer, self.patience) = (answer, patience) }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }

    /// Read before it is closed, so that the answer reaches those who have not sent all.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// A whole answer, with nothing in it that is not known without it.
func refusal(_ problem: ProblemDocument) -> [UInt8] {
    let body = (try? JSONEncoder().encode(problem)) ?? Data()
    let head = [
        "HTTP/1.1 \(problem.status) \(problem.title)", "Content-Type: \(ProblemDocument.mediaType)",
        "Content-Length: \(body.count)", "Connection: close", "", "",
    ]
    return Array(head.joined(separator: "\r\n").utf8) + body
}
