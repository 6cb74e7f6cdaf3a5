// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import almanacd

/// Messages as the kernel writes them, byte by byte (rtnetlink(7)).
enum Netlink {
    static func message(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
        let head = bytesOf(UInt32(16 + payload.count)) + bytesOf(type) + bytesOf(UInt16(2)) + bytesOf(UInt32(7))
        return padded(head + bytesOf(UInt32(0)) + payload)
    }

    static func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        padded(bytesOf(UInt16(4 + value.count)) + bytesOf(type) + value)
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + [UInt8](repeating: 0, count: -bytes.count & 3) }

    static func link(_ index: Int32, _ name: String, flags: UInt32 = 0x1_0043, kind: String? = nil) -> [UInt8] {
        let nested = kind.map { attribute(18, attribute(1, Array($0.utf8) + [0])) } ?? []
        let fixed = [0, 0] + bytesOf(UInt16(1)) + bytesOf(index) + bytesOf(flags) + bytesOf(UInt32(0))
        return message(16, fixed + attribute(3, Array(name.utf8) + [0]) + nested)
    }

    static func address(
        _ index: Int32, _ bytes: [UInt8], scope: UInt8 = 0, flags: UInt32 = 0x80, lifetime: UInt32 = 1
    ) -> [UInt8] {
        let fixed = [UInt8(bytes.count == 4 ? 2 : 10), 24, UInt8(truncatingIfNeeded: flags), scope] + bytesOf(index)
        let times = attribute(6, bytesOf(lifetime) + bytesOf(lifetime) + bytesOf(lifetime) + bytesOf(lifetime))
        return message(20, fixed + attribute(1, bytes) + attribute(8, bytesOf(flags)) + times)
    }

    static func route(_ index: Int32, via router: [UInt8]?, from source: [UInt8], type: UInt8 = 1) -> [UInt8] {
        let fixed = [UInt8(source.count == 4 ? 2 : 10), 32, 0, 0, 254, 0, 0, type] + bytesOf(UInt32(0x200))
        return message(
            24, fixed + attribute(4, bytesOf(index)) + attribute(7, source) + (router.map { attribute(5, $0) } ?? []))
    }

    static func view(links: [[UInt8]] = [], addresses: [[UInt8]] = [], routes: [[UInt8]] = []) -> NetworkView {
        let read = { (messages: [[UInt8]]) in NetlinkMessage.all(in: messages.flatMap { $0 }[...]) }
        return NetworkView(links: read(links), addresses: read(addresses), routes: read(routes))
    }
}

