// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

package enum AccountKind: String, Sendable, CaseIterable {
    case caldav
}

/// One `[[account]]`.
package struct AccountSettings: Sendable, Equatable {
    package let name: AccountName
    package let kind: AccountKind
    /// With scheme and host, without user and password.
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
}
