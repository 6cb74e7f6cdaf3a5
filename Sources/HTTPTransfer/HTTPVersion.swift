// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// What a transfer offers to a server.
enum HTTPVersion {
    /// HTTP/2 where TLS lets both agree on it, else HTTP/1.1.
    case http2OverTLS
    case http1
}

extension EasyOptions {
    mutating func set(_ version: HTTPVersion) {
        switch version {
        case .http2OverTLS: set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        case .http1: set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        }
    }
}
