// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// A CalDAV server on the loopback: alice (alice-pw) with one calendar of generated objects.
///
/// HTTP/1.1 with keep-alive, no compression, a thread per connection.
package final class TrafficServer: Sendable {
    package let port: UInt16
    private let listener: Int32
    private let state: Mutex<State>

    private struct State {
        var ledger: Ledger
        var count = TrafficCount()
    }

    /// Listens before it returns. Port 0: any free one.
    package init(_ calendar: GeneratedCalendar, port wanted: UInt16 = 0) throws(SocketError) {
        state = Mutex(State(ledger: Ledger(calendar)))
        (listener, port) = try Self.listen(wanted)
        Thread.detachNewThread { [listener] in
            defer { close(listener) }
            while true {
                let socket = accept(listener, nil, nil)
                if socket < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard socket >= 0 else { return }
                self.note { $0.connections += 1 }
                Thread.detachNewThread { Connection(socket, self).serve() }
            }
        }
    }

    package var url: String { "http://127.0.0.1:\(port)/" }

    package var count: TrafficCount { state.withLock { $0.count } }

    /// Changes `count` objects, as another client would.
    package func edit(_ count: Int) { state.withLock { $0.ledger.edit(count) } }

    /// Takes no more connections; those that are open end with their clients.
    package func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    func note(_ change: (inout TrafficCount) -> Void) { state.withLock { change(&$0.count) } }

    func answer(_ request: HTTPRequest) -> HTTPAnswer {
        let kind = Self.kind(of: request)
        return state.withLock { state in
            state.count.requests[kind, default: 0] += 1
            return CalDAVAnswer(request: request).answer(&state.ledger, &state.count)
        }
    }

    /// The root element of a REPORT, without its prefix.
    private static func kind(of request: HTTPRequest) -> String {
        guard request.method == "REPORT" else { return request.method }
        return DAVRequest(request.body)?.root.local ?? "REPORT"
    }

    private static func listen(_ wanted: UInt16) throws(SocketError) -> (Int32, UInt16) {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw SocketError("socket") }
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wanted.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && Glibc.listen(socket, 64) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard bound else {
            let error = SocketError("port \(wanted)")
            close(socket)
            throw error
        }
        return (socket, UInt16(bigEndian: address.sin_port))
    }
}

package struct SocketError: Error, CustomStringConvertible {
    package let description: String

    init(_ what: String, _ code: Int32 = errno) { description = "\(what): \(String(cString: strerror(code)))" }
}
