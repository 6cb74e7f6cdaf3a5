// SPDX-License-Identifier: Apache-2.0

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
}
