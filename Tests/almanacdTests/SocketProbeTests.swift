// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

@testable import almanacd

/// A socket that answers when the test says so.
private final class Listener {
    let path = "\(NSTemporaryDirectory())probe-\(UInt32.random(in: 0...(.max))).sock"
    private let descriptor: Int32

    init() throws { descriptor = try listeningSocket(path: path) }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Takes the connection that waits, and returns its request.
    func answer(_ text: String) -> String {
        let connection = accept(descriptor, nil, nil)
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = read(connection, &buffer, buffer.count)
        _ = text.withCString { write(connection, $0, strlen($0)) }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    func stopListening() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

@Suite struct `The daemon's question to its own socket` {
    @Test func `is found answered at the next look`() throws {
        let listener = try Listener()
        var probe = SocketProbe(path: listener.path, isHandedOver: false)
        let first = probe.look()
        let second = probe.look()
        #expect(first == .silent && second == .silent, "asked, and not answered yet")
        let request = listener.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(request.hasPrefix("GET /v1/health HTTP/1.1\r\n") && request.hasSuffix("\r\n\r\n"))
        let third = probe.look()
        #expect(third == .answered)
        let fourth = probe.look()
        #expect(fourth == .silent, "a new question, on a new connection")
        _ = listener.answer("HTTP/1.1 503 Service Unavailable\r\n\r\n")
        let fifth = probe.look()
        #expect(fifth == .answered, "whatever it says")
    }

    @Test(arguments: ["", "220 smtp.example.org ESMTP\r\n"])
    func `is not answered by a connection that only ends, or by another protocol`(_ answer: String) throws {
        let listener = try Listener()
        var probe = SocketProbe(path: listener.path, isHandedOver: false)
        _ = probe.look()
        _ = listener.answer(answer)
        let finding = probe.look()
        #expect(finding == .silent)
        #expect(listener.answer("").hasPrefix("GET "), "it asks again")
    }

    @Test func `is not answered where nobody listens any more`() throws {
        let listener = try Listener()
        listener.stopListening()
        var probe = SocketProbe(path: listener.path, isHandedOver: true)
        let finding = probe.look()
        #expect(finding == .silent)
    }

    @Test(arguments: [(true, SocketProbe.Finding.unreachable(reason: "No such file or directory")), (false, .silent)])
    private func `says nothing of the daemon where systemd's file is gone`(
        _ isHandedOver: Bool, _ expected: SocketProbe.Finding
    ) {
        var probe = SocketProbe(path: "/nowhere/almanac.sock", isHandedOver: isHandedOver)
        let finding = probe.look()
        #expect(finding == expected)
    }
}
