// SPDX-License-Identifier: Apache-2.0

/// One request. Redirects are not followed: their answers come back as they are.
package struct TransferRequest: Sendable {
    package var method: String
    /// Absolute; `https`, or `http` to a loopback host, over a Unix socket, or where ``allowsPlainHTTP`` says so.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]?
    /// Sent with the first request, without waiting for a challenge.
    package var basic: BasicCredentials?
    /// PEM certificates trusted in place of the system's.
    package var caFile: String?
    /// Connects there instead of to the host of ``url``.
    package var unixSocket: String?
    /// Asks for gzip. Off where ETags matter: a compressing proxy changes them.
    package var allowsCompression = false
    package var allowsPlainHTTP = false
    /// Whether curl may send it again when a kept connection turns out to be dead before the first byte of an answer.
    /// Off for what must not be carried out twice unnoticed: the transfer then fails, and may have arrived.
    package var isRepeatable = true
    /// Decoded bytes of an answer; more is refused with ``TransferError/Kind/tooLarge``.
    package var bodyLimit = 10 << 20
    package var connectTimeout: Duration = .seconds(10)
    /// How long less than one byte a second may arrive, in whole seconds; `nil`: for ever.
    package var stallTimeout: Duration? = .seconds(30)
    /// For the whole exchange; `nil`: for ever.
    package var totalTimeout: Duration? = .seconds(600)

    package init(
        _ method: String, _ url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
        basic: BasicCredentials? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.basic = basic
    }
}
