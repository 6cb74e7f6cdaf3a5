// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

/// The name server is a socket that nobody reads, in a mount namespace that only the daemon is in.
@Suite(.enabled(if: geteuid() == 0, "needs root, for a mount namespace with another /etc/resolv.conf"))
struct `A daemon whose name server never answers` {
    @Test func `follows the other accounts, and stops when told to`() async throws {
        let remote = try await RemoteFolder(.radicale)
        try remote.put("a.ics", simpleEvent("a", "As it was"))
        let here = try Installation([
            AccountText(name: "hanging", url: "https://hangs.example.org/"),
            AccountText(name: "healthy", url: remote.server.url, more: #"interval = "1s""#),
        ])
        let nameServer = try silentSocket()
        defer { close(nameServer) }
        let configuration = here.folder + "/resolv.conf"
        try "nameserver 127.83.83.84\noptions timeout:30 attempts:5\n"
            .write(toFile: configuration, atomically: true, encoding: .utf8)
        let cover = #"mount --bind "$0" /etc/resolv.conf && exec "$@""#
        let daemon = try here.start(before: ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", cover, configuration])
        try await here.isAnswering(daemon)
        var question = pollfd(fd: nameServer, events: Int16(POLLIN), revents: 0)
        try await eventually { poll(&question, 1, 0) == 1 }
        for title in ["Changed there", "Changed again"] {
            try remote.put("a.ics", simpleEvent("a", title))
            try await eventually { try await here.database.rows("SELECT title FROM events") == [title] }
        }
        let begin = ContinuousClock.now
        #expect(await daemon.terminate() == 0, "\(here.log)")
        #expect(ContinuousClock.now - begin < .seconds(20))
    }

    /// Port 53 of an address that is not anybody's.
    private func silentSocket() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(53).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F53_5354).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0, "\(String(cString: strerror(errno)))")
        return descriptor
    }
}
