// SPDX-License-Identifier: Apache-2.0

/// What the settings say about one CalDAV account.
package struct CalDAVAccount: Sendable {
    /// As a person types it: a host, an address `alice@example.org`, or any URL below the server's root.
    package var url: String
    package var username: String
    /// Read for each request; `nil`: there is none.
    package var password: @Sendable () -> String?
    /// PEM certificates to trust in place of the system's.
    package var caFile: String?
    /// Other hosts that may be given the password, as `host` or `host:port`.
    package var allowedHosts: [String]
    package var allowsPlainHTTP: Bool

    package init(
        url: String, username: String, password: @escaping @Sendable () -> String?, caFile: String? = nil,
        allowedHosts: [String] = [], allowsPlainHTTP: Bool = false
    ) {
        self.url = url
        self.username = username
        self.password = password
        self.caFile = caFile
        self.allowedHosts = allowedHosts
        self.allowsPlainHTTP = allowsPlainHTTP
    }

    /// ``url`` is a domain, or an address in one.
    var isBare: Bool { !url.contains("/") }

    /// `nil` when ``url`` is none.
    var root: RemoteURL? {
        if url.contains("://") { return RemoteURL(url) }
        let authority = url.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { url[url.index(after: $0)...] } ?? url[...]
        return RemoteURL("https://\(host)")
    }

    /// What DNS may be asked about: a domain, an address in it, or an https URL with nothing but a host.
    var bareDomain: String? {
        guard let root, root.scheme == "https", root.port == nil, root.path == "/", isHostName(root.host) else {
            return nil
        }
        let labels = root.host.split(separator: ".")
        return labels.count > 1 && labels.last?.contains(where: \.isLetter) ?? false ? root.host : nil
    }
}
