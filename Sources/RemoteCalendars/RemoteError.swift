// SPDX-License-Identifier: Apache-2.0

/// A remote failure with its two answers: how much stops, and when to go on.
package struct RemoteError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// 401: wrong password.
        case unauthorized
        /// The place where the password is has none now, or is locked. Nothing was sent.
        case noPassword
        /// 403 on a collection.
        case forbidden
        /// 404 or 410 on a collection or home set, or a redirect away from it: discover again.
        case moved
        /// The sync token is not known any more: compare by listing.
        case tokenRefused
        /// The server cannot do what was asked (405, 501, `supported-report`).
        case unsupported
        case unknownHost
        case unreachable
        case timeout
        /// The certificate is expired, for another host, self-signed or from an unknown CA.
        case certificate
        /// Not what a calendar server says: HTML, a truncated or malformed answer, a list without its end.
        case badAnswer
        /// An answer above the limits.
        case tooLarge
        /// 429 or 503.
        case busy
        /// Any other status.
        case status(Int)
        /// No calendars can be found below the URL.
        case notCalendar
    }
    package enum Scope: Sendable, Equatable { case item, calendar, account }
    package enum Retry: Sendable, Equatable {
        case now
        /// With back-off; `nil`: the caller's own.
        case later(Duration?)
        case whenSettingsChange
    }

    package var kind: Kind
    package var scope: Scope
    package var retry: Retry
    /// What failed, in one line, without secrets.
    package var message: String
    /// What a person can do, in one line; empty when nothing.
    package var hint: String
    /// For a PUT, DELETE or MOVE: the server may have applied it.
    package var isOutcomeUnknown: Bool
    /// Of a refused token: the status and the condition, as one remembers them of a server.
    package var evidence: String?

    package init(
        _ kind: Kind, scope: Scope, retry: Retry, message: String, hint: String = "", isOutcomeUnknown: Bool = false,
        evidence: String? = nil
    ) {
        self.kind = kind
        self.scope = scope
        self.retry = retry
        self.message = message
        self.hint = hint
        self.isOutcomeUnknown = isOutcomeUnknown
        self.evidence = evidence
    }

    /// For how long the server itself asked to be left alone; a wait that is only our own guess is none.
    package var serverPatience: Duration? {
        guard case .later(let after?) = retry else { return nil }
        switch kind {
        case .busy, .status: return after
        default: return nil
        }
    }

    /// The hint of a refused password, where nothing better is known.
    package static let correctPassword = "correct the account's username or password, then type: almanac reload"

    package var description: String { hint.isEmpty ? message : "\(message): \(hint)" }
}
