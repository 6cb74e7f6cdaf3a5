// SPDX-License-Identifier: Apache-2.0

/// One row of `accounts`: what settings and discovery found.
package struct AccountRecord: Sendable, Equatable {
    package enum State: String, Sendable {
        case active
        /// Gone from the settings; everything is kept, nothing is requested.
        case detached
        /// The server says that we are somebody else: nothing is requested until a person decides.
        case held
    }
    package var name: AccountName
    package var kind: String
    package var url: String
    package var username: String
    package var principal: Href?
    package var homes: [Href]
    package var discoveredAt: Instant?
    package var state: State
    /// One line for people: what is wrong, and the next step. `nil` when the last contact went well.
    package var problem: String?
    package var problemSince: Instant?
    /// How ``problem`` begins while the password's place has none.
    package static let waitingForPassword = "waits for its password"
    package var isWaitingForPassword: Bool { problem?.hasPrefix(Self.waitingForPassword) ?? false }
    /// The e-mail addresses that the server knows us by (RFC 6638 §2.4.1), in lower case.
    package var addresses: [String]
    package init(
        name: AccountName, kind: String, url: String, username: String, principal: Href? = nil, homes: [Href] = [],
        discoveredAt: Instant? = nil, state: State = .active, problem: String? = nil, problemSince: Instant? = nil,
        addresses: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.url = url
        self.username = username
        self.principal = principal
        self.homes = homes
        self.discoveredAt = discoveredAt
        self.state = state
        self.problem = problem
        self.problemSince = problemSince
        self.addresses = addresses
    }
}

/// One row of `calendars`.
package struct CalendarRecord: Sendable, Equatable {
    package var id: CalendarID
    package var name: RemoteName
    package var displayName: String?
    package var color: String?
    package var order: Int?
    package var summary: String?
    /// Stands for everything listed so far; `nil` before the first complete list, and after a refusal.
    package var syncToken: SyncToken?
    package var ctag: String?
    package var supportsSyncCollection: Bool
    /// `nil`: the server did not say, so all.
    package var components: [String]?
    package var isWritable: Bool
    package var maxResourceSize: Int?
    /// When the last pull that left no unpaid debt began.
    package var completeAt: Instant?
    /// Missing from the server's list since; its rows are kept.
    package var hiddenSince: Instant?
    /// No longer matched by the settings; its rows are kept.
    package var isDetached: Bool
    /// One line for people; `nil` when the last pull went well.
    package var problem: String?
    package var problemSince: Instant?
    /// The principal whose calendar it is, in the spelling of ``AccountRecord/principal``; `nil`: not said.
    package var owner: Href?
    /// The same for as long as the calendar lives, wherever it moves (RFC 5842 §3.1); `nil`: not said.
    package var resourceID: String?
    /// Deleted from here, on the server too; the row stays for its texts, and is neither listed nor matched any more.
    package var deletedAt: Instant?
    /// Only read with the record, and saved apart: a poll never overwrites it.
    package var wish: CalendarWish?

    package init(
        id: CalendarID, name: RemoteName, displayName: String? = nil, color: String? = nil, order: Int? = nil,
        summary: String? = nil, syncToken: SyncToken? = nil, ctag: String? = nil,
        supportsSyncCollection: Bool = false, components: [String]? = nil, isWritable: Bool = true,
        maxResourceSize: Int? = nil, completeAt: Instant? = nil, hiddenSince: Instant? = nil,
        isDetached: Bool = false, problem: String? = nil, problemSince: Instant? = nil, owner: Href? = nil,
        resourceID: String? = nil, deletedAt: Instant? = nil, wish: CalendarWish? = nil
    ) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.color = color
        self.order = order
        self.summary = summary
        self.syncToken = syncToken
        self.ctag = ctag
        self.supportsSyncCollection = supportsSyncCollection
        self.components = components
        self.isWritable = isWritable
        self.maxResourceSize = maxResourceSize
        self.completeAt = completeAt
        self.hiddenSince = hiddenSince
        self.isDetached = isDetached
        self.problem = problem
        self.problemSince = problemSince
        self.owner = owner
        self.resourceID = resourceID
        self.deletedAt = deletedAt
        self.wish = wish
    }

    /// What the server says.
    package var properties: CalendarProperties {
        CalendarProperties(displayName: displayName, color: color, order: order)
    }

    /// What is shown: a wish at once.
    package var shownProperties: CalendarProperties { wish?.properties.over(properties) ?? properties }
}
