// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransfer
import TestSupport
import Testing

/// What a server of `scripts/servers/tls_cases.py` sees of a request with a password.
@Suite struct `Over TLS` {
    private static let password = "c4nary-Pa55"

    /// In every form in which it could travel.
    private static var secrets: [String] {
        let login = "alice:\(password)"
        return [password, Data(login.utf8).base64EncodedString(), Data(password.utf8).base64EncodedString()]
    }

    /// Nothing is ever sent to these with a password, and everything to those with a pinned key.
    private static let (distrusted, pinned) = (
        SharedServer { try await .tlsCases() }, SharedServer { try await .tlsCases() }
    )

    @Test(arguments: [
        ("expired", "has expired"), ("early", "not yet valid"), ("other", "subject name"),
        ("unknown", "unable to get local issuer"), ("selfmade", "self-signed"), ("old", "protocol version"),
    ])
    func `a server that cannot be trusted gets nothing of the password`(label: String, words: String) async throws {
        let world = World(try await Self.distrusted.server())
        let request = world.request(label, .basic(Credentials(username: "alice", password: Self.password)))
        let error = await world.client.failure(of: request)
        #expect(error?.kind == (label == "old" ? .protocolError : .certificate), "\(error?.message ?? "")")
        #expect(error?.requestMayHaveArrived == false)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        let seen = try await world.records(label)
        #expect(!seen.isEmpty)
        for secret in Self.secrets { #expect(seen.range(of: Data(secret.utf8)) == nil, "\(secret)") }
    }

    @Test func `what the server keeps would show a password that arrives`() async throws {
        let world = try await World()
        let request = world.request("good", .basic(Credentials(username: "alice", password: Self.password)))
        #expect(try await world.client.send(request).body == Array("HTTP/1.1".utf8))
        world.client.shutdown()
        let seen = try await World(world.server).records("good")
        #expect(seen.range(of: Data(Self.secrets[1].utf8)) != nil)
    }

    @Test func `a client's certificate is shown, and missed with words`() async throws {
        let world = try await World()
        var request = world.request("client")
        let without = await world.client.failure(of: request)
        #expect(without?.kind == .clientCertificate, "\(without?.message ?? "")")
        request.clientCertificate = world.server.dataDirectory + "/client.pem"
        request.clientKey = world.server.dataDirectory + "/client.key"
        #expect(try await world.client.send(request).status == 200)
        request.clientKey = "/nonexistent.key"
        #expect(await HTTPClient().failure(of: request)?.kind == .clientCertificate)
    }

    /// OpenSSL would ask for the passphrase on the terminal, and wait.
    @Test func `a key with a passphrase is refused at once`() async throws {
        let world = try await World()
        let key = world.server.dataDirectory + "/client.key"
        let locked = world.server.dataDirectory + "/locked.key"
        let openssl = ["openssl", "pkey", "-in", key, "-aes128", "-passout", "pass:x", "-out", locked]
        #expect(try await run("/usr/bin/env", openssl).status == 0)
        var request = world.request("client")
        request.clientCertificate = world.server.dataDirectory + "/client.pem"
        request.clientKey = locked
        #expect(await world.client.failure(of: request)?.kind == .clientCertificate)
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602])
    func `a key that others may read or write is refused before a connection is made`(mode: Int) async throws {
        let folder = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let key = folder + "/client.key"
        #expect(
            FileManager.default.createFile(atPath: key, contents: Data(), attributes: [.posixPermissions: mode]))
        var request = TransferRequest("GET", "https://127.0.0.1:1/")
        (request.clientCertificate, request.clientKey) = (key, key)
        let error = await HTTPClient().failure(of: request)
        #expect(error?.kind == .clientCertificate && error?.message.contains("chmod 600") == true)
        request.clientKey = nil
        #expect(await HTTPClient().failure(of: request)?.kind == .clientCertificate)
    }

    @Test(arguments: ["selfmade", "unknown", "expired", "other"])
    func `a pinned key stands in place of authorities, names and dates`(label: String) async throws {
        let world = World(try await Self.pinned.server())
        var request = world.request(label, .basic(Credentials(username: "alice", password: Self.password)))
        request.caFile = nil
        request.pinnedKey = try await world.pin(of: label)
        #expect(try await world.client.send(request).status == 200)
        request.caFile = world.server.dataDirectory + "/ca.pem"
        #expect(await world.client.failure(of: request)?.kind == .certificate, "beside an authority both must be right")
    }

    @Test(arguments: [true, false])
    func `another key than the pinned one gets nothing of the password`(hasAuthority: Bool) async throws {
        let world = try await World()
        var request = world.request("good", .basic(Credentials(username: "alice", password: Self.password)))
        if !hasAuthority { request.caFile = nil }
        // A kept connection that was opened under other rules is not for this request.
        #expect(try await world.client.send(world.request("good")).status == 200)
        request.pinnedKey = try await world.pin(of: "selfmade")
        let error = await world.client.failure(of: request)
        #expect(error?.kind == .certificate && error?.requestMayHaveArrived == false)
        #expect(error?.message.contains("pinned") == true, "\(error?.message ?? "")")
        world.client.shutdown()
        let seen = try await World(world.server).records("good")
        for secret in Self.secrets { #expect(seen.range(of: Data(secret.utf8)) == nil, "\(secret)") }
    }

    @Test(arguments: ["h2reset", "h2garbage"])
    func `HTTP 2 that goes wrong is given up for that server`(label: String) async throws {
        let world = try await World()
        for _ in 0..<3 {
            let response = try await world.client.send(world.request(label))
            #expect(response.body == Array("HTTP/1.1".utf8))
        }
        world.client.shutdown()
        let seen = try await World(world.server).records(label)
        #expect(seen.count(of: "PRI * HTTP/2.0") == 1 && seen.count(of: "GET / HTTP/1.1") == 3)
    }

    @Test func `a write that may have arrived is not sent again because of HTTP 2`() async throws {
        let world = try await World()
        var request = world.request("h2reset")
        (request.method, request.body, request.isRepeatable) = ("PUT", [65], false)
        let error = await world.client.failure(of: request)
        #expect(error?.kind == .multiplexing && error?.requestMayHaveArrived == true)
        #expect(try await world.client.send(request).body == Array("HTTP/1.1".utf8))
        world.client.shutdown()
        let seen = try await World(world.server).records("h2reset")
        #expect(seen.count(of: "PRI * HTTP/2.0") == 1 && seen.count(of: "PUT / HTTP/1.1") == 1)
    }
}

