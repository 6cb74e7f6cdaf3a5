// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// `unix:/run/x.sock`, and below which path the calendars are: `unix:/run/x.sock:/dav/`. Linux takes 107 bytes.
func isSocketURL(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).dropFirst()
    let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "#") }
    guard isPlain, let socket = parts.first, socket.utf8.count <= 107, !socket.hasSuffix("/") else { return false }
    return parts.allSatisfy { $0.hasPrefix("/") }
}

/// `client_certificate` and `client_key`.
func clientCertificate(_ table: TableReader, home: String?) -> ClientCertificate? {
    let certificate = table.filePath("client_certificate", home: home, example: "/etc/almanac/client.pem")
    let key = table.filePath("client_key", home: home, example: "/etc/almanac/client.key")
    guard let certificate else {
        if table.has("client_key"), !table.has("client_certificate") {
            let suggestion = "write client_certificate = \"/etc/almanac/client.pem\" beside it"
            table.report("is the key of no certificate", at: "client_key", suggestion: suggestion)
        }
        return nil
    }
    return ClientCertificate(certificate: certificate, key: key)
}

/// The SHA-256 of a public key: as curl writes it, `sha256//` and base64, or as openssl does, 64 hexadecimal digits.
func fingerprint(_ table: TableReader) -> String? {
    let example = "\"sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=\""
    guard let text = table.string("fingerprint", example: example) else { return nil }
    guard let base64 = text.hasPrefix("sha256//") ? String(text.dropFirst(8)) : base64(ofHexadecimal: text),
        isDigest(base64)
    else {
        let suggestion = "the SHA-256 of the server's public key, as in \(example); almanac.toml(5) says how to get it"
        table.report("is not a fingerprint", at: "fingerprint", suggestion: suggestion)
        return nil
    }
    return "sha256//\(base64)"
}

/// 32 bytes in base64: 43 characters and one of padding.
private func isDigest(_ text: String) -> Bool {
    let digits = text.utf8.prefix(43)
    let areDigits = digits.allSatisfy { isASCIILetterOrDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
    return areDigits && digits.count == 43 && text.utf8.dropFirst(43).elementsEqual("=".utf8)
}

/// `nil` unless it is 32 bytes, with or without colons between them.
private func base64(ofHexadecimal text: String) -> String? {
    let digits = text.filter { $0 != ":" }
    guard digits.utf8.count == 64, digits.utf8.allSatisfy(isASCIILetterOrDigit) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
        guard let byte = UInt8(digits.dropFirst(index).prefix(2), radix: 16) else { return nil }
        bytes.append(byte)
    }
    return Data(bytes).base64EncodedString()
}

/// A host and a port: a user and a password would stand in the clear in this file.
func proxyURL(_ table: TableReader) -> String? {
    let example = "\"http://proxy.example.org:3128\""
    guard let text = table.string("proxy", example: example) else { return nil }
    func refuse(_ message: String, _ suggestion: String = "as in \(example)") -> String? {
        table.report(message, at: "proxy", suggestion: suggestion)
        return nil
    }
    guard let url = ServerURL(text) else { return refuse("is not a URL") }
    if url.scheme != "http" { return refuse("must start with http://") }
    if url.hasUser {
        return refuse("must not hold a user or a password", "proxies that want a login are not supported")
    }
    if url.host.isEmpty { return refuse("names no host") }
    if url.port == nil || url.hasBadPort { return refuse("has no valid port") }
    guard !url.hasFragment, !text.dropFirst("http://".count).dropLast().contains("/"), !text.contains("?") else {
        return refuse("is a host and a port, and no more")
    }
    return text
}
