// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel
package import RemoteCalendars

/// One step of a discovery, for people who ask why it found what it found. Holds no secret.
package struct DiscoveryHop: Sendable, Equatable {
    package enum Step: Sendable, Equatable {
        case request(method: String, url: String)
        /// `SRV` or `TXT` of a name.
        case lookup(record: String, name: String)
        /// A place that was not asked.
        case skipped(url: String)
    }
    package var step: Step
    /// Why this was tried; `nil`: because the step before leads here.
    package var reason: String?
    /// Of the answer; `nil` when none came.
    package var status: Int?
    /// What came of it, in one line.
    package var outcome: String

    package init(_ step: Step, reason: String? = nil, status: Int? = nil, outcome: String) {
        self.step = step
        self.reason = reason
        self.status = status
        self.outcome = outcome
    }
}

package typealias DiscoveryObserver = @Sendable (DiscoveryHop) -> Void

/// What discovery came to.
package struct Discovery: Sendable, Equatable {
    package var home: RemoteHome
    /// The URL at which the server said who we are, or that it has calendars.
    package var place: String
    package var provider: KnownProvider?

    package init(home: RemoteHome, place: String, provider: KnownProvider? = nil) {
        self.home = home
        self.place = place
        self.provider = provider
    }

    /// The hosts of the principal and the homes that an account with this URL would have to allow.
    package func hostsBesideThat(of url: String) -> [String] {
        guard let root = RemoteURL(url) else { return [] }
        let trusted = TrustedOrigins(account: root, allowedHosts: [])
        let others = ([home.principal].compactMap { $0 } + home.homes).compactMap { RemoteURL($0.rawValue) }
            .filter { !trusted.mayReceiveCredentials($0) }.map(\.host)
        return Array(Set(others)).sorted()
    }
}
