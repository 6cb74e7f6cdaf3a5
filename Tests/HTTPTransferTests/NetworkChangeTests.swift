// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTPTransfer
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
        let server = try ScriptedServer { _ in
            Thread.sleep(forTimeInterval: 8)
            return .text(200, "at last")
        }
        async let response = client.send(TransferRequest("GET", server.url))
        await server.arrived(1)
        client.networkChanged()
        #expect(try await response.body == Array("at last".utf8))
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
