// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One client's connection: request, answer, request, … on a thread of its own.
struct Connection {
    private let socket: Int32
    private let server: TrafficServer

    private static let mostHead = 64 << 10
    private static let mostBody = 16 << 20
    private static let pieceSize = 64 << 10

    init(_ socket: Int32, _ server: TrafficServer) {
        self.socket = socket
        self.server = server
        var yes: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    func serve() {
        defer { close(socket) }
        var buffer: [UInt8] = []
        while let head = readHead(&buffer) {
            guard var request = HTTPRequest(head: head) else {
                try? send(.plain(400, "no HTTP request\n"), closing: true)
                return
            }
            guard let length = request.bodyLength, length <= Self.mostBody else {
                try? send(.plain(request.bodyLength == nil ? 411 : 413), closing: true)
                return
            }
            if length > 0, request.headers["expect"]?.lowercased() == "100-continue" {
                guard (try? write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))) != nil else { return }
            }
            while buffer.count < length { guard read(into: &buffer) else { return } }
            request.body = Array(buffer.prefix(length))
            buffer.removeFirst(length)
            let closing = request.wantsClose
            guard (try? send(server.answer(request), closing: closing)) != nil, !closing else { return }
        }
    }

    /// Up to the blank line, which is taken off `buffer` too. `nil`: the client is gone, or sends nonsense.
    private func readHead(_ buffer: inout [UInt8]) -> [UInt8]? {
        var searched = 0
        while true {
            if let end = buffer.indices.dropFirst(searched).first(where: { Self.endsHead(buffer, at: $0) }) {
                let head = Array(buffer[..<end])
                buffer.removeFirst(end + 4)
                return head
            }
            searched = max(0, buffer.count - 3)
            guard buffer.count < Self.mostHead, read(into: &buffer) else { return nil }
        }
    }

    private static func endsHead(_ bytes: [UInt8], at index: Int) -> Bool {
        index + 3 < bytes.count && bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13
            && bytes[index + 3] == 10
    }

    private func read(into buffer: inout [UInt8]) -> Bool {
        let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { space, count in
            repeat { count = recv(socket, space.baseAddress, space.count, 0) } while count < 0 && errno == EINTR
            count = max(0, count)
        }
        buffer += piece
        server.note { $0.bytesReceived += piece.count }
        return !piece.isEmpty
    }

    private func send(_ answer: HTTPAnswer, closing: Bool) throws(SocketError) {
        let head = answer.head(closing: closing)
        switch answer.body {
        case .text(let bytes): try write(head + bytes)
        case .pieces(let pieces):
            var waiting = head
            var piece: [UInt8] = []
            func chunk() throws(SocketError) {
                waiting += Array((String(piece.count, radix: 16) + "\r\n").utf8) + piece + [13, 10]
                piece.removeAll(keepingCapacity: true)
                try write(waiting)
                waiting.removeAll(keepingCapacity: true)
            }
            do {
                try pieces { text in
                    piece += text.utf8
                    if piece.count >= Self.pieceSize { try chunk() }
                }
            } catch {
                throw error as? SocketError ?? SocketError("answer")
            }
            if !piece.isEmpty { try chunk() }
            try write(waiting + Array("0\r\n\r\n".utf8))
        }
    }

    private func write(_ bytes: [UInt8]) throws(SocketError) {
        server.note { $0.bytesSent += bytes.count }
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { throw SocketError("send") }
            rest = rest.dropFirst(sent)
        }
    }
}
