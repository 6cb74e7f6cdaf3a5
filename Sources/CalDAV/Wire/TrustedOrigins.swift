// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel

/// Where the account's password may go: the origin that the person typed, hosts that the settings allow, and iCloud's
/// partitions.
struct TrustedOrigins {
    let account: RemoteURL
    let allowedHosts: [String]

    func mayReceiveCredentials(_ url: RemoteURL) -> Bool {
        if url.origin == account.origin || isPartition(url) { return true }
        guard url.scheme == "https" || account.scheme == "http" else { return false }
        return allowedHosts.contains { $0.lowercased() == url.host || $0.lowercased() == url.authority }
    }

    /// `p12-caldav.icloud.com` holds the data of `caldav.icloud.com`, and may change.
    private func isPartition(_ url: RemoteURL) -> Bool {
        account.scheme == "https" && account.host == "caldav.icloud.com" && url.scheme == "https" && url.port == nil
            && url.host.hasSuffix(".icloud.com")
    }

    /// What a collection or principal is compared by: its path, with the origin in front where that is a foreign one.
    func key(of url: RemoteURL, isCollection: Bool) -> HrefKey {
        let path = pathKey(url.path)
        let isOwn = url.origin == account.origin || isPartition(url)
        return HrefKey((isOwn ? "" : url.origin) + path + (isCollection && !path.hasSuffix("/") ? "/" : ""))
    }
}
