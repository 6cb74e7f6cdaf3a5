// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// What this machine is connected to, in the terms of "did a network come up?".
struct NetworkView: Equatable {
    /// One thing that makes other machines reachable.
    enum Attachment: Hashable {
        /// The way out that the kernel would take: the interface, the router (empty on a direct line), and the address that
        /// packets would carry.
        case wayOut(interface: Int32, router: [UInt8], source: [UInt8])
        /// An address on an interface of its own: also a VPN's that leaves the way out alone.
        case address(interface: Int32, [UInt8])

        var interface: Int32 {
            switch self {
            case .wayOut(let interface, _, _), .address(let interface, _): interface
            }
        }
    }
    var attachments: Set<Attachment> = []
    /// By number, of the interfaces that are up.
    var interfaces: [Int32: String] = [:]

    var isConnected: Bool { !attachments.isEmpty }

    /// - Parameters:
    ///   - routes: answers to ``NetlinkRequest/route(to:)``.
    init(links: [NetlinkMessage] = [], addresses: [NetlinkMessage] = [], routes: [NetlinkMessage] = []) {
        let links = Dictionary(links.compactMap(Link.init).map { ($0.index, $0) }) { $1 }.filter(\.value.isUp)
        interfaces = links.mapValues(\.name)
        for address in addresses.compactMap(Address.init) where address.isUsable {
            guard links[address.interface]?.isForOthers == false else { continue }
            attachments.insert(.address(interface: address.interface, identity(of: address.bytes)))
        }
        for route in routes.compactMap(Route.init) where links[route.interface] != nil && isGlobal(route.source) {
            attachments.insert(
                .wayOut(interface: route.interface, router: route.router, source: identity(of: route.source)))
        }
    }
}

/// RTM_NEWLINK: struct ifinfomsg and attributes.
private struct Link {
    var index: Int32
    var name: String
    var isUp: Bool
    /// Made for virtual machines and containers, or for addresses of services: their coming says nothing about networks,
    /// and where one leads out there is a route.
    var isForOthers: Bool

    init?(_ message: NetlinkMessage) {
        guard message.type == RTM_NEWLINK, let index = message.payload.number(at: 4, as: Int32.self),
            let flags = message.payload.number(at: 8, as: UInt32.self)
        else { return nil }
        self.index = index
        let attributes = message.attributes(after: 16)
        name = attributes[Int(IFLA_IFNAME)].map(text) ?? "\(index)"
        let has = { (flag: Int) in flags & UInt32(flag) != 0 }
        isUp = has(IFF_UP) && has(IFF_RUNNING) && !has(IFF_LOOPBACK)
        let kind = attributes[Int(IFLA_LINKINFO)].flatMap { netlinkAttributes(in: $0)[Int(IFLA_INFO_KIND)] }.map(text)
        isForOthers = ["bridge", "dummy"].contains(kind)
    }
}

/// RTM_NEWADDR: struct ifaddrmsg and attributes.
private struct Address {
    var interface: Int32
    var bytes: [UInt8]
    var isUsable: Bool

    init?(_ message: NetlinkMessage) {
        let payload = message.payload
        guard message.type == RTM_NEWADDR, let flags = payload.number(at: 2, as: UInt8.self),
            let scope = payload.number(at: 3, as: UInt8.self), let interface = payload.number(at: 4, as: Int32.self)
        else { return nil }
        let attributes = message.attributes(after: 8)
        // On a point-to-point line the other one is the peer's.
        guard let bytes = attributes[IFA_LOCAL] ?? attributes[IFA_ADDRESS] else { return nil }
        self.interface = interface
        self.bytes = Array(bytes)
        let all = attributes[IFA_FLAGS]?.number(at: 0, as: UInt32.self) ?? UInt32(flags)
        let notYetOrNoLonger = UInt32(IFA_F_TENTATIVE | IFA_F_DEPRECATED | IFA_F_DADFAILED)
        isUsable = Int(scope) == RT_SCOPE_UNIVERSE.rawValue && all & notYetOrNoLonger == 0 && isGlobal(self.bytes)
    }
}

/// RTM_NEWROUTE: struct rtmsg and attributes.
private struct Route {
    var interface: Int32
    var router: [UInt8]
    var source: [UInt8]

    init?(_ message: NetlinkMessage) {
        guard message.type == RTM_NEWROUTE, message.payload.number(at: 7, as: UInt8.self) == UInt8(RTN_UNICAST) else {
            return nil
        }
        let attributes = message.attributes(after: 12)
        guard let interface = attributes[Int(RTA_OIF.rawValue)]?.number(at: 0, as: Int32.self),
            let source = attributes[Int(RTA_PREFSRC.rawValue)]
        else { return nil }
        self.interface = interface
        self.source = Array(source)
        router = Array(attributes[Int(RTA_GATEWAY.rawValue)] ?? attributes[Int(RTA_VIA.rawValue)] ?? [])
    }
}

/// Neither of this machine nor of one line alone (RFC 3927, RFC 4291).
private func isGlobal(_ address: [UInt8]) -> Bool {
    switch address.count {
    case 4: return address[0] != 127 && address[0] != 0 && address.prefix(2) != [169, 254]
    case 16:
        let isLoopbackOrNone = address.prefix(15).allSatisfy { $0 == 0 }
        return !isLoopbackOrNone && !(address[0] == 0xfe && address[1] & 0xc0 == 0x80)
    default: return false
    }
}

/// Of IPv6 the network: machines take new addresses in the same one each day (RFC 8981).
private func identity(of address: [UInt8]) -> [UInt8] { address.count == 16 ? Array(address.prefix(8)) : address }

private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
