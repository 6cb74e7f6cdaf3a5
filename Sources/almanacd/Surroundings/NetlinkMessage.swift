// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// One message of netlink(7). Numbers are in the machine's own order.
struct NetlinkMessage: Equatable {
    /// `NLMSG_…` or `RTM_…`.
    var type: Int
    var flags: Int
    var sequence: UInt32
    var payload: ArraySlice<UInt8>

    static let headerSize = 16

    /// The messages of one datagram, up to the first whose length cannot be true.
    static func all(in datagram: ArraySlice<UInt8>) -> [NetlinkMessage] {
        var (rest, messages) = (datagram, [NetlinkMessage]())
        while let length = rest.number(at: 0, as: UInt32.self).map(Int.init),
            let type = rest.number(at: 4, as: UInt16.self),
            let flags = rest.number(at: 6, as: UInt16.self), let sequence = rest.number(at: 8, as: UInt32.self),
            length >= headerSize, length <= rest.count
        {
            let payload = rest.dropFirst(headerSize).prefix(length - headerSize)
            messages.append(
                NetlinkMessage(type: Int(type), flags: Int(flags), sequence: sequence, payload: payload))
            rest = rest.dropFirst(aligned(length))
        }
        return messages
    }

    /// What follows a fixed part of `size` bytes: by type, the last of its kind; up to the first whose length cannot be true.
    func attributes(after size: Int) -> [Int: ArraySlice<UInt8>] {
        netlinkAttributes(in: payload.dropFirst(aligned(size)))
    }
}

/// rtnetlink(7); the type's upper two bits are flags.
func netlinkAttributes(in bytes: ArraySlice<UInt8>) -> [Int: ArraySlice<UInt8>] {
    var (rest, attributes) = (bytes, [Int: ArraySlice<UInt8>]())
    while let length = rest.number(at: 0, as: UInt16.self).map(Int.init),
        let type = rest.number(at: 2, as: UInt16.self),
        length >= 4, length <= rest.count
    {
        attributes[Int(type & 0x3fff)] = rest.dropFirst(4).prefix(length - 4)
        rest = rest.dropFirst(aligned(length))
    }
    return attributes
}

/// A question to the kernel.
enum NetlinkRequest {
    case links
    case addresses
    /// Which way a packet to this address would take; none is sent.
    case route(to: [UInt8])

    func bytes(sequence: UInt32) -> [UInt8] {
        let isDump: Bool
        let (type, payload): (Int, [UInt8])
        switch self {
        case .links: (type, payload, isDump) = (RTM_GETLINK, [UInt8](repeating: 0, count: 16), true)
        case .addresses: (type, payload, isDump) = (RTM_GETADDR, [UInt8](repeating: 0, count: 8), true)
        case .route(let address):
            let family = UInt8(address.count == 4 ? AF_INET : AF_INET6)
            let route = [family, UInt8(address.count * 8)] + [UInt8](repeating: 0, count: 10)
            let attribute = bytesOf(UInt16(4 + address.count)) + bytesOf(UInt16(RTA_DST.rawValue)) + address
            (type, payload, isDump) = (RTM_GETROUTE, route + attribute, false)
        }
        let flags = NLM_F_REQUEST | (isDump ? NLM_F_ROOT | NLM_F_MATCH : 0)
        return bytesOf(UInt32(NetlinkMessage.headerSize + payload.count)) + bytesOf(UInt16(type))
            + bytesOf(UInt16(flags)) + bytesOf(sequence) + bytesOf(UInt32(0)) + payload
    }
}

private func aligned(_ length: Int) -> Int { (length + 3) & ~3 }

func bytesOf<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }

extension ArraySlice<UInt8> {
    /// `nil` where it does not fit.
    func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number? {
        let bytes = dropFirst(offset).prefix(MemoryLayout<Number>.size)
        guard bytes.count == MemoryLayout<Number>.size else { return nil }
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: type) }
    }
}
