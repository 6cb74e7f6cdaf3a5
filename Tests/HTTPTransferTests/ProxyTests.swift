// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransfer
import TestSupport
import Testing

@Suite struct `A proxy` {
    let client = HTTPClient()

    @Test func `is asked for plain HTTP, and gets no login of its own`() async throws {
        let proxy = try ScriptedServer { _ in .text(200, "from the proxy") }
        var request = TransferRequest("PROPFIND", "http://127.0.0.1:9/dav/", body: [65])
        request.proxy = proxy.url
        #expect(try await client.send(request).body == Array("from the proxy".utf8))
        #expect(proxy.requests.map(\.path) == ["http://127.0.0.1:9/dav/"])
        #expect(proxy.requests[0].headers["proxy-authorization"] == nil)
    }

    @Test func `carries TLS through without seeing into it`() async throws {
        let server = try await TestServer.tlsCases()
        let proxy = try await TestServer.tinyproxy()
        let login = Authentication.basic(Credentials(username: "alice", password: "alice-pw"))
        let url = "https://127.0.0.1:\(server.port)/"
        var request = TransferRequest("GET", url, headers: [HTTPHeader("X-Own", "1")], authentication: login)
        request.caFile = server.dataDirectory + "/ca.pem"
        request.proxy = proxy.url
        let response = try await client.send(request)
        #expect(response.status == 200 && response.body == Array("HTTP/1.1".utf8))
        #expect(try proxy.file("tinyproxy.log").contains("CONNECT 127.0.0.1:\(server.port) HTTP/1.1"))
        request.caFile = nil
        let error = await client.failure(of: request)
        #expect(error?.kind == .certificate && error?.requestMayHaveArrived == false)
    }

    @Test func `sees neither the headers nor the login of what goes through`() async throws {
        let proxy = try ScriptedServer { _ in .text(403, "no") }
        let login = Authentication.basic(Credentials(username: "alice", password: "alice-pw"))
        let headers = [HTTPHeader("X-Own", "1")]
        var request = TransferRequest("GET", "https://example.org/", headers: headers, authentication: login)
        request.proxy = proxy.url
        let error = await client.failure(of: request)
        #expect(error?.kind == .proxy && error?.requestMayHaveArrived == false, "\(error?.message ?? "")")
        #expect(proxy.requests.map(\.method) == ["CONNECT"])
        #expect(proxy.requests[0].headers["authorization"] == nil && proxy.requests[0].headers["x-own"] == nil)
    }

    @Test func `that wants a login, is not there or has no name is named as the reason`() async throws {
        let proxy = try await TestServer.tinyproxy(login: "bob bob-pw")
        let label = String(repeating: "x", count: 64)
        for url in [proxy.url, "http://\(label).invalid:3128"] {
            var request = TransferRequest("GET", "https://example.org/")
            request.proxy = url
            let error = await client.failure(of: request)
            #expect(error?.kind == .proxy, "\(error?.message ?? "")")
        }
        var request = TransferRequest("GET", "https://example.org/")
        request.proxy = "http://127.0.0.1:\(try freePort())"
        #expect(await client.failure(of: request)?.kind == .unreachable)
    }

    @Test(arguments: [
        ("http://localhost/", "http://proxy.example.org:3128"), ("http://127.0.0.1/", "http://192.0.2.1:3128"),
        ("https://example.org/", "socks5://127.0.0.1:1"), ("https://example.org/", "http://u:p@127.0.0.1:1"),
        ("https://example.org/", "no url"),
    ])
    func `is refused where a password would go there in the clear, or as none`(url: String, proxy: String) async throws
    {
        var request = TransferRequest("GET", url)
        request.proxy = proxy
        #expect(await client.failure(of: request)?.kind == .malformedRequest)
    }
}