private struct World {
    let client = HTTPClient()
    let server: TestServer

    /// A server of the test's own: it keeps what arrives under a name, whoever sent it.
    init() async throws { server = try await .tlsCases() }

    init(_ server: TestServer) { self.server = server }

    func request(_ label: String, _ authentication: Authentication = .none) -> TransferRequest {
        var request = TransferRequest("GET", server.url(of: label), authentication: authentication)
        request.caFile = server.dataDirectory + "/ca.pem"
        return request
    }

    /// Raw and decrypted, once no connection is open there.
    func records(_ label: String) async throws -> Data {
        var request = request("good")
        request.url += "records/\(label)"
        // The connection that asks is one of "good" itself.
        if label == "good" { request.url = server.url(of: "h2reset") + "records/good" }
        return Data(try await client.send(request).body)
    }

    /// As the manual page says.
    func pin(of label: String) async throws -> String {
        let pipe =
            "openssl x509 -noout -pubkey -in \(server.dataDirectory)/\(label).pem | "
            + "openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64 -A"
        return "sha256//" + (try await run("/bin/sh", ["-c", pipe]).output)
    }
}

extension Data {
    fileprivate func count(of text: String) -> Int {
        String(decoding: self, as: UTF8.self).components(separatedBy: text).count - 1
    }
}
