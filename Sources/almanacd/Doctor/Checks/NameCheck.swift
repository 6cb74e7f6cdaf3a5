// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What came of looking a host up.
enum NameLookup: Sendable, Equatable {
    case found(v4: [String], v6: [String], Duration)
    /// The name server says that there is no such name.
    case unknown
    /// No answer, in the words of getaddrinfo(3).
    case failed(String)
    case late(Duration)
}

/// Looks a host up as the daemon does, on a thread of its own.
func lookUp(_ host: String, limit: Duration) async -> NameLookup {
    let found = await within(limit) { await aside { lookUpHere(host) } }
    return (found ?? nil) ?? .late(limit)
}

private func lookUpHere(_ host: String) -> NameLookup {
    let clock = ContinuousClock()
    let start = clock.now
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, nil, &hints, &list)
    guard status == 0 else {
        return status == EAI_NONAME || status == -5 ? .unknown : .failed(String(cString: gai_strerror(status)))
    }
    defer { freeaddrinfo(list) }
    var (v4, v6, next) = ([String](), [String](), list)
    while let entry = next?.pointee {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        if getnameinfo(
            entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
        {
            let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if entry.ai_family == AF_INET { v4.append(address) } else { v6.append(address) }
        }
        next = entry.ai_next
    }
    return .found(v4: v4, v6: v6, clock.now - start)
}

/// `IFF_LOOPBACK` of netdevice(7).
private let loopback: UInt32 = 0x8

/// Whether an interface other than loopback has an address that reaches further than its link.
func hasNetwork() -> Bool {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return true }
    defer { freeifaddrs(list) }
    var next = list
    while let entry = next?.pointee {
        next = entry.ifa_next
        guard let address = entry.ifa_addr, entry.ifa_flags & loopback == 0 else { continue }
        // The family comes first; of IPv6 the address begins at the ninth byte.
        let bytes = UnsafeRawPointer(address)
        let family = Int32(bytes.load(as: UInt16.self))
        if family == AF_INET { return true }
        guard family == AF_INET6 else { continue }
        let isLinkLocal =
            bytes.load(fromByteOffset: 8, as: UInt8.self) == 0xFE
            && bytes.load(fromByteOffset: 9, as: UInt8.self) & 0xC0 == 0x80
        if !isLinkLocal { return true }
    }
    return false
}

/// Whether the host of a server has addresses.
struct NameCheck {
    let account: String
    let host: String
    /// The host is that of the account's proxy, which looks up the server's.
    var isProxy = false

    func judge(_ lookup: NameLookup, hasNetwork: Bool) -> Finding {
        let check = Check("dns", "DNS", account: account)
        let name = isProxy ? "the proxy \(host)" : host
        switch lookup {
        case .found(let v4, let v6, let time):
            if v4 == [host] || v6 == [host] { return check.ok("\(name) is an address") }
            let all = (v4 + v6).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            let kinds = v6.isEmpty ? "IPv4 only" : v4.isEmpty ? "IPv6 only" : "IPv4 and IPv6"
            let words = "\(name) is \(all.prefix(4).joined(separator: ", ")) (\(kinds), \(milliseconds(time)) ms)"
            guard time > .seconds(2) else { return check.ok(words) }
            return check.warning(words, "The name server is slow.", "$ resolvectl query \(host)")
        case _ where !hasNetwork:
            return check.failure(
                "there is no network", "Everything that is here already can be read and edited; it syncs later.",
                "$ ip address")
        case .unknown:
            return check.failure(
                "there is no host \(name)", "Its calendars cannot be reached.",
                "compare \(isProxy ? "proxy" : "url") in the settings", "$ resolvectl query \(host)")
        case .failed(let reason):
            return check.failure(
                "\(name) cannot be looked up: \(reason)", "The name server does not answer, or cannot.",
                "$ resolvectl query \(host)", "look at /etc/resolv.conf")
        case .late(let limit):
            return check.failure(
                "looking up \(name) took longer than \(limit.components.seconds) s", "The name server does not answer.",
                "$ resolvectl query \(host)", "look at /etc/resolv.conf")
        }
    }
}

func milliseconds(_ time: Duration) -> Int64 {
    time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
}
