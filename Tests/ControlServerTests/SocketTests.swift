// SPDX-License-Identifier: Apache-2.0

import BridgeWorld
import CalendarBridge
import ControlClient
import ControlServer
import ControlWire
import Foundation
import Glibc
import Logging
import Synchronization
import TestSupport
import Testing

@Suite struct `The control socket` {
    private let world: BridgeWorld
    private let path: String
    init() throws {
        world = try BridgeWorld()
        path = "\(world.folder)/run/a.sock"
    }

    private func makeFolder() throws {
        try FileManager.default.createDirectory(atPath: "\(world.folder)/run", withIntermediateDirectories: true)
    }

    private var client: ControlClient {
        ControlClient(SocketSearch(explicit: path, user: 0, environment: { _ in nil }, exists: { _ in true }))
    }

    /// Runs a server, calls `body` once it listens, and stops it.
    private func serving(
        _ options: ControlServer.Options = .init(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        _ body: @Sendable () async throws -> Void
    ) async throws {
        let server = ControlServer(
            world.bridge, on: try ListeningSocket(path: path, mode: 0o600), version: "1.2.3", logger: logger,
            options: options)
        let (ready, listening) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run { listening.finish() } }
            for await _ in ready {}
            try await body()
            server.stop()
            try await group.waitForAll()
        }
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `answers over HTTP and says who edits`() async throws {
        try await serving { () async throws in
            #expect(try await client.health().document.version == "1.2.3")
            let event = CreateEventRequest(title: "Tea", start: try #require(RequestedTime("2026-03-02T16:00")))
            let receipt = try await client.create(event, timeZone: "Europe/Berlin", waitSeconds: nil).document
            #expect(receipt.state == .queued)
            let log = try await client.log(since: nil, calendar: nil, limit: 1).document.document
            #expect(log.entries.first?.cause == "added by uid \(getuid())")
            let shown = try await client.event(receipt.id, timeZone: "Europe/Berlin").document.document
            #expect(shown.start.description == "2026-03-02T16:00:00+01:00")
            var change = ChangeEventRequest()
            change.title = .set("Tee & Kuchen, 50 %")
            _ = try await client.change(receipt.shortID ?? "", change, scope: nil, timeZone: nil, waitSeconds: nil)
            let list = try await client.events(
                from: "2026-03-02", to: "2026-03-03", timeZone: "Europe/Berlin", calendars: ["team"], shortIDs: true)
            #expect(list.document.document.events.map(\.title) == ["Tee & Kuchen, 50 %"])
            #expect(String(decoding: list.json, as: UTF8.self).contains(#""time_zone":"Europe/Berlin""#))
            await #expect { try await client.event("none", timeZone: nil) } throws: { error in
                guard case ControlError.problem(let problem)? = error as? ControlError else { return false }
                return problem.status == 404 && problem.hint == "almanac agenda"
            }
        }
    }

