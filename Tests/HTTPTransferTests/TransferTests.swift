// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTPTransfer
import Synchronization
import TestSupport
import Testing

@Suite struct `A transfer` {
    let client = HTTPClient(.init(userAgent: "Almanac/test"))

    @Test func `sends method, headers and body with its length, and no Expect`() async throws {
        let server = try ScriptedServer { _ in .text(201, "made", ["ETag": "\"1\"", "X-Two": "a"]) }
        let body = [UInt8](repeating: 120, count: 2 << 20)
        let headers = [HTTPHeader("If-None-Match", "*"), HTTPHeader("Content-Type", "text/calendar")]
        let response = try await client.send(TransferRequest("PUT", server.url + "a%40b", headers: headers, body: body))
        #expect(response.status == 201)
        #expect(response.header("etag") == "\"1\"")
        #expect(response.body == Array("made".utf8))
        let request = try #require(server.requests.first)
        #expect(request.method == "PUT" && request.path == "/a%40b" && request.body == body)
        #expect(request.headers["if-none-match"] == "*")
        #expect(request.headers["content-length"] == String(body.count))
        #expect(request.headers["user-agent"] == "Almanac/test")
        #expect(request.headers["expect"] == nil && request.headers["transfer-encoding"] == nil)
        #expect(request.headers["authorization"] == nil && request.headers["accept-encoding"] == "identity")
    }

    @Test func `has a thread that comes round when it is asked to, until it is shut down`() async {
        await withCheckedContinuation { done in client.comeRound { done.resume() } }
        client.shutdown()
        let isLate = Mutex(false)
        client.comeRound { isLate.withLock { $0 = true } }
        #expect(!isLate.withLock { $0 })
    }

    @Test(arguments: ["GET", "DELETE", "HEAD", "PROPFIND"])
    func `has no body unless it is given one`(method: String) async throws {
        let server = try ScriptedServer { _ in .answer(204) }
        #expect(try await client.send(TransferRequest(method, server.url)).status == 204)
        #expect(server.requests.map(\.method) == [method])
        #expect(server.requests[0].body.isEmpty && server.requests[0].headers["content-type"] == nil)
    }

    @Test func `sends the password at once, and it cannot be printed`() async throws {
        let server = try ScriptedServer { _ in .text(401, "", ["WWW-Authenticate": "Basic realm=\"x\""]) }
        let basic = Authentication.basic(Credentials(username: "alice", password: "c4nary"))
        let request = TransferRequest("GET", server.url, authentication: basic)
        #expect(try await client.send(request).status == 401)
        let expected = "Basic " + Data("alice:c4nary".utf8).base64EncodedString()
        #expect(server.requests.map { $0.headers["authorization"] } == [expected])
        var text = ""
        dump(request, to: &text)
        #expect(!(text + "\(request)\(basic)" + String(reflecting: request)).contains("c4nary"))
    }

    @Test func `follows no redirect and keeps no cookie`() async throws {
        let server = try ScriptedServer { _ in .text(302, "", ["Location": "/elsewhere", "Set-Cookie": "a=b"]) }
        for _ in 0..<2 {
            let response = try await client.send(TransferRequest("GET", server.url))
            #expect(response.status == 302 && response.header("Location") == "/elsewhere")
        }
        #expect(server.requests.map(\.path) == ["/", "/"])
        #expect(server.requests.allSatisfy { $0.headers["cookie"] == nil })
    }

    @Test func `asks for gzip only when it may, and counts what comes out of it`() async throws {
        let packed = try await gzip([UInt8](repeating: 97, count: 1 << 20))
        #expect(packed.count < 4096)
        let server = try ScriptedServer { _ in .answer(200, headers: ["Content-Encoding": "gzip"], body: packed) }
        var request = TransferRequest("GET", server.url)
        request.allowsCompression = true
        #expect(try await client.send(request).body.count == 1 << 20)
        #expect(server.requests[0].headers["accept-encoding"] == "gzip")
        request.bodyLimit = (1 << 20) - 1
        #expect(await client.failure(of: request)?.kind == .tooLarge)
        // Without the header every coding would be welcome (RFC 9110 §12.5.3), and some proxies pack whatever it says.
        request.allowsCompression = false
        #expect(await client.failure(of: request)?.kind == .tooLarge)
        request.bodyLimit = 1 << 20
        #expect(try await client.send(request).body.count == 1 << 20)
        #expect(server.requests.last?.headers["accept-encoding"] == "identity")
    }

    /// Or a program that prints a password would hold our connections open.
    @Test func `is closed in programs that are started`() async throws {
        let server = try ScriptedServer { _ in .text(200, "") }
        _ = try await client.send(TransferRequest("GET", server.url))
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        let ours = open.filter { port(of: $0) == server.port }
        #expect(!ours.isEmpty && ours.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
    }

    /// Of the other end of a TCP connection.
    private func port(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutableBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { getpeername(descriptor, $0.baseAddress!, &length) }
        }
        return result == 0 && address.sin_family == sa_family_t(AF_INET) ? UInt16(bigEndian: address.sin_port) : nil
    }

    @Test func `goes over a Unix socket`() async throws {
        let directory = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let server = try ScriptedServer(unixSocket: directory + "/s") { .text(200, $0.headers["host"] ?? "") }
        var request = TransferRequest("GET", "http://almanac/v1/health")
        request.unixSocket = directory + "/s"
        #expect(try await client.send(request).body == Array("almanac".utf8))
        #expect(server.requests.map(\.path) == ["/v1/health"])
    }

    @Test func `keeps at most four connections to one host`() async throws {
        let held = Mutex((now: 0, most: 0))
        let arrived = DispatchSemaphore(value: 0)
        let server = try ScriptedServer { _ in
            held.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            // The first four wait for each other: less than four would never end.
            if held.withLock({ $0.most }) >= 4 { for _ in 0..<4 { arrived.signal() } }
            arrived.wait()
            held.withLock { $0.now -= 1 }
            return .text(200, "")
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 { group.addTask { try await client.send(TransferRequest("GET", server.url)).status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(held.withLock { $0.most } == 4)
    }

    @Test func `gives a sink what it wants and nothing else`() async throws {
        let server = try ScriptedServer { .text($0.path == "/207" ? 207 : 403, "words") }
        let sink = Collector(wanted: 207)
        let response = try await client.send(TransferRequest("GET", server.url + "207"), into: sink)
        #expect(response.wasTakenBySink && response.body.isEmpty && sink.bytes == Array("words".utf8))
        let other = Collector(wanted: 207)
        let refused = try await client.send(TransferRequest("GET", server.url + "403"), into: other)
        #expect(!refused.wasTakenBySink && refused.body == Array("words".utf8) && other.bytes.isEmpty)
    }

    private func gzip(_ bytes: [UInt8]) async throws -> [UInt8] {
        let directory = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try Data(bytes).write(to: URL(fileURLWithPath: directory + "/x"))
        let result = try await run("/bin/gzip", [directory + "/x"])
        #expect(result.status == 0)
        return Array(try Data(contentsOf: URL(fileURLWithPath: directory + "/x.gz")))
    }
}

/// `@unchecked Sendable`: as ``BodySink`` says.
final class Collector: BodySink, @unchecked Sendable {
    private(set) var bytes: [UInt8] = []
    private let wanted: Int
    private let refusal: String?

    init(wanted: Int, refusal: String? = nil) { (self.wanted, self.refusal) = (wanted, refusal) }

    func wants(_ head: TransferResponse) -> Bool { head.status == wanted }

    func take(_ bytes: UnsafeRawBufferPointer) -> String? {
        self.bytes += bytes
        return refusal
    }
}
