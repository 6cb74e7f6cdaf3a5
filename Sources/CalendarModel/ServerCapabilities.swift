// SPDX-License-Identifier: Apache-2.0

/// What was learnt of an account's server, from what it says and from how it answers; `nil`: not known yet.
///
/// Only ways of asking follow from it, never what is true: a wrong one costs requests.
package struct ServerCapabilities: Sendable, Equatable {
    package enum Listing: String, Sendable {
        case complete
        /// Asked for by ranges of time: deletions show only in sync reports.
        case byRanges = "by ranges of time"
    }
    /// As it names itself.
    package var software: String?
    /// A PUT is answered with a strong ETag.
    package var etagOnPut: Bool?
    /// What is read back after a PUT differs from what was sent.
    package var rewritesBodies: Bool?
    package var listing: Listing?
    /// Refusals of sync-collection in a row. One may be an accident (SOGo answers 501 under load).
    package var syncCollectionRefusals = 0
    /// The unchanging part of its sync tokens.
    package var tokenDialect: String?
    /// How it last refused a token: the status and the condition.
    package var tokenRefusal: String?
    /// Most hrefs that one multiget was answered for, where more were refused.
    package var multigetLimit: Int?
    package var move: Bool?
    /// It sends invitations itself (RFC 6638).
    package var scheduling: Bool?
    package var learntAt: Instant?

    package init() {}

    package var usesSyncCollection: Bool { syncCollectionRefusals < 2 }
}

extension ServerCapabilities {
    /// `key=value`, one per line; what is not known is left out.
    package var text: String {
        let values: [(String, String?)] = [
            ("software", software), ("etag-on-put", etagOnPut?.description),
            ("rewrites-bodies", rewritesBodies?.description), ("listing", listing?.rawValue),
            ("sync-collection-refusals", syncCollectionRefusals == 0 ? nil : "\(syncCollectionRefusals)"),
            ("token-dialect", tokenDialect), ("token-refusal", tokenRefusal),
            ("multiget-limit", multigetLimit?.description), ("move", move?.description),
            ("scheduling", scheduling?.description), ("learnt-at", (learntAt?.microseconds).map { "\($0)" }),
        ]
        return values.compactMap { key, value in value.map { "\(key)=\($0.oneLine)" } }.joined(separator: "\n")
    }

    /// Lines that it does not know are left out.
    package init(text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        software = values["software"]
        etagOnPut = values["etag-on-put"].flatMap(Bool.init)
        rewritesBodies = values["rewrites-bodies"].flatMap(Bool.init)
        listing = values["listing"].flatMap(Listing.init)
        syncCollectionRefusals = values["sync-collection-refusals"].flatMap { Int($0) } ?? 0
        tokenDialect = values["token-dialect"]
        tokenRefusal = values["token-refusal"]
        multigetLimit = values["multiget-limit"].flatMap { Int($0) }
        move = values["move"].flatMap(Bool.init)
        scheduling = values["scheduling"].flatMap(Bool.init)
        learntAt = values["learnt-at"].flatMap { Int64($0) }.map { Instant(microseconds: $0) }
    }
}

extension String {
    /// Bounded, and without control characters: it comes from a server.
    fileprivate var oneLine: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(200)))
    }
}
