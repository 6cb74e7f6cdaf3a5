// SPDX-License-Identifier: Apache-2.0

/// The parts of an absolute URL that settings are judged by (RFC 3986 §3).
struct ServerURL {
    /// In lower case.
    let scheme: String
    let hasUser: Bool
    /// In lower case, without brackets; may be empty.
    let host: String
    /// `nil`: none given. Out of range: 0.
    let port: Int?
    let hasFragment: Bool

    /// `nil` unless the text is `scheme://…` without spaces and control characters.
    init?(_ text: String) {
        guard
            !text.unicodeScalars.contains(where: {
                $0.value <= 0x20 || $0.value == 0x7f || "\"<>\\^`{|}".unicodeScalars.contains($0)
            }),
            let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://")
        else { return nil }
        scheme = text[..<colon].lowercased()
        let rest = text[colon...].dropFirst(3)
        let authority = rest.prefix { !"/?#".contains($0) }
        hasFragment = rest.contains("#")
        hasUser = authority.contains("@")
        var hostPort = authority[
            (authority.lastIndex(of: "@").map { authority.index(after: $0) } ?? authority.startIndex)...]
        if hostPort.hasPrefix("["), let end = hostPort.firstIndex(of: "]") {
            host = hostPort.dropFirst().prefix { $0 != "]" }.lowercased()
            hostPort = hostPort[hostPort.index(after: end)...]
        } else {
            host = hostPort.prefix { $0 != ":" }.lowercased()
            hostPort = hostPort.dropFirst(host.count)
        }
        port = hostPort.isEmpty ? nil : Self.port(hostPort)
    }

    var hasBadPort: Bool { port == 0 }

    /// Names and addresses that never leave this machine.
    var isLoopback: Bool { isLoopbackHost(host) }

    private static func port(_ text: Substring) -> Int {
        guard text.hasPrefix(":"), let port = UInt16(text.dropFirst()) else { return 0 }
        return Int(port)
    }
}

/// `localhost` and the names below it (RFC 6761 §6.3), 127.0.0.0/8, `::1`.
func isLoopbackHost(_ host: String) -> Bool {
    if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
}
