// SPDX-License-Identifier: Apache-2.0

/// One request. Redirects are not followed: their answers come back as they are.
package struct TransferRequest: Sendable {
    package var method: String
    /// Absolute; `https`, or `http` to a loopback host, over a Unix socket, or where ``allowsPlainHTTP`` says so.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]?
    package var authentication: Authentication
    /// PEM certificates trusted in place of the system's.
    package var caFile: String?
    /// `sha256//` and the digest of the server's public key (SubjectPublicKeyInfo) in base64. It stands in place of
    /// authorities, names and dates; with ``caFile``, beside them.
    package var pinnedKey: String?
    /// PEM file shown to a server that asks for one; read for each new connection.
    package var clientCertificate: String?
    /// PEM file of its key, without a passphrase, readable by its owner only; `nil`: it stands in the same file.
    package var clientKey: String?
    /// Which content of these files is meant: connections that were made under another number are not used again.
    package var filesVersion: UInt32 = 0
    /// `http://host:port`; `nil`: none, whatever the environment says. An https URL goes through it as a tunnel.
    package var proxy: String?
    /// Connects there instead of to the host of ``url``.
    package var unixSocket: String?
    /// Asks for gzip, else for none: a compressing proxy changes ETags. What comes packed is unpacked either way.
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
        authentication: Authentication = .none
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.authentication = authentication
    }
}
