// SPDX-License-Identifier: Apache-2.0

/// Why a client does not get what it asked for.
package struct BridgeError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        case notFound
        /// Several things answer to the name.
        case ambiguous
        /// What was asked for makes no sense.
        case invalid
        /// The calendar cannot be written.
        case readOnly
        /// The calendar or its account is detached, held or gone from the server.
        case unavailable
        /// The event's text is never edited.
        case notEditable
        /// A recurring event, and no scope that can be done.
        case scope
        /// Of a conflict: a person was done with it before.
        case alreadySettled
        /// The calendar server did not do it, or could not be asked.
        case server
        /// The database cannot be read or written.
        case database
    }
    package let kind: Kind
    /// What and why.
    package let detail: String
    /// The next command, or what else helps.
    package let hint: String?

    package init(_ kind: Kind, _ detail: String, hint: String? = nil) {
        self.kind = kind
        self.detail = detail
        self.hint = hint
    }

    package var description: String { hint.map { "\(detail) (\($0))" } ?? detail }
}
