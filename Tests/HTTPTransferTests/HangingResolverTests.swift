// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import HTTPTransfer
import TestSupport
import Testing

/// The name server is a socket that nobody reads, in a mount namespace that only the client's threads are in.
@Suite(.enabled(if: geteuid() == 0, "needs root, for a mount namespace with another /etc/resolv.conf"))
struct `A name server that never answers` {
    @Test func `holds up neither other hosts nor the end`() async throws {
        let nameServer = try SilentNameServer()
        let client = try await nameServer.client()
        let server = try ScriptedServer { _ in .text(200, "here") }
        var request = TransferRequest("GET", "https://hangs.example.org/")
        request.connectTimeout = .seconds(3600)
        let hanging = Task { [request] in await client.failure(of: request) }
        await nameServer.isAsked()
        let begin = ContinuousClock.now
        #expect(try await client.send(TransferRequest("GET", server.url)).status == 200)
        var short = TransferRequest("GET", "https://hangs-too.example.org/")
        short.connectTimeout = .milliseconds(100)
        #expect(await client.failure(of: short)?.kind == .timeout)
        client.shutdown()
        #expect(await hanging.value?.kind == .cancelled)
        // A resolver waited for would take minutes.
        #expect(ContinuousClock.now - begin < .seconds(60))
    }
}

private final class SilentNameServer: Sendable {
    private let descriptor: Int32
    private let directory: String

    /// Port 53 of an address that is not anybody's.
    init() throws {
        directory = try temporaryDirectory()
        try "nameserver 127.83.83.83\noptions timeout:30 attempts:5\n"
            .write(toFile: directory + "/resolv.conf", atomically: true, encoding: .utf8)
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(53).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F53_5353).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0, "\(String(cString: strerror(errno)))")
    }

    deinit {
        close(descriptor)
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// A new thread takes its file system view from the thread that makes it: so does the client's, and curl's for the
    /// resolver.
    func client() async throws -> HTTPClient {
        let file = directory + "/resolv.conf"
        return try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
                let isReady = coverResolverConfiguration(by: file)
                let problem = String(cString: strerror(errno))
                done.resume(
                    with: isReady
                        ? .success(HTTPClient())
                        : .failure(TestFailure(message: "no mount namespace: \(problem)")))
            }
        }
    }

    /// Returns when a question has arrived, which stays unread.
    func isAsked() async {
        await withCheckedContinuation { done in
            Thread.detachNewThread { [descriptor] in
                var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                poll(&wait, 1, 30_000)
                done.resume()
            }
        }
    }
}

/// Glibc's module leaves out `unshare` and `mount`.
private func coverResolverConfiguration(by file: String) -> Bool {
    typealias Unshare = @convention(c) (Int32) -> Int32
    typealias Mount =
        @convention(c) (
            UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UInt, UnsafeRawPointer?
        ) -> Int32
    guard let first = dlsym(nil, "unshare"), let second = dlsym(nil, "mount") else { return false }
    let (unshare, mount) = (unsafeBitCast(first, to: Unshare.self), unsafeBitCast(second, to: Mount.self))
    let (newMounts, bind, recursive, isolated): (Int32, UInt, UInt, UInt) = (0x20000, 0x1000, 0x4000, 1 << 18)
    return unshare(newMounts) == 0 && mount(nil, "/", nil, recursive | isolated, nil) == 0
        && mount(file, "/etc/resolv.conf", nil, bind, nil) == 0
}

private struct TestFailure: Error { let message: String }
