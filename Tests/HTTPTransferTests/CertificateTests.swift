// SPDX-License-Identifier: Apache-2.0

import HTTPTransfer
import TestSupport
import Testing

@Suite struct `A certificate` {
    let client = HTTPClient()

    @Test func `of a private CA is taken with its file, and only so`() async throws {
        let server = try await TestServer.tls()
        #expect(try await client.send(request(server.url, server.dataDirectory + "/ca.pem")).status == 200)
        #expect(await client.failure(of: request(server.url, nil))?.kind == .certificate)
        #expect(await client.failure(of: request(server.url, "/nonexistent/ca.pem"))?.kind == .certificate)
    }

    @Test(arguments: [(-1, "", "expired"), (2, "other.example.org", "subject name")])
    func `that is expired or for another host is refused`(days: Int, name: String, words: String) async throws {
        let server = try await TestServer.tls(days: days, name: name)
        let error = await client.failure(of: request(server.url, server.dataDirectory + "/ca.pem"))
        #expect(error?.kind == .certificate && error?.requestMayHaveArrived == false)
        #expect(error?.message.contains(words) ?? false, "\(error?.message ?? "")")
    }

    private func request(_ url: String, _ caFile: String?) -> TransferRequest {
        var request = TransferRequest("GET", url)
        request.caFile = caFile
        return request
    }
}
