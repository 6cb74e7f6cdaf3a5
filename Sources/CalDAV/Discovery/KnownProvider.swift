// SPDX-License-Identifier: Apache-2.0

/// A provider whose CalDAV address and way of signing in are known in advance.
package struct KnownProvider: Sendable, Equatable {
    package let name: String
    /// Hosts and addresses below these are the provider's.
    let domains: [String]
    /// Where its CalDAV server is; empty: at a path that depends on the host.
    let server: String
    /// Where else its calendars are: below this domain.
    var partitions: String?
    /// How one signs in there, in one sentence.
    package let advice: String

    /// By the host of a URL, or the domain of an address.
    static func of(_ host: String) -> KnownProvider? {
        all.first { provider in provider.domains.contains { host == $0 || host.hasSuffix(".\($0)") } }
    }

    /// By its host; else by a path that only one kind of server has.
    static func of(_ url: RemoteURL) -> KnownProvider? {
        of(url.host) ?? (url.path.contains("/remote.php/") ? nextcloud : nil)
    }

    /// The provider of a server's URL, or of a bare host or address.
    package static func of(typed text: String) -> KnownProvider? {
        CalDAVAccount(url: text, username: "", password: { nil }).root.flatMap { of($0) }
    }

    /// Whether the URL is on a server of its own.
    func serves(_ url: RemoteURL) -> Bool {
        if let own = RemoteURL(server), own.origin == url.origin { return true }
        guard let partitions else { return false }
        return url.scheme == "https" && url.port == nil && url.host.hasSuffix(".\(partitions)")
    }

    private static let nextcloud = KnownProvider(
        name: "Nextcloud", domains: [], server: "",
        advice: "with two-factor sign-in Nextcloud takes only an app password: Settings, Security, Devices & sessions")

    private static let all = [
        KnownProvider(
            name: "iCloud", domains: ["icloud.com", "me.com", "mac.com"], server: "https://caldav.icloud.com/",
            partitions: "icloud.com",
            advice:
                "iCloud takes only an app-specific password, made at account.apple.com, never the one of the account"),
        KnownProvider(
            name: "Google", domains: ["gmail.com", "googlemail.com", "google.com", "googleusercontent.com"],
            server: "https://apidata.googleusercontent.com/caldav/v2/",
            advice:
                "Google takes no password here, not even an app password, only OAuth 2.0, which Almanac does not speak"),
        KnownProvider(
            name: "Fastmail", domains: ["fastmail.com", "fastmail.fm", "messagingengine.com"],
            server: "https://caldav.fastmail.com/",
            advice: "Fastmail takes only an app password: Settings, Privacy & Security, App passwords"),
        KnownProvider(
            name: "Yahoo", domains: ["yahoo.com", "ymail.com", "rocketmail.com"],
            server: "https://caldav.calendar.yahoo.com/",
            advice: "Yahoo takes only an app password: Account security, Generate app password"),
        KnownProvider(
            name: "GMX", domains: ["gmx.net", "gmx.de", "gmx.at", "gmx.ch"], server: "https://caldav.gmx.net/",
            advice: "with two-factor sign-in GMX takes only an application-specific password"),
        KnownProvider(
            name: "WEB.DE", domains: ["web.de"], server: "https://caldav.web.de/",
            advice: "with two-factor sign-in WEB.DE takes only an application-specific password"),
        KnownProvider(
            name: "Posteo", domains: ["posteo.de", "posteo.net"], server: "https://posteo.de:8443/",
            advice: "Posteo takes the mailbox's password, also with two-factor sign-in"),
        KnownProvider(
            name: "mailbox.org", domains: ["mailbox.org"], server: "https://dav.mailbox.org/caldav/",
            advice: "with two-factor sign-in mailbox.org takes only an application password"),
    ]
}
