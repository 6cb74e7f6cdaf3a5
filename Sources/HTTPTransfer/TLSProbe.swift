// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Glibc

/// What one handshake showed of a server.
package struct TLSHandshake: Sendable, Equatable {
    /// `TLSv1.3`, as OpenSSL calls it; `nil` where curl does not say.
    package var version: String?
    /// The address that answered.
    package var address: String?
    /// The server's own certificate; `nil` where none was shown.
    package var certificate: ServerCertificate?

    package init(version: String? = nil, address: String? = nil, certificate: ServerCertificate? = nil) {
        (self.version, self.address, self.certificate) = (version, address, certificate)
    }
}

package struct ServerCertificate: Sendable, Equatable {
    /// `CN = dav.example.org`
    package var subject: String
    package var issuer: String
    /// Seconds since 1970; `nil` where the date cannot be read.
    package var expires: Int64?

    package init(subject: String, issuer: String, expires: Int64?) {
        (self.subject, self.issuer, self.expires) = (subject, issuer, expires)
    }
}

/// Connects to the server of a request, through its proxy where it has one, shakes hands, and hangs up: nothing of the
/// request is sent, and so no secret. On the calling thread, for as long as `connectTimeout` says.
///
/// - Parameter isVerifying: `false` takes any certificate, to say what is wrong with one that was refused.
package func shakeHands(_ request: TransferRequest, isVerifying: Bool = true) -> Result<TLSHandshake, TransferError> {
    do { try request.check() } catch { return .failure(error) }
    curl_global_init(Int(CURL_GLOBAL_ALL))
    defer { curl_global_cleanup() }
    guard let handle = curl_easy_init() else { return .failure(TransferError(.malformedRequest, "out of memory")) }
    defer { curl_easy_cleanup(handle) }
    var seen = TLSHandshake()
    var message = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let code = withUnsafeMutablePointer(to: &seen) { seen in
        message.withUnsafeMutableBufferPointer { message in
            var options = EasyOptions(handle)
            options.set(request, userAgent: "")
            options.set(CURLOPT_CONNECT_ONLY, 1)
            options.set(CURLOPT_CERTINFO, 1)
            options.set(CURLOPT_VERBOSE, 1)
            options.set(CURLOPT_DEBUGDATA, UnsafeMutableRawPointer(seen))
            if let start = message.baseAddress { options.set(CURLOPT_ERRORBUFFER, start) }
            options.setListener(noteVersion)
            if !isVerifying { options.trustAnybody() }
            return options.failure ?? curl_easy_perform(handle)
        }
    }
    guard code == CURLE_OK else {
        let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let text = words.isEmpty ? String(cString: curl_easy_strerror(code)) : words
        return .failure(TransferError(.init(code, text), text))
    }
    seen.address = address(of: handle)
    seen.certificate = certificate(of: handle)
    return .success(seen)
}

/// `SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384`: curl says it nowhere else.
private func noteVersion(
    _ handle: UnsafeMutableRawPointer?, _ kind: curl_infotype, _ text: UnsafeMutablePointer<CChar>?, _ size: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard kind == CURLINFO_TEXT, let text, let context else { return 0 }
    let line = String(decoding: UnsafeRawBufferPointer(start: text, count: size), as: UTF8.self)
    let prefix = "SSL connection using "
    if line.hasPrefix(prefix) {
        let version = line.dropFirst(prefix.count).prefix { $0 != " " && $0 != "\n" }
        context.assumingMemoryBound(to: TLSHandshake.self).pointee.version = String(version)
    }
    return 0
}

private func address(of handle: UnsafeMutableRawPointer) -> String? {
    var text: UnsafePointer<CChar>?
    guard ccurl_getinfo_string(handle, CURLINFO_PRIMARY_IP, &text) == CURLE_OK, let text else { return nil }
    let address = String(cString: text)
    return address.isEmpty ? nil : address
}

/// The first of the chain.
private func certificate(of handle: UnsafeMutableRawPointer) -> ServerCertificate? {
    var chain: UnsafeMutablePointer<curl_certinfo>?
    guard ccurl_getinfo_certificates(handle, &chain) == CURLE_OK, let chain, chain.pointee.num_of_certs > 0 else {
        return nil
    }
    var fields: [String: String] = [:]
    var next = chain.pointee.certinfo?[0]
    while let field = next {
        let text = field.pointee.data.map { String(cString: $0) } ?? ""
        if let colon = text.firstIndex(of: ":") {
            fields[String(text[..<colon])] = String(text[text.index(after: colon)...])
        }
        next = field.pointee.next
    }
    return ServerCertificate(
        subject: fields["Subject"] ?? "", issuer: fields["Issuer"] ?? "",
        expires: fields["Expire date"].flatMap(certificateTime))
}

/// `Nov 27 02:33:46 2026 GMT`, as OpenSSL prints it.
func certificateTime(_ text: String) -> Int64? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let words = text.split(separator: " ")
    guard words.count == 5, let month = months.firstIndex(of: String(words[0])), let day = Int32(words[1]),
        (1...31).contains(day), let year = Int32(words[3]), (1950...9999).contains(year), words[4] == "GMT"
    else { return nil }
    let clock = words[2].split(separator: ":").map { Int32($0) ?? -1 }
    guard clock.count == 3, clock.allSatisfy({ (0...60).contains($0) }) else { return nil }
    var time = tm()
    (time.tm_year, time.tm_mon, time.tm_mday) = (year - 1900, Int32(month), day)
    (time.tm_hour, time.tm_min, time.tm_sec) = (clock[0], clock[1], clock[2])
    return Int64(timegm(&time))
}

extension EasyOptions {
    fileprivate mutating func setListener(_ listener: ccurl_debug_callback) {
        check(ccurl_setopt_debug(handle, listener))
    }

    /// Only where nothing is sent.
    fileprivate mutating func trustAnybody() {
        set(CURLOPT_SSL_VERIFYPEER, 0)
        set(CURLOPT_SSL_VERIFYHOST, 0)
    }
}
