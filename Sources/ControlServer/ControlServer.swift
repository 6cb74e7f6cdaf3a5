// SPDX-License-Identifier: Apache-2.0

package import CalendarBridge
import ControlWire
import Glibc
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import Synchronization

/// HTTP/1.1 with JSON on a Unix socket.
package final class ControlServer: Sendable {
    package struct Options: Sendable {
        package var connectionsPerUser = 16
        /// How long a connection may be idle, or take for a request's headers.
        package var idleTimeout: Duration = .seconds(300)
        /// How long a request's body may take.
        package var bodyTimeout: Duration = .seconds(10)
        /// Connections of this very process, in which the daemon asks itself, take no place away from its user.
        package var isOwnProcessCounted = true
        /// How long requests under way may go on once the server is told to stop.
        package var stopLimit: Duration = .seconds(2)
        /// How long whoever has connected before that may take for their first request.
        package var firstRequestLimit: Duration = .seconds(1)
        /// How long somebody who was refused, and has said nothing, stays connected.
        package var refusalPatience: Duration = .seconds(1)
        /// What shows the daemon's log, for whoever met an error of its own; `nil`: nothing does.
        package var journal: String?
        package init() {}
    }

    private let socket: ListeningSocket
    private let options: Options
    private let logger: Logger
    private let responder: RouterResponder<ControlContext>
    private let connections: Connections
    private let intake = Intake()
    private let stopping = Mutex<(@Sendable () -> Void)?>(nil)

    package init(
        _ bridge: CalendarBridge, on socket: ListeningSocket, version: String, logger: Logger,
        options: Options = Options()
    ) {
        self.socket = socket
        self.options = options
        self.logger = logger
        responder = controlRouter(bridge, version: version, journal: options.journal).buildResponder()
        connections = Connections(
            perUser: options.connectionsPerUser, firstRequest: TimeAmount(options.firstRequestLimit))
    }

    /// Answers until the task is cancelled or ``stop()`` is called; then within ``Options/stopLimit``. Runs once.
    ///
    /// - Parameter onReady: called when connections are accepted.
    package func run(onReady: @escaping @Sendable () -> Void = {}) async throws {
        defer { socket.remove() }
        let server = try await listen()
        // No child task: cancelling it would break off the answers under way.
        let serving = Task { try await serve(server) }
        let stopLimit = TimeAmount(options.stopLimit)
        stopping.withLock {
            $0 = { [connections, intake] in
                intake.close(server.channel)
                connections.finish(within: stopLimit)
                server.channel.eventLoop.scheduleTask(in: stopLimit) { serving.cancel() }
            }
        }
        try await withTaskCancellationHandler {
            onReady()
            try await serving.value
        } onCancel: {
            stop()
        }
    }

    /// Accepts no more and lets what is under way end; who has connected before is answered. Does nothing before ``run(onReady:)``.
    package func stop() { stopping.withLock { $0 }?() }

    /// `nil` is somebody who was refused.
    private typealias Server = NIOAsyncChannel<Connection?, Never>

    private struct Connection: Sendable {
        var http: HTTP1Channel
        var channel: HTTP1Channel.Value
    }

    private func listen() async throws -> Server {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelInitializer { [intake] channel in channel.pipeline.addHandler(intake) }
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .bind(socket.descriptor) { [self] channel in
                let accepted = channel.eventLoop.submit { try Peer(of: channel) }
                    .flatMap { peer in self.accept(channel, peer) }
                accepted.whenFailure { [intake] _ in
                    channel.close(promise: nil)
                    intake.isThrough()
                }
                return accepted
            }
    }

    private func accept(_ channel: any Channel, _ peer: Peer) -> EventLoopFuture<Connection?> {
        let user = peer.user
        let isCounted = options.isOwnProcessCounted || peer.process != getpid()
        guard connections.admit(channel, user: user, isCounted: isCounted) else {
            guard connections.admitExcess(channel, user: user) else {
                return channel.eventLoop.makeFailedFuture(SocketError("too many connections"))
            }
            logger.warning("A user has too many connections", metadata: ["peer.uid": "\(user)"])
            return refuse(channel, .tooManyConnections(limit: options.connectionsPerUser))
        }
        guard socket.access.admits(peer) else {
            logger.warning("A user who may not use the socket was refused", metadata: ["peer.uid": "\(user)"])
            return refuse(channel, .refused(user, group: socket.access.group))
        }
        let limits = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)
        let http = HTTP1Channel(
            responder: { [self] request, writer, channel in
                connections.began(channel)
                let response = try await respond(to: request, channel, user)
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: .init(
                idleTimeout: TimeAmount(options.idleTimeout), httpDecoderConfiguration: limits))
        return http.setup(channel: channel, logger: logger).map { Connection(http: http, channel: $0) }
    }

    private func refuse(_ channel: any Channel, _ problem: ProblemDocument) -> EventLoopFuture<Connection?> {
        let (answer, patience) = (refusal(problem), TimeAmount(options.refusalPatience))
        return channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(Refusal(answer, patience: patience))
            return nil
        }
    }

    private func serve(_ server: Server) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { connections in
                for try await connection in connections {
                    intake.isThrough()
                    guard let connection else { continue }
                    group.addTask { [logger] in await connection.http.handle(value: connection.channel, logger: logger)
                    }
                }
            }
        }
    }

    /// A body that does not come in time ends the connection; one that is too long ends the request.
    private func respond(to request: Request, _ channel: any Channel, _ user: UInt32) async throws -> Response {
        let context = ControlContext(source: .init(logger: logger, user: user))
        var request = request
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(options.bodyTimeout)) {
            channel.close(promise: nil)
        }
        do {
            _ = try await request.collectBody(upTo: ControlLimits.body)
        } catch is NIOTooManyBytesError {
            deadline.cancel()
            return problemResponse(.tooLarge)
        }
        deadline.cancel()
        return try await responder.respond(to: request, context: context)
    }
}

enum ControlLimits {
    /// Bytes of a request's body.
    static let body = 1 << 20
    /// Seconds that a client may have an answer wait.
    static let wait = 300
}
