// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import CalDAV

extension NameService {
    init(_ server: NameServer, limit: Duration = .seconds(5)) {
        self.init(server: (address: "127.0.0.1", port: server.port), limit: limit)
    }

    fileprivate func services(_ name: String) async throws -> [ServiceRecord]? {
        guard case .records(let answer) = try await ask(.service, of: name) else { return nil }
        return serviceRecords(in: answer)
    }

    fileprivate func path(_ name: String) async throws -> String? {
        guard case .records(let answer) = try await ask(.text, of: name) else { return nil }
        return contextPath(in: answer)
    }
}

@Suite struct `Records of a domain` {
    @Test func `are read by priority, then the heavier first`() async throws {
        let server = try NameServer { _, type in
            type == 33
                ? .records([
                    .srv(priority: 20, port: 443, host: "Last.Example.ORG"),
                    .srv(priority: 10, weight: 1, port: 443, host: "light.example.org"),
                    .srv(priority: 10, weight: 9, port: 8443, host: "heavy.example.org"),
                    .raw(type: 16, [1, 65]),
                ]) : .nothing
        }
        let records = try await NameService(server).services("_caldavs._tcp.example.org")
        #expect(records?.map(\.host) == ["heavy.example.org", "light.example.org", "last.example.org"])
        #expect(records?.first == ServiceRecord(priority: 10, weight: 9, port: 8443, host: "heavy.example.org"))
        #expect(server.questions == ["_caldavs._tcp.example.org 33"])
    }

    @Test(arguments: [
        (["path=/dav/"], "/dav/"), (["v=1", "PATH=/a%20b"], "/a%20b"), (["path=dav"], nil), (["path="], nil), ([], nil),
        (["path=/a b"], nil), (["path=/\r\nHost: x"], nil), (["xpath=/dav/"], nil),
        (["path=relative", "path=/dav/"], "/dav/"),
    ])
    func `name a path that can be asked for`(texts: [String], path: String?) async throws {
        let server = try NameServer { _, _ in .records([.txt(texts)]) }
        #expect(try await NameService(server).path("x.example.org") == path)
    }

    /// 0 is the root: no such service. Names with other characters would become part of a URL.
    @Test(arguments: [
        ([UInt8]([0, 0, 0, 0, 1, 187, 0]), [""]), ([0, 0, 0, 0, 1, 187], []),
        ([0, 0, 0, 0, 1, 187, 3, 97, 47, 98, 0], []),
        ([0, 0, 0, 0, 1, 187, 3, 97, 64, 98, 0], []), ([0, 0, 0, 0, 1, 187, 200, 97], []), ([], []),
        // A name that points to itself.
        ([0, 0, 0, 0, 1, 187, 0xC0, 0x31], []), ([0, 0, 0, 0, 1, 187, 1, 97, 0], ["a"]),
    ])
    func `are left out where they name no host`(data: [UInt8], hosts: [String]) async throws {
        let server = try NameServer { _, _ in .records([.raw(type: 33, data)]) }
        #expect(try await NameService(server).services("x.example.org")?.map(\.host) ?? [] == hosts)
    }

    @Test func `are bounded, however many come`() async throws {
        let server = try NameServer { _, _ in
            .records((0..<24).map { .srv(port: UInt16($0 + 1), host: "h\($0)") })
        }
        #expect(try await NameService(server).services("x.example.org")?.count == 20)
    }

    @Test func `of a name that is not there are none`() async throws {
        let server = try NameServer { _, _ in .nothing }
        #expect(try await NameService(server).ask(.service, of: "x.example.org") == .none)
    }

    @Test func `are not waited for longer than the limit, nor by who is cancelled`() async throws {
        let server = try NameServer { _, _ in .silence }
        let begin = ContinuousClock.now
        let answer = try await NameService(server, limit: .milliseconds(50)).ask(.service, of: "x.example.org")
        #expect(answer == .failed("the name server does not answer"))
        let waiting = Task { try await NameService(server, limit: .seconds(3600)).ask(.text, of: "x.example.org") }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(ContinuousClock.now - begin < .seconds(60))
    }

    @Test func `can be any bytes`() {
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        var generator = Bytes(state: seed)
        let header: [UInt8] = [0, 0, 0x81, 0x80, 0, 0, 0, 9, 0, 0, 0, 0]
        for _ in 0..<20_000 {
            let length = Int(generator.next() % 80)
            let bytes = header + (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 13) }
            let hosts = serviceRecords(in: bytes).map(\.host)
            #expect(hosts.count <= 20 && hosts.allSatisfy { $0.isEmpty || isHostName($0) }, "seed \(seed)")
            #expect(contextPath(in: bytes)?.hasPrefix("/") ?? true, "seed \(seed)")
        }
    }
}

/// xorshift64*
private struct Bytes {
    var state: UInt64
    mutating func next() -> UInt64 {
        state |= 1
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
