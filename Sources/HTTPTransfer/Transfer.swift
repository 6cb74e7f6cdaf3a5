// SPDX-License-Identifier: Apache-2.0

internal import CCurl
internal import Synchronization

/// One exchange under way: the easy handle, what it borrows, and what has arrived.
///
/// `@unchecked Sendable`: after it is submitted, everything but `isCancelled` is touched by the loop's thread only.
final class Transfer: @unchecked Sendable {
    let isCancelled = Atomic(false)
    let request: TransferRequest
    let version: HTTPVersion
    private(set) var handle: UnsafeMutableRawPointer?
    private let sink: (any BodySink)?
    private var headerLines: UnsafeMutablePointer<curl_slist>?
    private let curlMessage: UnsafeMutablePointer<CChar>
    private var response: TransferResponse
    private var headerBytes = 0
    private var bodyBytes = 0
    private(set) var hasBodyBegun = false
    /// In its present round: Digest takes two.
    private var hasBeenSent = false
    /// In any round; what goes to a proxy or into a handshake does not count.
    private var hasEverBegun = false
    private var failure: TransferError?
    /// A stream that was reset, or, which is how curl tells of a broken frame, no answer at all over TLS.
    private(set) var mightDoWithoutHTTP2 = false

    static let headerLimit = 64 << 10
    /// Of an answer that the sink did not want.
    static let asideLimit = 64 << 10

    init(_ request: TransferRequest, _ version: HTTPVersion, sink: (any BodySink)?) {
        self.request = request
        self.version = version
        self.sink = sink
        response = TransferResponse(status: 0, url: request.url)
        curlMessage = .allocate(capacity: Int(CURL_ERROR_SIZE))
        curlMessage.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        release()
        curlMessage.deallocate()
    }

    /// `nil` when curl cannot take an option.
    func prepare(
        userAgent: String, _ sockets: OpenSockets, sinceNetworkChange: Duration?
    ) -> UnsafeMutableRawPointer? {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        let context = Unmanaged.passUnretained(self).toOpaque()
        for line in request.headerLines { headerLines = curl_slist_append(headerLines, line) ?? headerLines }
        var options = EasyOptions(handle)
        options.set(request, userAgent: userAgent)
        options.set(version)
        options.set(sockets)
        if let sinceNetworkChange { options.set(sinceNetworkChange: sinceNetworkChange) }
        options.set(CURLOPT_ERRORBUFFER, curlMessage)
        options.set(CURLOPT_WRITEDATA, context)
        options.set(CURLOPT_HEADERDATA, context)
        options.set(headers: headerLines)
        options.set(CURLOPT_PREREQDATA, context)
        options.set(body: takeBody, header: takeHeader, beforeRequest: mayBegin)
        return options.failure == nil ? handle : nil
    }

    /// After the handle has left the multi handle.
    func release() {
        if let handle { curl_easy_cleanup(handle) }
        curl_slist_free_all(headerLines)
        (handle, headerLines) = (nil, nil)
    }

    func result(_ code: CURLcode) -> Result<TransferResponse, TransferError> {
        if !isCancelled.load(ordering: .acquiring), var failure {
            failure.requestMayHaveArrived = hasLeft
            return .failure(failure)
        }
        if isCancelled.load(ordering: .acquiring) || code == CURLE_ABORTED_BY_CALLBACK {
            return .failure(TransferError(.cancelled, "cancelled", requestMayHaveArrived: hasLeft))
        }
        guard code == CURLE_OK else {
            let isOffered = version == .http2OverTLS && request.url.lowercased().hasPrefix("https:")
            mightDoWithoutHTTP2 = isOffered && [CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_GOT_NOTHING].contains(code)
            let message = String(cString: curlMessage)
            let words = message.isEmpty ? String(cString: curl_easy_strerror(code)) : message
            return .failure(TransferError(.init(code, words), words, requestMayHaveArrived: hasLeft))
        }
        return .success(response)
    }

    /// Whether bytes of the request are on their way to the server.
    private var hasLeft: Bool {
        var sent = 0
        if let handle { ccurl_getinfo_long(handle, CURLINFO_REQUEST_SIZE, &sent) }
        return hasEverBegun && sent > 0
    }

    /// The connection stands and the request goes out; a second time when curl sends it again.
    fileprivate func begins() -> Bool {
        defer { (hasBeenSent, hasEverBegun) = (true, true) }
        guard hasBeenSent, !request.isRepeatable else { return true }
        failure = TransferError(.brokenOff, "the connection was closed before an answer came")
        return false
    }

    /// One header line with its line end; `false` ends the transfer.
    fileprivate func take(header bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.headerLimit else {
            failure = TransferError(.tooLarge, "headers above \(Self.headerLimit >> 10) KiB")
            return false
        }
        guard !hasBodyBegun else { return true }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            response.headers = []
            response.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
            // What curl sends next is not the same again, but the response to a Digest challenge.
            if response.status == 401 || response.status == 407 { hasBeenSent = false }
        } else if let colon = line.utf8.firstIndex(of: 58) {
            let value = line[line.index(after: colon)...].trimmedOfSpace
            response.headers.append(HTTPHeader(String(line[..<colon]), String(value)))
        }
        return true
    }

    /// One piece of the body, decoded; `false` ends the transfer.
    fileprivate func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard !isCancelled.load(ordering: .acquiring) else { return false }
        if !hasBodyBegun {
            hasBodyBegun = true
            response.wasTakenBySink = sink?.wants(response) ?? false
        }
        bodyBytes += bytes.count
        guard bodyBytes <= request.bodyLimit else {
            failure = TransferError(.tooLarge, "the answer is larger than \(request.bodyLimit) bytes")
            return false
        }
        if response.wasTakenBySink {
            guard let reason = sink?.take(bytes) else { return true }
            failure = TransferError(.sinkRefused, reason)
            return false
        }
        let room = sink == nil ? bytes.count : Self.asideLimit - response.body.count
        response.body.append(contentsOf: bytes.prefix(max(0, room)))
        return true
    }
}

private func takeBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : -1
}

private func takeHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.take(header: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : -1
}

private func mayBegin(
    _ context: UnsafeMutableRawPointer?, _ remote: UnsafeMutablePointer<CChar>?, _ local: UnsafeMutablePointer<CChar>?,
    _ remotePort: Int32, _ localPort: Int32
) -> Int32 {
    guard let context else { return Int32(CURL_PREREQFUNC_ABORT) }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return Int32(transfer.begins() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT)
}

extension Substring {
    fileprivate var trimmedOfSpace: Substring {
        var text = drop { $0.isWhitespace }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
