// SPDX-License-Identifier: Apache-2.0

/// `GET /v1/accounts/{account}`: the account with what discovery found and what its server was seen to do.
package struct AccountDetailsDocument: Codable, Sendable, Equatable {
    package var account: AccountDocument
    package var principal: String?
    package var homes: [String]
    /// Who we are in invitations.
    package var addresses: [String]
    package var discoveredAt: Timestamp?
    package var server: ServerDocument
    package var calendars: [AuditDocument]

    package init(
        account: AccountDocument, principal: String?, homes: [String], addresses: [String], discoveredAt: Timestamp?,
        server: ServerDocument, calendars: [AuditDocument]
    ) {
        self.account = account
        self.principal = principal
        self.homes = homes
        self.addresses = addresses
        self.discoveredAt = discoveredAt
        self.server = server
        self.calendars = calendars
    }

    enum CodingKeys: String, CodingKey {
        case account, principal, homes, addresses, server, calendars
        case discoveredAt = "discovered_at"
    }
}

/// What was learnt of a server; absent: not known yet.
package struct ServerDocument: Codable, Sendable, Equatable {
    package var software: String?
    package var etagOnPut: Bool?
    package var rewritesBodies: Bool?
    /// `complete`, or `by ranges of time`.
    package var listing: String?
    package var syncCollection: Bool
    package var tokenDialect: String?
    /// How it last refused a token.
    package var tokenRefusal: String?
    package var multigetLimit: Int?
    package var move: Bool?
    package var scheduling: Bool?
    package var learntAt: Timestamp?

    package init(syncCollection: Bool) { self.syncCollection = syncCollection }

    enum CodingKeys: String, CodingKey {
        case software, listing, move, scheduling
        case etagOnPut = "etag_on_put"
        case rewritesBodies = "rewrites_bodies"
        case syncCollection = "sync_collection"
        case tokenDialect = "token_dialect"
        case tokenRefusal = "token_refusal"
        case multigetLimit = "multiget_limit"
        case learntAt = "learnt_at"
    }
}

/// How far a calendar's sync tokens have been held against listings.
package struct AuditDocument: Codable, Sendable, Equatable {
    package var calendar: String
    /// The last time that everything was listed.
    package var listedAt: Timestamp?
    /// What audits found and mended so far: things that no report had told.
    package var repairs: Int

    package init(calendar: String, listedAt: Timestamp?, repairs: Int) {
        self.calendar = calendar
        self.listedAt = listedAt
        self.repairs = repairs
    }

    enum CodingKeys: String, CodingKey {
        case calendar, repairs
        case listedAt = "listed_at"
    }
}
