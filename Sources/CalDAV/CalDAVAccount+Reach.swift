// SPDX-License-Identifier: Apache-2.0

package import HTTPTransfer
internal import RemoteCalendars

/// Where an account's server is reached, as far as it is known before anything was sent.
package struct ServerReach: Sendable {
    /// In lower case; without brackets.
    package var host: String
    package var port: Int
    package var isTLS: Bool
    /// A request without a login, by everything else that the account says about the connection.
    package var request: TransferRequest
}

extension CalDAVAccount {
    /// - Parameter place: a URL that discovery found, where the account's own is but a domain.
    /// - Returns: `nil` when the URL is none.
    package func reach(_ place: String? = nil) -> ServerReach? {
        guard let url = place.flatMap({ RemoteURL($0) }) ?? root else { return nil }
        var request = TransferRequest("OPTIONS", url.text)
        request.caFile = caFile
        request.pinnedKey = pinnedKey
        request.clientCertificate = clientCertificate
        request.clientKey = clientKey
        request.proxy = proxy
        request.unixSocket = unixSocket
        request.allowsPlainHTTP = allowsPlainHTTP
        let isTLS = url.scheme == "https"
        return ServerReach(
            host: String(url.host.drop { $0 == "[" }.prefix { $0 != "]" }), port: url.port ?? (isTLS ? 443 : 80),
            isTLS: isTLS, request: request)
    }

    /// ``url`` is a domain or an address, which says nothing yet about where its server is.
    package var isDomainOnly: Bool { isBare }
}

/// What a person reads of a transfer that brought no answer.
package func explained(_ error: TransferError, host: String) -> (message: String, hint: String) {
    let remote = remoteError(error, host: host)
    return (remote.message, remote.hint)
}
