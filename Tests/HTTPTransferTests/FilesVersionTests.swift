// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import HTTPTransfer

@Suite struct `A file of a connection that holds something else` {
    @Test(
        arguments: [
            (0, "/etc/ca.pem"), (1, "/./etc/ca.pem"), (2, "/.//etc/ca.pem"), (5, "/.//./etc/ca.pem"),
        ] as [(UInt32, String)])
    func `has another name for each version`(_ version: UInt32, _ name: String) {
        #expect(spelled("/etc/ca.pem", version) == name)
    }

    /// Curl keeps connections, and for a day what it has read of the file.
    @Test func `counts from its next version on, on one client`() async throws {
        let server = try await TestServer.tlsCases()
        let (client, folder) = (HTTPClient(), try temporaryDirectory())
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let authority = try server.file("ca.pem")
        let file = folder + "/ca.pem"
        try authority.write(toFile: file, atomically: true, encoding: .utf8)
        var request = TransferRequest("GET", server.url(of: "good"))
        (request.caFile, request.filesVersion) = (file, 1)
        #expect(try await client.send(request).status == 200)

        let other = try await TestServer.tls().file("ca.pem")
        try other.write(toFile: file, atomically: true, encoding: .utf8)
        request.filesVersion = 2
        #expect(await client.failure(of: request)?.kind == .certificate)

        try authority.write(toFile: file, atomically: true, encoding: .utf8)
        request.filesVersion = 3
        #expect(try await client.send(request).status == 200)
    }
}
