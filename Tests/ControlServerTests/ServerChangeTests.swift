// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import ControlServer
import Foundation
import Glibc
import Logging
import Synchronization
import Testing

/// A restart of the daemon, while somebody else keeps the socket.
@Suite struct `One server after the other on a socket` {
    private let world: BridgeWorld
    private let path: String

    init() throws {
        world = try BridgeWorld()
        path = "\(world.folder)/a.sock"
    }

    private func server(on socket: CInt) throws -> ControlServer {
        var options = ControlServer.Options()
        options.connectionsPerUser = 1000
        (options.stopLimit, options.firstRequestLimit) = (.seconds(120), .seconds(60))
        return ControlServer(
            world.bridge, on: try ListeningSocket(handedOver: dup(socket)), version: "1.2.3",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, options: options)
    }

    /// What clients on threads of their own, each with one question after the other, have been told.
    private final class Clients: Sendable {
        private let answers = Mutex<(good: Int, bad: [String])>((0, []))
        private let running: Mutex<Int>
        var good: Int { answers.withLock { $0.good } }
        var bad: [String] { answers.withLock { $0.bad } }
        var isAnyRunning: Bool { running.withLock { $0 > 0 } }

        init(_ count: Int, questions: Int, path: String) {
            running = Mutex(count)
            for _ in 0..<count {
                Thread.detachNewThread { [self] in
                    for _ in 0..<questions { ask(path) }
                    running.withLock { $0 -= 1 }
                }
            }
        }

        private func ask(_ path: String) {
            var answer = "cannot connect"
            if let socket = try? connectedSocket(path) {
                send("GET /v1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", to: socket)
                answer = readAll(socket)
            }
            answers.withLock {
                if answer.hasPrefix("HTTP/1.1 200 ") { $0.good += 1 } else { $0.bad.append(answer) }
            }
        }
    }

    @Test func `answers everybody who came while they changed`() async throws {
        let socket = try boundSocket(path)
        defer { close(socket) }
        try #require(listen(socket, 128) == 0)
        let clients = Clients(32, questions: 50, path: path)
        var servers = 0
        while clients.isAnyRunning {
            servers += 1
            let (server, before) = (try server(on: socket), clients.good)
            try await withThrowingTaskGroup { group in
                group.addTask { try await server.run() }
                while clients.isAnyRunning, clients.good < before + 40 { await Task.yield() }
                server.stop()
                try await group.waitForAll()
            }
        }
        #expect(clients.bad.isEmpty)
        #expect(clients.good == 32 * 50)
        #expect(servers > 10)
    }
}
