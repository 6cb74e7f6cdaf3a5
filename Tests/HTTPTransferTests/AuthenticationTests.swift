// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransfer
import Synchronization
import TestSupport
import Testing

@Suite struct `A login` {
    let client = HTTPClient()
    private static let credentials = Credentials(username: "alice", password: "c4nary")

    @Test(arguments: [true, false])
    func `by Digest answers a challenge, also a second one, and never sends the password`(isWrite: Bool) async throws {
        let server = try ScriptedServer { request in
            switch request.headers["authorization"] {
            case nil: challenge("one")
            case let text? where text.contains("nonce=\"one\""): challenge("two", isStale: true)
            case _?: .text(207, "in")
            }
        }
        var request = TransferRequest(
            isWrite ? "PUT" : "REPORT", server.url + "a", body: Array("text".utf8),
            authentication: .digest(Self.credentials))
        request.isRepeatable = !isWrite
        let response = try await client.send(request)
        #expect(response.status == 207 && response.body == Array("in".utf8))
        let logins = server.requests.map { $0.headers["authorization"] ?? "" }
        #expect(logins.count == 3 && logins[0].isEmpty)
        #expect(logins[2].hasPrefix("Digest username=\"alice\"") && logins[2].contains("nonce=\"two\""))
        #expect(!logins.joined().contains("c4nary") && !logins.joined().contains("Basic"))
        #expect(server.requests.last?.body == Array("text".utf8))
        #expect(server.requests.first?.body.isEmpty == true, "the body goes only once it is wanted")
    }

    @Test func `by Digest sends a write no second time to a server that did not challenge the first`() async throws {
        let server = try ScriptedServer { _ in .answer(201) }
        var request = TransferRequest("PUT", server.url, body: [65], authentication: .digest(Self.credentials))
        request.isRepeatable = false
        let error = await client.failure(of: request)
        #expect(error?.kind == .brokenOff && error?.requestMayHaveArrived == true)
        #expect(server.requests.count == 1)
    }

    @Test func `by Digest that is refused is a 401, and by Basic is not tried`() async throws {
        let server = try ScriptedServer { _ in challenge("one") }
        let request = TransferRequest("GET", server.url, authentication: .digest(Self.credentials))
        #expect(try await client.send(request).status == 401)
        #expect(server.requests.count == 2)
        let basic = try ScriptedServer { _ in .text(401, "", ["WWW-Authenticate": "Basic realm=\"x\""]) }
        let other = TransferRequest("GET", basic.url, authentication: .digest(Self.credentials))
        #expect(try await client.send(other).status == 401)
        #expect(basic.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test func `by a write is not sent twice when the connection breaks after the challenge`() async throws {
        let server = try ScriptedServer { $0.headers["authorization"] == nil ? challenge("one") : .hangUp }
        var request = TransferRequest("PUT", server.url, body: [65], authentication: .digest(Self.credentials))
        request.isRepeatable = false
        let error = await client.failure(of: request)
        #expect(error?.kind == .brokenOff && error?.requestMayHaveArrived == true)
        #expect(server.requests.filter { $0.headers["authorization"] != nil }.count == 1)
    }

    @Test func `by a token is sent at once, and only as a token`() async throws {
        let server = try ScriptedServer { _ in .text(200, "") }
        let bearer = Authentication.bearer(BearerToken("c4nary.token~+/-_="))
        #expect(try await client.send(TransferRequest("GET", server.url, authentication: bearer)).status == 200)
        #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer c4nary.token~+/-_="])
        for token in ["a b", "a\r\nX-Evil: 1", "", "\u{e4}"] {
            let request = TransferRequest("GET", server.url, authentication: .bearer(BearerToken(token)))
            #expect(await client.failure(of: request)?.kind == .malformedRequest)
        }
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [
        Authentication.basic(credentials), .digest(credentials), .bearer(BearerToken("c4nary")),
    ])
    func `cannot be printed`(authentication: Authentication) {
        var text = ""
        dump(TransferRequest("GET", "https://x/", authentication: authentication), to: &text)
        #expect(!(text + "\(authentication)" + String(reflecting: authentication)).contains("c4nary"))
    }

    @Test func `by Digest is taken by Apache`() async throws {
        let radicale = try await TestServer.trustingRadicale()
        let apache = try await TestServer.apache(before: radicale)
        for (password, status) in [("alice-pw", 207), ("wrong", 401)] {
            let login = Authentication.digest(Credentials(username: "alice", password: password))
            let request = TransferRequest("PROPFIND", apache.url + "alice/", authentication: login)
            #expect(try await client.send(request).status == status)
        }
    }
}

private func challenge(_ nonce: String, isStale: Bool = false) -> ScriptedServer.Reply {
    let stale = isStale ? ", stale=true" : ""
    let header = "Digest realm=\"r\", nonce=\"\(nonce)\", qop=\"auth\", algorithm=SHA-256\(stale)"
    return .text(401, "not yet", ["WWW-Authenticate": header])
}
