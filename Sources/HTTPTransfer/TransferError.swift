// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// Why no complete answer came.
package struct TransferError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// The task was cancelled, or the client was shut down.
        case cancelled
        /// The request itself cannot be sent: its URL, a header, plain HTTP to another machine.
        case malformedRequest
        case unknownHost
        case unreachable
        case timeout
        /// The server's certificate is not accepted.
        case certificate
        /// Ours cannot be read, or the server does not accept it, or asks for one.
        case clientCertificate
        /// The proxy cannot be found, or refuses.
        case proxy
        /// HTTP/2 went wrong; from now on HTTP/1.1 is spoken there.
        case multiplexing
        /// The answer is above the request's limit, or its headers are above 64 KiB.
        case tooLarge
        /// The ``BodySink`` refused it; the reason is the message.
        case sinkRefused
        /// The connection broke off before the answer was complete.
        case brokenOff
        /// What came is not HTTP or TLS.
        case protocolError
    }
    package var kind: Kind
    /// In one line, without secrets.
    package var message: String
    /// Bytes of the request have left, so the server may have acted on it.
    package var requestMayHaveArrived: Bool

    package init(_ kind: Kind, _ message: String, requestMayHaveArrived: Bool = false) {
        self.kind = kind
        self.message = message
        self.requestMayHaveArrived = requestMayHaveArrived
    }

    package var description: String { message }
}

extension TransferError.Kind {
    /// `message` is curl's: some things stand nowhere else.
    init(_ code: CURLcode, _ message: String) {
        let words = message.lowercased()
        switch code {
        case _ where words.contains("connect tunnel failed") || words.contains("from proxy after connect"):
            self = .proxy
        case _ where words.contains("alert") && (words.contains("certificate") || words.contains("unknown ca")):
            self = .clientCertificate
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: self = .proxy
        case CURLE_SSL_CERTPROBLEM: self = .clientCertificate
        case CURLE_HTTP2, CURLE_HTTP2_STREAM: self = .multiplexing
        case CURLE_COULDNT_RESOLVE_HOST: self = .unknownHost
        case CURLE_COULDNT_CONNECT: self = .unreachable
        case CURLE_OPERATION_TIMEDOUT: self = .timeout
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY: self = .malformedRequest
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CRL_BADFILE, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            self = .certificate
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR: self = .brokenOff
        default: self = .protocolError
        }
    }
}