@Suite struct `What the kernel tells of networks` {
    private static let global: [UInt8] = [192, 0, 2, 7]
    private static let global6: [UInt8] = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8]

    @Test func `is read message by message, names and all`() {
        let bytes = Netlink.link(2, "eth0") + Netlink.link(3, "wlan0", flags: 0x1002)
        let messages = NetlinkMessage.all(in: bytes[...])
        #expect(messages.map(\.type) == [16, 16] && messages.allSatisfy { $0.sequence == 7 && $0.flags == 2 })
        #expect(NetworkView(links: messages).interfaces == [2: "eth0"], "the other one is down")
    }

    @Test func `counts an address where it can be used to reach somebody`() {
        let rows: [(String, [UInt8], isCounted: Bool)] = [
            ("a global one", Netlink.address(2, Self.global), true),
            ("a global one of IPv6", Netlink.address(2, Self.global6), true),
            ("not yet checked for doubles", Netlink.address(2, Self.global6, flags: 0x40), false),
            ("a double", Netlink.address(2, Self.global6, flags: 0x08), false),
            ("about to go", Netlink.address(2, Self.global6, flags: 0x20), false),
            ("of the link alone", Netlink.address(2, [0xfe, 0x80] + [UInt8](repeating: 1, count: 14)), false),
            ("of the link alone, by its scope", Netlink.address(2, Self.global, scope: 253), false),
            ("drawn by lot", Netlink.address(2, [169, 254, 1, 1]), false),
            ("of this machine", Netlink.address(2, [127, 0, 0, 1]), false),
            ("of no known length", Netlink.address(2, [1, 2, 3]), false),
            ("on an interface that is down", Netlink.address(3, Self.global), false),
            ("on the loopback interface", Netlink.address(1, Self.global), false),
            ("on a bridge of containers", Netlink.address(4, [172, 17, 0, 1]), false),
            ("on an interface for addresses of services", Netlink.address(5, [10, 96, 0, 1]), false),
            ("on a VPN", Netlink.address(6, [10, 8, 0, 2]), true), ("on none", Netlink.address(9, Self.global), false),
        ]
        let links = [
            Netlink.link(1, "lo", flags: 0x1_0049), Netlink.link(2, "eth0"), Netlink.link(3, "wlan0", flags: 0x1003),
            Netlink.link(4, "docker0", kind: "bridge"), Netlink.link(5, "ipvs0", kind: "dummy"),
            Netlink.link(6, "wg0", flags: 0x1_00d1, kind: "wireguard"),
        ]
        for (what, address, isCounted) in rows {
            #expect(Netlink.view(links: links, addresses: [address]).isConnected == isCounted, "\(what)")
        }
    }

    @Test func `counts a way out also over a bridge, and none over loopback or to nowhere`() {
        let links = [Netlink.link(1, "lo", flags: 0x1_0049), Netlink.link(4, "br0", kind: "bridge")]
        let rows: [([UInt8], Bool)] = [
            (Netlink.route(4, via: [192, 0, 2, 1], from: Self.global), true),
            (Netlink.route(4, via: nil, from: Self.global), true),
            (Netlink.route(1, via: nil, from: [127, 0, 0, 1]), false),
            (Netlink.route(4, via: nil, from: Self.global, type: 7), false),
            (Netlink.route(8, via: nil, from: Self.global), false),
            (Netlink.route(4, via: nil, from: [0xfe, 0x80] + [UInt8](repeating: 1, count: 14)), false),
        ]
        for (route, isCounted) in rows {
            #expect(Netlink.view(links: links, routes: [route]).isConnected == isCounted, "\(route)")
        }
    }

    @Test func `is the same after a renewal, and in the same network of IPv6`() {
        let links = [Netlink.link(2, "eth0")]
        func view(_ lifetime: UInt32, _ last: UInt8) -> NetworkView {
            let own = Array(Self.global6.dropLast()) + [last]
            return Netlink.view(
                links: links,
                addresses: [
                    Netlink.address(2, Self.global, lifetime: lifetime), Netlink.address(2, own, lifetime: lifetime),
                ], routes: [Netlink.route(2, via: [0xfe, 0x80] + [UInt8](repeating: 0, count: 14), from: own)])
        }
        #expect(view(1, 1) == view(3600, 200))
        #expect(view(1, 1).attachments.count == 3)
    }

    @Test func `is read up to where it is cut off or makes no sense`() {
        let whole = Netlink.link(2, "eth0", kind: "bridge") + Netlink.address(2, Self.global)
        for end in 0..<whole.count {
            let messages = NetlinkMessage.all(in: whole[..<end])
            #expect(messages.count <= 1)
            _ = NetworkView(links: messages, addresses: messages, routes: messages)
        }
        for length in [0, 1, 15, 17, UInt32.max] as [UInt32] {
            #expect(NetlinkMessage.all(in: (bytesOf(length) + whole.dropFirst(4))[..<16]).isEmpty)
        }
        #expect(netlinkAttributes(in: [0, 0, 1, 0]).isEmpty && netlinkAttributes(in: [3, 0, 1, 0]).isEmpty)
    }

    @Test func `brings nothing down, whatever it is`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = SeededDice(state: seed)
        let whole =
            Netlink.link(2, "eth0", kind: "bridge") + Netlink.address(2, Self.global6)
            + Netlink.route(2, via: Self.global, from: Self.global)
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &dice) {
                bytes[Int.random(in: bytes.indices, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            }
            let messages = NetlinkMessage.all(in: bytes.prefix(Int.random(in: 0...bytes.count, using: &dice)))
            _ = NetworkView(links: messages, addresses: messages, routes: messages)
            #expect(messages.count <= 3, "seed \(seed)")
        }
    }

    @Test func `is told by this machine's kernel too`() throws {
        let reader = try NetworkReader()
        let first = try #require(reader.view())
        let second = try #require(reader.view())
        #expect(first == second)
    }
}

struct SeededDice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
