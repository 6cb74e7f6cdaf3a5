// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Glibc

/// Sets the options of one easy handle; remembers the first that curl refuses.
struct EasyOptions {
    private let handle: UnsafeMutableRawPointer
    private(set) var failure: CURLcode?

    init(_ handle: UnsafeMutableRawPointer) { self.handle = handle }

    mutating func set(_ request: TransferRequest, userAgent: String) {
        set(CURLOPT_URL, request.url)
        set(CURLOPT_USERAGENT, userAgent)
        setRules(request)
        setTimeouts(request)
        set(request.authentication)
        setTrust(request)
        if let socket = request.unixSocket { set(CURLOPT_UNIX_SOCKET_PATH, socket) }
        set(CURLOPT_ACCEPT_ENCODING, request.allowsCompression ? "gzip" : "identity")
        setMethod(request)
    }

    private mutating func setRules(_ request: TransferRequest) {
        set(CURLOPT_PROTOCOLS_STR, request.url.lowercased().hasPrefix("http:") ? "http" : "https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        set(CURLOPT_PROXY, request.proxy ?? "")
        // Or the environment's no_proxy would count.
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_NOSIGNAL, 1)
        // A name server that never answers must not hold up this thread: without it, curl waits for its resolver.
        set(CURLOPT_QUICK_EXIT, 1)
        // Over plain HTTP it would hold back everything until the first answer begins.
        set(CURLOPT_PIPEWAIT, request.url.lowercased().hasPrefix("https:") ? 1 : 0)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_BUFFERSIZE, 64 << 10)
        check(ccurl_setopt_open_socket(handle, openSocket))
    }

    /// A single scheme of these two that need no challenge is sent at once.
    private mutating func set(_ authentication: Authentication) {
        switch authentication {
        case .none: break
        case .basic(let credentials): set(credentials, Int(ccurl_auth_basic))
        case .digest(let credentials): set(credentials, Int(ccurl_auth_digest))
        case .bearer(let token):
            set(CURLOPT_HTTPAUTH, Int(ccurl_auth_bearer))
            set(CURLOPT_XOAUTH2_BEARER, token.value)
        }
    }

    private mutating func set(_ credentials: Credentials, _ scheme: Int) {
        set(CURLOPT_HTTPAUTH, scheme)
        set(CURLOPT_USERNAME, credentials.username)
        set(CURLOPT_PASSWORD, credentials.password)
    }

    private mutating func setTrust(_ request: TransferRequest) {
        let isPinnedAlone = request.pinnedKey != nil && request.caFile == nil
        set(CURLOPT_SSL_VERIFYPEER, isPinnedAlone ? 0 : 1)
        set(CURLOPT_SSL_VERIFYHOST, isPinnedAlone ? 0 : 2)
        if let key = request.pinnedKey { set(CURLOPT_PINNEDPUBLICKEY, key) }
        if let file = request.caFile {
            set(CURLOPT_CAINFO, spelled(file, request.filesVersion))
            // Or the system's folder stays trusted beside it.
            check(ccurl_setopt_string(handle, CURLOPT_CAPATH, nil))
        }
        if let certificate = request.clientCertificate {
            set(CURLOPT_SSLCERT, spelled(certificate, request.filesVersion))
            if let key = request.clientKey { set(CURLOPT_SSLKEY, spelled(key, request.filesVersion)) }
            // Or OpenSSL asks on the terminal for the passphrase of a key that has one.
            set(CURLOPT_KEYPASSWD, "")
        }
    }

    private mutating func setTimeouts(_ request: TransferRequest) {
        set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
        if let total = request.totalTimeout { set(CURLOPT_TIMEOUT_MS, total.wholeMilliseconds) }
        if let stall = request.stallTimeout {
            set(CURLOPT_LOW_SPEED_LIMIT, 1)
            set(CURLOPT_LOW_SPEED_TIME, max(1, Int(clamping: stall.components.seconds)))
        }
    }

    /// The body always with its length, never chunked.
    private mutating func setMethod(_ request: TransferRequest) {
        if let body = request.body {
            check(ccurl_setopt_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            let handle = handle
            let code = body.withUnsafeBytes { bytes in
                // With length 0 curl would take a null pointer as "no body".
                ccurl_setopt_pointer(
                    handle, CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: bytes.baseAddress) ?? UnsafeMutableRawPointer(handle))
            }
            check(code)
        } else if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        }
        set(CURLOPT_CUSTOMREQUEST, request.method)
    }

    mutating func set(headers: UnsafeMutablePointer<curl_slist>?) {
        check(ccurl_setopt_list(handle, CURLOPT_HTTPHEADER, headers))
    }

    mutating func set(
        body: ccurl_write_callback, header: ccurl_write_callback, beforeRequest: curl_prereq_callback
    ) {
        check(ccurl_setopt_write(handle, body))
        check(ccurl_setopt_header(handle, header))
        check(ccurl_setopt_before_request(handle, beforeRequest))
    }

    mutating func set(_ option: CURLoption, _ value: Int) { check(ccurl_setopt_long(handle, option, value)) }
    mutating func set(_ option: CURLoption, _ value: String) { check(ccurl_setopt_string(handle, option, value)) }
    mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        check(ccurl_setopt_pointer(handle, option, value))
    }

    private mutating func check(_ code: CURLcode) {
        if code != CURLE_OK, failure == nil { failure = code }
    }
}

/// The same file under another name for each version, up to 64 bytes longer. Curl knows connections, TLS sessions, and for
/// a day what it has read of a CA file, by the names of files alone.
func spelled(_ path: String, _ version: UInt32) -> String {
    guard version != 0, path.hasPrefix("/") else { return path }
    let bits = String(version, radix: 2)
    return bits.map { $0 == "1" ? "/." : "/" }.joined() + path
}

/// Closed in programs that we start, from the beginning; curl 7.88 leaves that out.
private func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address = address?.pointee else { return -1 }
    return socket(address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.protocol)
}

extension TransferRequest {
    /// As curl wants them: an empty `Expect` keeps it from asking for 100-continue.
    var headerLines: [String] {
        let own = headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        let needsType = body != nil && headers.value(of: "Content-Type") == nil
        return own + ["Expect:"] + (needsType ? ["Content-Type:"] : [])
    }
}

extension Duration {
    /// At least one: zero means something else to curl.
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 1 << 31 else { return .max >> 20 }
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
