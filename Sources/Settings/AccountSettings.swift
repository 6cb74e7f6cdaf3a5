// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

package enum AccountKind: String, Sendable, CaseIterable {
    case caldav
}

/// How the account's secret is presented to its server.
package enum LoginSetting: String, Sendable, CaseIterable {
    case basic, digest, bearer
}

/// One `[[account]]`.
package struct AccountSettings: Sendable, Equatable {
    package let name: AccountName
    package let kind: AccountKind
    /// With scheme and host, without user and password; or `unix:` and the path of a socket.
    package let url: String
    package let username: String
    package let password: SecretSource
    /// Patterns on short name or display name.
    package let calendars: [String]
    /// Short name of the calendar that new events go to.
    package let defaultCalendar: String?
    /// Its own, else that of `[sync]`.
    package let interval: Duration
    /// Its own, else that of `[sync]`.
    package let conflict: ConflictSetting
    /// PEM file that stands in for the system's certificate authorities.
    package let caFile: String?
    /// Hosts besides that of `url` that may be sent the password, in lower case.
    package let allowedHosts: [String]
    package let allowsHTTP: Bool
    /// `nil`: Basic first, then what the server asks for.
    package let login: LoginSetting?
    package let clientCertificate: ClientCertificate?
    /// Of the server's public key, as `sha256//BASE64`.
    package let fingerprint: String?
    /// `http://host:port`
    package let proxy: String?
}

/// PEM files that show the server who we are.
package struct ClientCertificate: Sendable, Equatable {
    package let certificate: String
    /// `nil`: the key stands in the same file.
    package let key: String?
}
