// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransfer
import Synchronization
import TestSupport
import Testing

@Suite struct `A transfer that fails` {
    let client = HTTPClient()

    @Test(arguments: [
        "http://192.0.2.1/", "http://example.org/", "http://127.0.0.1.example.org/",
        "http://127.0.0.1@example.org/", "ftp://example.org/", "file:///etc/passwd", "https://", "not a url",
        "https://example.org/a b", "https://example.org/\r\nX: y", "https://alice:pw@example.org/",
        "http://2130706433.x/",
    ])
    func `never begins with such a URL`(url: String) async throws {
        let error = await client.failure(of: TransferRequest("GET", url))
        #expect(error?.kind == .malformedRequest && error?.requestMayHaveArrived == false)
    }

    @Test(arguments: [
        HTTPHeader("If-Match", "\"a\"\r\nX-Evil: 1"), HTTPHeader("X Y", "1"), HTTPHeader("", "1"),
        HTTPHeader("X", "a\u{0}b"), HTTPHeader("X:Y", "1"),
    ])
    func `never begins with such a header`(header: HTTPHeader) async throws {
        let request = TransferRequest("GET", "https://localhost:1/", headers: [header])
        let error = await client.failure(of: request)
        #expect(error?.kind == .malformedRequest)
    }

    @Test func `says that a host is unknown, and that nobody listens`() async throws {
        let label = String(repeating: "x", count: 64)
        #expect(await client.failure(of: TransferRequest("GET", "https://\(label).invalid/"))?.kind == .unknownHost)
        let port = try freePort()
        let refused = await client.failure(of: TransferRequest("PUT", "http://127.0.0.1:\(port)/", body: [1]))
        #expect(refused?.kind == .unreachable && refused?.requestMayHaveArrived == false)
    }

    @Test func `is cut off above the limit of its body, its headers, and by its sink`() async throws {
        let server = try ScriptedServer { request in
            let many =
                request.path == "/headers"
                ? Array(repeating: "X-Long: " + String(repeating: "y", count: 1000), count: 70) : []
            let head = ["HTTP/1.1 200 OK"] + many + ["", ""]
            return .raw(Array(head.joined(separator: "\r\n").utf8) + [UInt8](repeating: 65, count: 100_000))
        }
        var request = TransferRequest("GET", server.url)
        request.bodyLimit = 99_999
        #expect(await client.failure(of: request)?.kind == .tooLarge)
        #expect(await client.failure(of: TransferRequest("GET", server.url + "headers"))?.kind == .tooLarge)
        let error = await #expect(throws: TransferError.self) {
            try await client.send(TransferRequest("GET", server.url), into: Collector(wanted: 200, refusal: "no"))
        }
        #expect(error?.kind == .sinkRefused && error?.message == "no")
    }

    @Test func `may have arrived when the answer is cut or never begins`() async throws {
        let server = try ScriptedServer {
            $0.path == "/cut" ? .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive5".utf8)) : .hangUp
        }
        for path in ["cut", "none"] {
            let error = await client.failure(of: TransferRequest("PUT", server.url + path, body: [1]))
            #expect(error?.kind == .brokenOff && error?.requestMayHaveArrived == true)
        }
    }

    @Test(arguments: [true, false])
    func `is sent again over a new connection only if it may be`(isRepeatable: Bool) async throws {
        let count = Mutex(0)
        let server = try ScriptedServer { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number == 2 ? .hangUp : .text(200, "\(number)")
        }
        #expect(try await client.send(TransferRequest("GET", server.url)).body == Array("1".utf8))
        var request = TransferRequest("PUT", server.url, body: [65])
        request.isRepeatable = isRepeatable
        if isRepeatable {
            #expect(try await client.send(request).body == Array("3".utf8))
        } else {
            let error = await client.failure(of: request)
            #expect(error?.kind == .brokenOff && error?.requestMayHaveArrived == true)
        }
        #expect(server.requests.count == (isRepeatable ? 3 : 2))
    }

    @Test func `ends when nothing comes, and when it comes a byte at a time for too long`() async throws {
        let bytes = Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + [UInt8](repeating: 65, count: 10_000)
        let server = try ScriptedServer { $0.path == "/drip" ? .drip(bytes, every: .milliseconds(50)) : .silence }
        var drip = TransferRequest("GET", server.url + "drip")
        drip.totalTimeout = .milliseconds(400)
        #expect(await client.failure(of: drip)?.kind == .timeout)
        var silence = TransferRequest("GET", server.url)
        silence.stallTimeout = .seconds(1)
        let error = await client.failure(of: silence)
        #expect(error?.kind == .timeout && error?.requestMayHaveArrived == true)
    }

    @Test func `ends with its task, before and during`() async throws {
        let server = try ScriptedServer { _ in .silence }
        let task = Task { await client.failure(of: TransferRequest("GET", server.url)) }
        await server.arrived(1)
        task.cancel()
        let during = await task.value
        #expect(during?.kind == .cancelled && during?.requestMayHaveArrived == true)
        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.failure(of: TransferRequest("GET", server.url))
        }
        #expect(await before.value == TransferError(.cancelled, "cancelled"))
        #expect(server.requests.count == 1)
    }

    @Test func `ends with the client, and none begins afterwards`() async throws {
        let server = try ScriptedServer { _ in .silence }
        let task = Task { await client.failure(of: TransferRequest("GET", server.url)) }
        await server.arrived(1)
        client.shutdown()
        client.shutdown()
        #expect(await task.value?.kind == .cancelled)
        #expect(await client.failure(of: TransferRequest("GET", server.url))?.kind == .cancelled)
    }
}
