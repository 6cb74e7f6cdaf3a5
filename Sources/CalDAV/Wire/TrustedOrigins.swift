// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel

/// Where the account's password may go: the origin that the person typed, hosts that the settings allow, and the servers
/// that a known provider is known to have.
struct TrustedOrigins {
    let account: RemoteURL
    let allowedHosts: [String]
    /// What the person typed in place of a URL: a domain, or an address in it.
    var domain: String?
    var allowsPlainHTTP = false

    func mayReceiveCredentials(_ url: RemoteURL) -> Bool {
        if url.origin == account.origin || isPartition(url) || isProviders(url) || isInDomain(url) { return true }
        guard url.scheme == "https" || account.scheme == "http" || allowsPlainHTTP else { return false }
        return allowedHosts.contains { $0.lowercased() == url.host || $0.lowercased() == url.authority }
    }

    /// `p12-caldav.icloud.com` holds the data of `caldav.icloud.com`, and may change.
    private func isPartition(_ url: RemoteURL) -> Bool {
        account.scheme == "https" && account.host == "caldav.icloud.com" && url.scheme == "https" && url.port == nil
            && url.host.hasSuffix(".icloud.com")
    }

    private func isProviders(_ url: RemoteURL) -> Bool {
        account.scheme == "https" && KnownProvider.of(account.host)?.serves(url) ?? false
    }

    /// Whoever types a domain means the servers that it names in DNS, and DNS can be forged (RFC 6764 §8). A forger would
    /// also need a certificate for a host inside that very domain, so those may have the password, over TLS only. A host
    /// of another domain proves nothing by its certificate: for that a person has to vouch.
    private func isInDomain(_ url: RemoteURL) -> Bool {
        guard let domain, url.scheme == "https" else { return false }
        return url.host == domain || url.host.hasSuffix(".\(domain)")
    }

    /// What a collection or principal is compared by: its path, with the origin in front where that is a foreign one.
    func key(of url: RemoteURL, isCollection: Bool) -> HrefKey {
        let path = pathKey(url.path)
        let isOwn = url.origin == account.origin || isPartition(url)
        return HrefKey((isOwn ? "" : url.origin) + path + (isCollection && !path.hasSuffix("/") ? "/" : ""))
    }
}
