// SPDX-License-Identifier: Apache-2.0

/// An absolute `http` or `https` URL taken apart. The path stays as it was spelled.
struct RemoteURL: Hashable, Sendable {
    /// `http` or `https`.
    let scheme: String
    /// Lower case; brackets around an IPv6 address.
    let host: String
    /// `nil` when it is the scheme's own.
    let port: Int?
    /// Begins with a slash; a query stays on it, a fragment does not.
    var path: String

    var authority: String { port.map { "\(host):\($0)" } ?? host }
    var origin: String { "\(scheme)://\(authority)" }
    /// As it can be sent: bytes that no URL may hold are percent-encoded.
    var text: String { origin + path.wireEncoded }

    init(scheme: String, host: String, port: Int?, path: String) {
        (self.scheme, self.host, self.port, self.path) = (scheme, host, port, path)
    }

    /// `nil` for another scheme, a user in it, or what is no URL.
    init?(_ text: String) {
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard scheme == "http" || scheme == "https", text.dropFirst(scheme.count).hasPrefix("://") else { return nil }
        let rest = text.dropFirst(scheme.count + 3)
        let authority = rest.prefix { !"/?#".contains($0) }
        guard let (host, port) = Self.hostAndPort(authority) else { return nil }
        let path = rest[authority.endIndex...].prefix { $0 != "#" }
        self.init(
            scheme: scheme, host: host, port: port == (scheme == "http" ? 80 : 443) ? nil : port,
            path: path.hasPrefix("/") ? String(path) : "/" + path)
    }

    /// RFC 3986 §5.2. What has no `http://` or `https://` in front is a path, also with a colon in its name.
    func resolving(_ reference: String) -> RemoteURL? {
        let text = String(reference.prefix { $0 != "#" })
        let lower = text.prefix(8).lowercased()
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") { return RemoteURL(text) }
        if text.hasPrefix("//") { return RemoteURL("\(scheme):\(text)") }
        var result = self
        if text.hasPrefix("/") {
            result.path = text
        } else if !text.isEmpty {
            let own = path.prefix { $0 != "?" }
            let folder = own[...(own.lastIndex(of: "/") ?? own.startIndex)]
            result.path = text.hasPrefix("?") ? own + text : withoutDots(folder + text)
        }
        return result
    }

    private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
        let isPlain = authority.utf8.allSatisfy { $0 > 32 && $0 != 127 && !#"@\"<>^`{|}"#.utf8.contains($0) }
        guard isPlain, !authority.isEmpty else { return nil }
        let hostEnd = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
        let host = authority.hasPrefix("[") ? hostEnd.map { authority[..<$0] } : authority.prefix { $0 != ":" }
        guard let host, !host.isEmpty else { return nil }
        let rest = authority[host.endIndex...]
        if rest.isEmpty || rest == ":" { return (host.lowercased(), nil) }
        guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return (host.lowercased(), Int(port))
    }
}

/// RFC 3986 §5.2.4.
private func withoutDots(_ path: some StringProtocol) -> String {
    var kept: [Substring] = []
    let segments = String(path).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for segment in segments {
        switch segment {
        case ".": break
        case "..": _ = kept.popLast()
        default: kept.append(segment)
        }
    }
    if let last = segments.last, last == "." || last == ".." { kept.append("") }
    return "/" + kept.joined(separator: "/")
}

extension String {
    /// Percent-encodes what may not stand in a URL, and nothing else: `%40` stays `%40`.
    fileprivate var wireEncoded: String {
        guard utf8.contains(where: { !isWireSafe($0) }) else { return self }
        var bytes: [UInt8] = []
        for byte in utf8 { isWireSafe(byte) ? bytes.append(byte) : bytes.appendPercentEncoded(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

private func isWireSafe(_ byte: UInt8) -> Bool {
    byte > 32 && byte < 127 && !#""<>\^`{|}"#.utf8.contains(byte)
}

extension [UInt8] {
    mutating func appendPercentEncoded(_ byte: UInt8) {
        let digits = Array("0123456789ABCDEF".utf8)
        append(contentsOf: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    }
}
