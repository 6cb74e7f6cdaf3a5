// SPDX-License-Identifier: Apache-2.0

/// What went wrong (RFC 9457), with the next step.
package struct ProblemDocument: Codable, Error, Sendable, Equatable {
    package static let mediaType = "application/problem+json"

    /// `urn:almanac:problem:KIND`; `about:blank` when the status says it all.
    package var type: String
    /// The kind in a few words, always the same for one `type`.
    package var title: String
    package var status: Int
    /// What and why, this time.
    package var detail: String?
    /// The next command to type, or what else helps.
    package var hint: String?
    /// Several problems at once, one line each.
    package var errors: [String]?

    package init(
        type: String = "about:blank", title: String, status: Int, detail: String? = nil, hint: String? = nil,
        errors: [String]? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.hint = hint
        self.errors = errors
    }
}
