// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// A network as systemd writes it, such as `fc00::/7`.
private struct Network {
    var bytes: [UInt8]
    var length: Int

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let bytes = addressBytes(String(parts[0])), let length = Int(parts[1]) else {
            return nil
        }
        (self.bytes, self.length) = (bytes, length)
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == bytes.count else { return false }
        return (0..<length).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return address[bit / 8] & mask == bytes[bit / 8] & mask
        }
    }
}

private func addressBytes(_ text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: text.contains(":") ? 16 : 4)
    return inet_pton(bytes.count == 16 ? AF_INET6 : AF_INET, text, &bytes) == 1 ? bytes : nil
}

@Suite struct `The addresses that the system's service may reach` {
    private let networks: [Network]

    init() throws {
        let unit = try text("systemd/almanacd.service")
        #expect(values(of: "IPAddressDeny", in: unit) == ["any"])
        networks = try values(of: "IPAddressAllow", in: unit).flatMap { $0.split(separator: " ") }.map {
            try #require(Network($0), "\($0)")
        }
    }

    private func mayReach(_ address: [UInt8]) -> Bool { networks.contains { $0.contains(address) } }

    @Test func `are all of IPv4 but those of the link, multicast and what is reserved`() {
        for high in 0...UInt8.max {
            for low in 0...UInt8.max {
                let isReachable = high < 224 && !(high == 169 && low == 254)
                for rest: [UInt8] in [[0, 0], [169, 254], [255, 255]] {
                    #expect(mayReach([high, low] + rest) == isReachable, "\(high).\(low)")
                }
            }
        }
    }

    @Test(arguments: [
        ("::1", true), ("2001:db8::1", true), ("2606:4700:4700::1111", true), ("3fff::1", true),
        ("fd12:3456:789a::1", true), ("fc00::1", true), ("64:ff9b::c000:201", true), ("64:ff9b:1::1", true),
        ("fe80::1", false), ("febf::1", false), ("ff02::1", false), ("::", false), ("4000::1", false),
        ("fec0::1", false),
    ]) func `are those of IPv6 that a server can have`(_ address: String, _ isReachable: Bool) throws {
        #expect(mayReach(try #require(addressBytes(address))) == isReachable)
    }
}