    @Test func `is for its mode's users only, and goes when the server stops`() async throws {
        try await serving { () async throws in
            #expect(try mode(path) == 0o600)
            #expect(try mode("\(world.folder)/run") == 0o700)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        let group = try ListeningSocket(path: path, mode: 0o660)
        #expect(try mode(path) == 0o660)
        _ = group
    }

    @Test func `replaces what a dead daemon left, and nothing else`() async throws {
        try makeFolder()
        // Bound, and closed without being removed.
        close(try boundSocket(path))
        try await serving { () async throws in
            #expect(try await client.health().document.version == "1.2.3")
            #expect { try ListeningSocket(path: path, mode: 0o600) } throws: {
                "\($0)".contains("Another daemon listens")
            }
            #expect(try await client.health().document.version == "1.2.3")
        }
        let other = try boundSocket(path, SOCK_DGRAM)
        #expect { try ListeningSocket(path: path, mode: 0o600) } throws: { "\($0)".contains("whose it is: Protocol") }
        close(other)
        unlink(path)
        try Data("mine".utf8).write(to: URL(filePath: path))
        #expect { try ListeningSocket(path: path, mode: 0o600) } throws: { "\($0)".contains("not a socket") }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        #expect(throws: SocketError.self) {
            try ListeningSocket(path: "/tmp/\(String(repeating: "x", count: 120))", mode: 0o600)
        }
    }

    /// Everything that comes until the other side closes. Waits on a thread of its own.
    private func exchange(_ text: String, isAll: Bool = true) async throws -> String {
        let socket = try connectedSocket(path)
        return try await onThread {
            send(text, to: socket)
            if isAll { shutdown(socket, CInt(SHUT_WR)) }
            return readAll(socket)
        }
    }

    @Test func `lets nobody have too many connections`() async throws {
        var options = ControlServer.Options()
        (options.connectionsPerUser, options.refusalPatience) = (2, .seconds(600))
        try await serving(options) { () async throws in
            let sockets = [try connectedSocket(path), try connectedSocket(path)]
            let request = "GET /v1/health HTTP/1.1\r\nHost: a\r\n\r\n"
            for socket in sockets {
                let answer = try await onThread {
                    send(request, to: socket)
                    return readSome(socket)
                }
                #expect(!answer.isEmpty)
            }
            let refusal = try await exchange(request)
            #expect(refusal.hasPrefix("HTTP/1.1 429 Too many connections\r\n"), "\(refusal)")
            #expect(refusal.contains("Each user may have 2 connections"))
            // Who says nothing is told as well; beyond as many again nobody is.
            var silent: [CInt] = []
            while silent.count < 2 {
                let socket = try connectedSocket(path)
                let answer = try await onThread { String(decoding: readSome(socket), as: UTF8.self) }
                // None while the server still closes the one before.
                if answer.hasPrefix("HTTP/1.1 429 ") { silent.append(socket) } else { close(socket) }
            }
            #expect(try await exchange(request).isEmpty)
            for socket in silent { close(socket) }
            for socket in sockets { close(socket) }
            // The kernel has told the server before long.
            while try await !exchange(request).hasPrefix("HTTP/1.1 200 ") { await Task.yield() }
        }
    }

    /// How often it is told is the log's affair.
    @Test func `says of each connection too many whose it is`() async throws {
        let log = CapturedLog()
        var options = ControlServer.Options()
        options.connectionsPerUser = 1
        try await serving(options, logger: log.logger) { () async throws in
            let socket = try connectedSocket(path)
            let request = "GET /v1/health HTTP/1.1\r\nHost: a\r\n\r\n"
            _ = try await onThread {
                send(request, to: socket)
                return readSome(socket)
            }
            for _ in 0..<2 { while try await !exchange(request).hasPrefix("HTTP/1.1 429 ") { await Task.yield() } }
            close(socket)
        }
        let told = log.lines.filter { $0.contains("A user has too many connections") }
        #expect(told.count == 2 && told.allSatisfy { $0.contains("peer.uid") && $0.contains("\(getuid())") }, "\(told)")
    }

    @Test func `has a place for its own process beside those of its user`() async throws {
        var options = ControlServer.Options()
        (options.connectionsPerUser, options.isOwnProcessCounted) = (0, false)
        try await serving(options) { () async throws in
            let request = "GET /v1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            #expect(try await exchange(request).hasPrefix("HTTP/1.1 200"))
        }
    }

    private let post = "POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"

    @Test func `refuses what is too long, and what is not HTTP`() async throws {
        try await serving { () async throws in
            let body = String(repeating: "x", count: (1 << 20) + 1)
            let long = try await exchange("\(post)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(long.hasPrefix("HTTP/1.1 413"))
            #expect(long.contains("application/problem+json"))
            let headers = try await exchange("\(post)X-Long: \(String(repeating: "y", count: 70_000))\r\n\r\n")
            #expect(headers.isEmpty || headers.hasPrefix("HTTP/1.1 4"))
            #expect(try await exchange("nonsense\r\n\r\n").hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test func `closes on requests that never come to their end`() async throws {
        var options = ControlServer.Options()
        options.bodyTimeout = .milliseconds(50)
        options.idleTimeout = .milliseconds(50)
        try await serving(options) { () async throws in
            #expect(try await exchange("\(post)Content-Length: 10\r\n\r\n{", isAll: false) == "")
            #expect(try await exchange("GET /v1/hea", isAll: false) == "")
        }
    }

    @Test func `stops within its limit while somebody waits`() async throws {
        world.engine.set {
            $0.progress = [.init(ticket: .init(id: "ticket-1"), isFinished: false, isInStep: false, accounts: [])]
        }
        var options = ControlServer.Options()
        options.stopLimit = .milliseconds(100)
        let clock = ContinuousClock()
        let started = clock.now
        let isWaiting = Mutex<Task<Void, Never>?>(nil)
        try await serving(options) { () async throws in
            _ = try await client.startSync(SyncRequest())
            let waiter = Task { _ = try? await client.sync("ticket-1", waitSeconds: 300) }
            isWaiting.withLock { $0 = waiter }
            while world.engine.now.progressCalls < 3 { await Task.yield() }
        }
        await isWaiting.withLock { $0 }?.value
        #expect(clock.now - started < .seconds(200))
    }

    /// The one has all the time that it may need, the other none.
    @Test(arguments: [true, false])
    func `waits for whoever had connected when it was told to stop, but not for long`(_ asks: Bool) async throws {
        var options = ControlServer.Options()
        (options.stopLimit, options.firstRequestLimit) = (.seconds(120), .seconds(asks ? 120 : 1))
        let server = ControlServer(
            world.bridge, on: try ListeningSocket(path: path, mode: 0o600), version: "1.2.3",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, options: options)
        let (ready, listening) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.run { listening.finish() } }
            for await _ in ready {}
            let fresh = try connectedSocket(path)
            // The kernel hands connections out in their order.
            #expect(try await exchange("GET /v1/health HTTP/1.1\r\nHost: a\r\n\r\n").hasPrefix("HTTP/1.1 200"))
            server.stop()
            let answer = try await onThread {
                if asks { send("GET /v1/health HTTP/1.1\r\nHost: a\r\n\r\n", to: fresh) }
                return readAll(fresh)
            }
            #expect(asks ? answer.hasPrefix("HTTP/1.1 200") : answer.isEmpty)
            try await group.waitForAll()
        }
    }

    @Test func `may be handed over, listening and with a file`() throws {
        try makeFolder()
        let socket = try boundSocket(path)
        defer { close(socket) }
        #expect { try ListeningSocket(handedOver: socket) } throws: { "\($0)".contains("does not listen") }
        try #require(listen(socket, 1) == 0)
        #expect(try ListeningSocket(handedOver: socket).path == path)
        #expect(unlink(path) == 0)
        #expect { try ListeningSocket(handedOver: socket) } throws: { "\($0)".contains("cannot be seen") }
        #expect(throws: SocketError.self) { try ListeningSocket(handedOver: 0x7FFF) }
    }

    @Test(arguments: [
        (AF_INET, SOCK_STREAM, "is not a Unix socket"), (AF_UNIX, SOCK_DGRAM, "is not a stream socket"),
        (AF_UNIX, SOCK_SEQPACKET, "is not a stream socket"),
    ]) func `refuses to be handed anything else`(_ family: CInt, _ type: __socket_type, _ reason: String) throws {
        let socket = Glibc.socket(family, CInt(type.rawValue), 0)
        defer { close(socket) }
        #expect { try ListeningSocket(handedOver: socket) } throws: { "\($0)".contains(reason) }
    }

    /// Autobound: an abstract name (unix(7)).
    @Test func `refuses to be handed a socket without a file`() throws {
        let socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var family = sa_family_t(AF_UNIX)
        let status = withUnsafeBytes(of: &family) {
            bind(socket, $0.bindMemory(to: sockaddr.self).baseAddress, socklen_t(MemoryLayout<sa_family_t>.size))
        }
        try #require(status == 0 && listen(socket, 1) == 0)
        #expect { try ListeningSocket(handedOver: socket) } throws: { "\($0)".contains("without a file") }
    }
}
