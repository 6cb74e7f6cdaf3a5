// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// Asks the kernel what this machine is connected to, over a socket of its own, so that what is told unasked is not mixed in.
final class NetworkReader {
    private let socket: Int32
    private var sequence: UInt32 = 0
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// Somewhere in the internet, far from any network of one's own: a.root-servers.net.
    private static let farAway: [[UInt8]] = [
        [198, 41, 0, 4], [0x20, 0x01, 0x05, 0x03, 0xba, 0x3e, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x30],
    ]
    /// Of one answer; a machine with more than this many interfaces or addresses is not looked at.
    private static let mostMessages = 20_000
    private static let attempts = 3

    init() throws(SystemError) {
        socket = try netlinkSocket(groups: [])
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    /// `nil`: the kernel does not say.
    func view() -> NetworkView? {
        for _ in 0..<Self.attempts {
            guard let links = ask(.links), let addresses = ask(.addresses) else { continue }
            let routes = Self.farAway.flatMap { ask(.route(to: $0)) ?? [] }
            return NetworkView(links: links, addresses: addresses, routes: routes)
        }
        return nil
    }

    /// - Returns: `nil` when there is no whole answer, or things changed while it was made.
    private func ask(_ request: NetlinkRequest) -> [NetlinkMessage]? {
        sequence &+= 1
        let question = request.bytes(sequence: sequence)
        guard question.withUnsafeBytes({ send(socket, $0.baseAddress, $0.count, 0) }) == question.count else {
            return nil
        }
        var answer: [NetlinkMessage] = []
        while answer.count <= Self.mostMessages, let datagram = receive() {
            for message in NetlinkMessage.all(in: datagram) where message.sequence == sequence {
                switch message.type {
                case Int(NLMSG_DONE): return answer
                case Int(NLMSG_ERROR): return nil
                default:
                    if message.flags & Int(NLM_F_DUMP_INTR) != 0 { return nil }
                    answer.append(message)
                    if message.flags & Int(NLM_F_MULTI) == 0 { return answer }
                }
            }
        }
        return nil
    }

    /// The next datagram of the kernel's; `nil` when there is none in time, or it is larger than any should be.
    private func receive() -> ArraySlice<UInt8>? {
        while true {
            var sender = sockaddr_nl()
            var size = socklen_t(MemoryLayout<sockaddr_nl>.size)
            let count = withUnsafeMutablePointer(to: &sender) { sender in
                sender.withMemoryRebound(to: sockaddr.self, capacity: 1) { [socket] sender in
                    buffer.withUnsafeMutableBytes {
                        recvfrom(socket, $0.baseAddress, $0.count, Int32(MSG_TRUNC), sender, &size)
                    }
                }
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0, count <= buffer.count else { return nil }
            // Other programs can write to this socket too.
            if sender.nl_pid == 0 { return buffer[..<count] }
        }
    }
}

struct SystemError: Error, CustomStringConvertible {
    private let number: Int32
    init(_ number: Int32 = errno) { self.number = number }
    var description: String { String(cString: strerror(number)) }
}

/// A socket that is told of what the groups (`RTNLGRP_…`) are about.
func netlinkSocket(groups: [rtnetlink_groups]) throws(SystemError) -> Int32 {
    let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), NETLINK_ROUTE)
    guard descriptor >= 0 else { throw SystemError() }
    var address = sockaddr_nl()
    address.nl_family = sa_family_t(AF_NETLINK)
    address.nl_groups = groups.reduce(0) { $0 | 1 << ($1.rawValue - 1) }
    let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
        }
    }
    guard status == 0 else {
        defer { close(descriptor) }
        throw SystemError()
    }
    return descriptor
}
