// SPDX-License-Identifier: Apache-2.0

/// What the settings say about one CalDAV account.
package struct CalDAVAccount: Sendable {
    /// As a person types it: a host, an address `alice@example.org`, any URL below the server's root, or the socket of
    /// a server on this machine, `unix:/run/radicale.sock` or `unix:/run/radicale.sock:/dav/`.
    package var url: String
    package var username: String
    /// Read for each request; `nil`: there is none.
    package var password: @Sendable () -> String?
    /// PEM certificates to trust in place of the system's.
    package var caFile: String?
    /// Other hosts that may be given the password, as `host` or `host:port`.
    package var allowedHosts: [String]
    package var allowsPlainHTTP: Bool
    /// `nil`: Basic first, then what the server asks for.
    package var login: LoginMethod?
    /// `sha256//` and the digest of the server's public key, in base64.
    package var pinnedKey: String?
    /// PEM files for a server that asks for a certificate.
    package var clientCertificate: String?
    package var clientKey: String?
    /// Another number whenever one of these files holds something else: no connection made before is used again.
    package var filesVersion: UInt32
    /// `http://host:port`
    package var proxy: String?

    package init(
        url: String, username: String, password: @escaping @Sendable () -> String?, caFile: String? = nil,
        allowedHosts: [String] = [], allowsPlainHTTP: Bool = false, login: LoginMethod? = nil,
        pinnedKey: String? = nil, clientCertificate: String? = nil, clientKey: String? = nil, filesVersion: UInt32 = 0,
        proxy: String? = nil
    ) {
        self.url = url
        self.username = username
        self.password = password
        self.caFile = caFile
        self.allowedHosts = allowedHosts
        self.allowsPlainHTTP = allowsPlainHTTP
        self.login = login
        self.pinnedKey = pinnedKey
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.filesVersion = filesVersion
        self.proxy = proxy
    }

    /// ``url`` is a domain, or an address in one.
    var isBare: Bool { !url.contains("/") }

    /// `nil` when ``url`` is none.
    var root: RemoteURL? {
        if let socket = unixSocket {
            let path = url.dropFirst("unix:".count).drop { $0 != ":" }.dropFirst()
            return socket.isEmpty ? nil : RemoteURL("http://localhost\(path)")
        }
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

    /// Where a ``url`` that begins with `unix:` says that the server listens.
    var unixSocket: String? {
        guard url.hasPrefix("unix:") else { return nil }
        let path = url.dropFirst("unix:".count).prefix { $0 != ":" }
        return path.hasPrefix("///") ? String(path.dropFirst(2)) : String(path)
    }
}
