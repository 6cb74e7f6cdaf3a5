// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTPTransfer
import Synchronization
import TestSupport
import Testing

/// What a change does to connections that lead nowhere: see the daemon's tests in a network that comes and goes.
@Suite struct `After a change of networks` {
    private let client = HTTPClient(.init(userAgent: "Almanac/test"))

    @Test func `a request goes over a new connection, however old the last one is`() async throws {
        let server = try ScriptedServer { _ in .text(200, "here") }
        for _ in 0..<3 { #expect(try await client.send(TransferRequest("GET", server.url)).status == 200) }
        #expect(server.connections == 1)
        client.networkChanged()
        #expect(try await client.send(TransferRequest("GET", server.url)).status == 200)
        #expect(server.connections == 2)
    }

    @Test func `a request under way goes on where the other end is there, however long the server thinks`() async throws
    {
        let port = Mutex<UInt16>(0)
        let server = try ScriptedServer { [client] _ in
            let port = port.withLock { $0 }
            client.networkChanged()
            let isAsked = waited { isProbed(port) }
            return .text(200, isAsked && waited { !isProbed(port) } ? "at last" : "it was not asked")
        }
        port.withLock { $0 = server.port }
        #expect(try await client.send(TransferRequest("GET", server.url)).body == Array("at last".utf8))
        #expect(server.requests.count == 1 && server.connections == 1)
    }

    @Test func `comes to nothing once the client was shut down`() async throws {
        client.shutdown()
        client.networkChanged()
        await #expect(throws: TransferError.self) {
            try await client.send(TransferRequest("GET", "http://127.0.0.1:1/"))
        }
    }
}

/// Whether the kernel asks, for a connection of this process to that port, whether the other end is there.
private func isProbed(_ port: UInt16) -> Bool {
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return descriptors.lazy.compactMap { Int32($0) }.contains { descriptor in
        var (address, length) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
        let status = withUnsafeMutableBytes(of: &address) { bytes in
            bytes.baseAddress.map { getpeername(descriptor, $0.assumingMemoryBound(to: sockaddr.self), &length) }
        }
        guard status == 0, address.sin_family == sa_family_t(AF_INET), UInt16(bigEndian: address.sin_port) == port
        else { return false }
        var (isOn, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        return getsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &isOn, &size) == 0 && isOn != 0
    }
}

/// Looks every 20 ms, on a server's own thread; false after a minute.
private func waited(for condition: () -> Bool) -> Bool {
    for _ in 0..<3000 {
        if condition() { return true }
        poll(nil, 0, 20)
    }
    return false
}
