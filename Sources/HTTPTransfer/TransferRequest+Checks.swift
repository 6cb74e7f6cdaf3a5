// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Glibc

extension TransferRequest {
    /// Refuses what would reach the wire as something else: line ends in headers, a user in the URL, plain HTTP to
    /// another machine.
    func check() throws(TransferError) {
        guard !method.isEmpty, method.utf8.allSatisfy({ (65...90).contains($0) || $0 == 45 }) else {
            throw TransferError(.malformedRequest, "not a method: \(method)")
        }
        for header in headers where !header.isSendable {
            throw TransferError(.malformedRequest, "the header \(header.name) cannot be sent as it is")
        }
        if case .bearer(let token) = authentication, !token.isSendable {
            throw TransferError(.malformedRequest, "the token holds characters that no token may have")
        }
        if let file = clientKey ?? clientCertificate { try checkPrivate(file) }
        let (scheme, host) = try schemeAndHost(of: url)
        let proxyHost = try proxy.map { proxy throws(TransferError) in try self.host(ofProxy: proxy) }
        switch scheme {
        case "https": return
        // What a proxy on another machine is asked for leaves this one.
        case "http" where allowsPlainHTTP || unixSocket != nil: return
        case "http" where isLoopback(host) && isLoopback(proxyHost ?? host): return
        case "http": throw TransferError(.malformedRequest, "refusing to talk to \(host) without TLS; use https")
        default: throw TransferError(.malformedRequest, "\(scheme) is not supported; use https")
        }
    }

    /// A key that others may read is no secret; the rule is that for files with passwords.
    private func checkPrivate(_ file: String) throws(TransferError) {
        var status = stat()
        guard stat(file, &status) == 0 else {
            throw TransferError(.clientCertificate, "\(file): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & 0o066 == 0 else {
            throw TransferError(.clientCertificate, "\(file) may be read or written by others; chmod 600 \(file)")
        }
    }

    private func host(ofProxy proxy: String) throws(TransferError) -> String {
        let (scheme, host) = try schemeAndHost(of: proxy)
        guard scheme == "http" else {
            throw TransferError(.malformedRequest, "the proxy's URL must begin with http://")
        }
        return host
    }

    /// As curl itself will read them.
    private func schemeAndHost(of url: String) throws(TransferError) -> (String, String) {
        guard !url.utf8.contains(where: { $0 <= 32 || $0 == 127 }), let parsed = curl_url() else {
            throw TransferError(.malformedRequest, "not a URL: it holds spaces or control characters")
        }
        defer { curl_url_cleanup(parsed) }
        let flags = UInt32(CURLU_DISALLOW_USER) | UInt32(CURLU_NON_SUPPORT_SCHEME)
        let code = curl_url_set(parsed, CURLUPART_URL, url, flags)
        guard code == CURLUE_OK, let scheme = part(CURLUPART_SCHEME, of: parsed),
            let host = part(CURLUPART_HOST, of: parsed)
        else {
            throw TransferError(.malformedRequest, "not a URL: " + String(cString: curl_url_strerror(code)))
        }
        return (scheme, host)
    }

    private func part(_ what: CURLUPart, of parsed: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parsed, what, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

extension HTTPHeader {
    fileprivate var isSendable: Bool {
        let separators = Array("()<>@,;:\\\"/[]?={}".utf8)
        let nameIsToken = name.utf8.allSatisfy { (33...126).contains($0) && !separators.contains($0) }
        return !name.isEmpty && nameIsToken && !value.utf8.contains { $0 < 32 && $0 != 9 || $0 == 127 }
    }
}

/// `localhost`, 127.0.0.0/8 in four numbers, or `[::1]`.
private func isLoopback(_ host: String) -> Bool {
    if host.lowercased() == "localhost" || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers[0] == 127 && numbers.allSatisfy { $0 != nil }
}
