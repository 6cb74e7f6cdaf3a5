// SPDX-License-Identifier: Apache-2.0

/// How far an answer can be trusted: the age of the last complete view of what it shows.
package struct Freshness: Codable, Sendable, Equatable {
    /// The oldest `complete_at` of the calendars shown; `null` while one of them was never complete.
    package var asOf: Timestamp?
    /// Every calendar shown has been seen in full, and nothing of it is known to be missing.
    package var complete: Bool
    /// Items kept aside because they cannot be read or fetched.
    package var quarantined: Int
    /// Edits that the server has not confirmed, and deletions that wait for a person.
    package var pending: Int
    /// Of those edits that go by themselves: neither held nor refused.
    package var oldestPending: Timestamp?

    package init(
        asOf: Timestamp?, complete: Bool, quarantined: Int = 0, pending: Int = 0, oldestPending: Timestamp? = nil
    ) {
        self.asOf = asOf
        self.complete = complete
        self.quarantined = quarantined
        self.pending = pending
        self.oldestPending = oldestPending
    }

    enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case complete, quarantined, pending
        case oldestPending = "oldest_pending"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(asOf, forKey: .asOf)
        try container.encode(complete, forKey: .complete)
        try container.encode(quarantined, forKey: .quarantined)
        try container.encode(pending, forKey: .pending)
        try container.encode(oldestPending, forKey: .oldestPending)
    }
}

/// A document with the members of ``Freshness`` beside its own.
package struct Fresh<Document: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    package var freshness: Freshness
    package var document: Document
    package init(_ freshness: Freshness, _ document: Document) {
        self.freshness = freshness
        self.document = document
    }
    package init(from decoder: any Decoder) throws {
        freshness = try Freshness(from: decoder)
        document = try Document(from: decoder)
    }
    package func encode(to encoder: any Encoder) throws {
        try freshness.encode(to: encoder)
        try document.encode(to: encoder)
    }
}
