// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization

/// A small HTTP/1.1 server in this process, for answers that no real server gives on demand.
package final class ScriptedServer: Sendable {
    package struct Request: Sendable {
        package let method: String
        package let path: String
        /// Names in lower case.
        package let headers: [String: String]
        package let body: [UInt8]
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    package enum Reply: Sendable {
        case answer(Int, headers: [String: String] = [:], body: [UInt8] = [])
        /// These bytes and the end of the connection.
        case raw([UInt8])
        /// One byte at a time, with this pause before each.
        case drip([UInt8], every: Duration)
        /// Nothing, until the server stops.
        case silence
        /// The end of the connection, at once.
        case hangUp

        package static func text(_ status: Int, _ text: String, _ headers: [String: String] = [:]) -> Self {
            .answer(status, headers: headers, body: Array(text.utf8))
        }
    }

    fileprivate struct State {
        var requests: [Request] = []
        var open: Set<Int32> = []
        var connections = 0
        var isStopped = false
        var waiting: [(count: Int, done: CheckedContinuation<Void, Never>)] = []
    }

    package let port: UInt16
    /// Empty for a Unix socket.
    package let url: String
    private let script: @Sendable (Request) -> Reply
    private let state: Shared

    /// Shared with the threads of the connections, which may outlive the server by a moment.
    fileprivate final class Shared: Sendable {
        let mutex = Mutex(State())
    }

    package init(unixSocket: String? = nil, script: @escaping @Sendable (Request) -> Reply) throws {
        let listener: Int32
        if let unixSocket {
            (listener, port, url) = (try listeningSocket(path: unixSocket), 0, "")
        } else {
            (listener, port) = try listeningSocket()
            url = "http://127.0.0.1:\(port)/"
        }
        self.script = script
        let state = Shared()
        self.state = state
        state.mutex.withLock { _ = $0.open.insert(listener) }
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                Thread.detachNewThread { serve(connection, state, script) }
            }
            state.close(listener)
        }
    }

    deinit { stop() }

    package func stop() {
        state.mutex.withLock { state in
            state.isStopped = true
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    package var requests: [Request] { state.mutex.withLock { $0.requests } }

    /// How many there have been.
    package var connections: Int { state.mutex.withLock { $0.connections } }

    /// Returns once that many requests have arrived.
    package func arrived(_ count: Int) async {
        await withCheckedContinuation { done in
            let isThere = state.mutex.withLock { state in
                if state.requests.count < count { state.waiting.append((count, done)) }
                return state.requests.count >= count
            }
            if isThere { done.resume() }
        }
    }
}

extension ScriptedServer.Shared {
    fileprivate func close(_ descriptor: Int32) {
        mutex.withLock { _ = $0.open.remove(descriptor) }
        Glibc.close(descriptor)
    }

    fileprivate func opens(_ descriptor: Int32) -> Bool {
        mutex.withLock { state in
            if !state.isStopped { state.open.insert(descriptor) }
            state.connections += 1
            return !state.isStopped
        }
    }

    fileprivate func note(_ request: ScriptedServer.Request) {
        let done = mutex.withLock { state in
            state.requests.append(request)
            let count = state.requests.count
            defer { state.waiting.removeAll { $0.count <= count } }
            return state.waiting.filter { $0.count <= count }
        }
        for waiting in done { waiting.done.resume() }
    }
}

private func serve(
    _ connection: Int32, _ state: ScriptedServer.Shared, _ script: (ScriptedServer.Request) -> ScriptedServer.Reply
) {
    defer { state.close(connection) }
    guard state.opens(connection) else { return }
    var buffer: [UInt8] = []
    while let request = nextRequest(connection, &buffer) {
        state.note(request)
        guard (try? send(script(request), to: connection, isHead: request.method == "HEAD")) ?? false else { return }
    }
}

/// - Returns: whether the connection stays open.
private func send(_ reply: ScriptedServer.Reply, to connection: Int32, isHead: Bool) throws -> Bool {
    switch reply {
    case .answer(let status, let headers, let body):
        var lines = ["HTTP/1.1 \(status) -"] + headers.map { "\($0): \($1)" }
        if status != 204, status != 304 { lines.append("Content-Length: \(body.count)") }
        let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        try writeAll(connection, isHead ? head : head + body)
        return true
    case .raw(let bytes):
        try writeAll(connection, bytes)
        return false
    case .drip(let bytes, let pause):
        let microseconds = pause.components.seconds * 1_000_000 + pause.components.attoseconds / 1_000_000_000_000
        for byte in bytes {
            usleep(useconds_t(microseconds))
            try writeAll(connection, [byte])
        }
        return false
    case .silence:
        while readSome(connection) != nil {}
        return false
    case .hangUp: return false
    }
}

private func nextRequest(_ connection: Int32, _ buffer: inout [UInt8]) -> ScriptedServer.Request? {
    let separator = Array("\r\n\r\n".utf8)
    var headEnd = buffer.firstRange(of: separator)
    while headEnd == nil {
        guard let piece = readSome(connection) else { return nil }
        buffer += piece
        headEnd = buffer.firstRange(of: separator)
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: buffer[..<headEnd.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
        guard let colon = line.firstIndex(of: ":") else { continue }
        headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let end = headEnd.upperBound + (headers["content-length"].flatMap { Int($0) } ?? 0)
    while buffer.count < end {
        guard let piece = readSome(connection) else { return nil }
        buffer += piece
    }
    let words = lines[0].split(separator: " ")
    defer { buffer.removeSubrange(..<end) }
    return ScriptedServer.Request(
        method: String(words[0]), path: words.count > 1 ? String(words[1]) : "", headers: headers,
        body: Array(buffer[headEnd.upperBound..<end]))
}
