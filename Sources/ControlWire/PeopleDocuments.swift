// SPDX-License-Identifier: Apache-2.0

/// A reminder: `trigger` or `at`.
package struct AlarmDocument: Codable, Sendable, Equatable {
    /// ISO 8601 after the start, such as `-PT10M` for ten minutes before it.
    package var trigger: String?
    /// `end`: `trigger` counts from the end. Absent: `start`.
    package var related: String?
    package var at: Timestamp?
    /// `display`, `audio` or `email`.
    package var action: String?
    package var description: String?
    package init(
        trigger: String? = nil, related: String? = nil, at: Timestamp? = nil, action: String? = nil,
        description: String? = nil
    ) {
        self.trigger = trigger
        self.related = related
        self.at = at
        self.action = action
        self.description = description
    }
}

/// Somebody to invite.
package struct AttendeeRequest: Codable, Sendable, Equatable {
    /// An e-mail address or another calendar user address.
    package var address: String
    package var name: String?
    /// `req-participant`, `opt-participant`, `non-participant` or `chair`.
    package var role: String?
    package init(address: String, name: String? = nil, role: String? = nil) {
        self.address = address
        self.name = name
        self.role = role
    }
}

/// An attendee's answer to an invitation.
package struct AnswerRequest: Codable, Sendable, Equatable {
    /// `accepted`, `declined`, `tentative` or `needs-action`.
    package var status: String
    /// Default: the account's user, where that is an address.
    package var address: String?
    package init(status: String, address: String? = nil) {
        self.status = status
        self.address = address
    }
}
