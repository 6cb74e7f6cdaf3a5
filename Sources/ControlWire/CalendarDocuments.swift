// SPDX-License-Identifier: Apache-2.0

package struct AccountDocument: Codable, Sendable, Equatable {
    package var name: String
    package var kind: String
    package var url: String
    package var username: String
    /// `active`, `detached`, `held` or ``waitingForPassword``.
    package var state: String
    /// The place where the password is has none now, or is locked; nothing was refused, and it is tried again by itself.
    package static let waitingForPassword = "waiting for password"
    /// What is wrong, and the next step; absent when the last contact went well.
    package var problem: String?
    package var problemSince: Timestamp?
    /// Seconds between two polls; in `status`, of an account that is synced now.
    package var interval: Int?
    package init(
        name: String, kind: String, url: String, username: String, state: String, problem: String?,
        problemSince: Timestamp?, interval: Int? = nil
    ) {
        self.name = name
        self.kind = kind
        self.url = url
        self.username = username
        self.state = state
        self.problem = problem
        self.problemSince = problemSince
        self.interval = interval
    }

    enum CodingKeys: String, CodingKey {
        case name, kind, url, username, state, problem, interval
        case problemSince = "problem_since"
    }
}

/// `GET /v1/accounts`.
package struct AccountList: Codable, Sendable, Equatable {
    package var accounts: [AccountDocument]
    package init(accounts: [AccountDocument]) { self.accounts = accounts }
}

package struct CalendarDocument: Codable, Sendable, Equatable {
    /// `account/name`.
    package var id: String
    package var account: String
    package var name: String
    package var displayName: String?
    package var color: String?
    package var description: String?
    /// `active`, `detached` (by the settings), `missing` (from the server) or `held` (with its account).
    package var state: String
    package var writable: Bool
    /// New events go here when no calendar is named.
    package var isDefault: Bool
    /// Deletions on the server that wait for approval.
    package var heldDeletions: Int
    /// Edits that wait for approval, because the server would mail many people.
    package var heldEdits: Int
    /// Edits that the server refused for good; they wait until either side changes.
    package var refusedEdits: Int
    package var problem: String?
    package var problemSince: Timestamp?
    package var order: Int?
    /// `VEVENT`, `VTODO`, …; absent: all.
    package var components: [String]?
    /// Whose it is, when somebody else shares it with us.
    package var sharedBy: String?
    /// Since when the server does not list it.
    package var missingSince: Timestamp?
    /// The members of this document that the server does not have yet: `display_name`, `color`, `order`.
    package var waiting: [String]
    /// Why the last attempt to send them came to nothing.
    package var waitingReason: String?
    /// What the server refused to be changed, and why.
    package var refused: String?

    package init(
        id: String, account: String, name: String, displayName: String?, color: String?, description: String?,
        state: String, writable: Bool, isDefault: Bool, heldDeletions: Int, heldEdits: Int = 0,
        refusedEdits: Int = 0, problem: String?, problemSince: Timestamp?, order: Int? = nil,
        components: [String]? = nil,
        sharedBy: String? = nil,
        missingSince: Timestamp? = nil, waiting: [String] = [], waitingReason: String? = nil, refused: String? = nil
    ) {
        self.id = id
        self.account = account
        self.name = name
        self.displayName = displayName
        self.color = color
        self.description = description
        self.state = state
        self.writable = writable
        self.isDefault = isDefault
        self.heldDeletions = heldDeletions
        self.heldEdits = heldEdits
        self.refusedEdits = refusedEdits
        self.problem = problem
        self.problemSince = problemSince
        self.order = order
        self.components = components
        self.sharedBy = sharedBy
        self.missingSince = missingSince
        self.waiting = waiting
        self.waitingReason = waitingReason
        self.refused = refused
    }

    enum CodingKeys: String, CodingKey {
        case id, account, name, color, description, state, writable, problem, order, components, waiting, refused
        case displayName = "display_name"
        case isDefault = "default"
        case heldDeletions = "held_deletions"
        case heldEdits = "held_edits"
        case refusedEdits = "refused_edits"
        case problemSince = "problem_since"
        case sharedBy = "shared_by"
        case missingSince = "missing_since"
        case waitingReason = "waiting_reason"
    }
}

/// `GET /v1/calendars`.
package struct CalendarList: Codable, Sendable, Equatable {
    package var calendars: [Fresh<CalendarDocument>]
    package init(calendars: [Fresh<CalendarDocument>]) { self.calendars = calendars }
}
