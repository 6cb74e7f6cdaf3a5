// SPDX-License-Identifier: Apache-2.0

/// The dials: how this server differs from a good one. Each stands for servers that are named in `Sources/CalDAV`.
package struct Dialect: Sendable {
    package enum Versions: Sendable { case tokenAndCtag, token, ctag, none }
    /// What becomes of a token that is no longer known.
    package enum Refusal: Sendable {
        /// With `DAV:valid-sync-token` in the body.
        case condition(Int)
        case bare(Int)
        /// Everything is listed, as if no token had been sent.
        case silentInitial
    }
    package enum Limit: Sendable { case inBody, asStatus }
    /// Of names in answers.
    package enum Spelling: Sendable {
        case plain
        /// Everything but letters, digits and `-._~` as `%XX`.
        case encoded
        /// Encoded twice: `%2540`.
        case twice
        case composed, decomposed
        /// Letters, digits and `@:+,()` as they are, and spaces encoded.
        case open
    }
    package enum WrittenTag: Sendable { case strong, none, weak, other }
    package enum UIDConflict: Sendable {
        case condition(Int, String)
        case conditionWithHref(Int, String)
        /// 400 and a sentence, as Nextcloud does.
        case sentence
    }

    // Versions and tokens
    package var versions = Versions.tokenAndCtag
    package var refusal = Refusal.condition(403)
    package var pageSize: Int?
    package var pageLimit = Limit.inBody
    package var pageTokenStays = false
    package var givesTokenInReply = true

    // Lists
    /// As a proxy does that forwards no body: every PROPFIND asks for everything.
    package var dropsBodies = false
    package var givesETagsInLists = true
    package var givesETagsWithTexts = true
    package var repeatsHrefs = false
    package var listsItself = false
    /// Hrefs that belong nowhere, in each list and each multiget.
    package var strangers: [String] = []
    package var spelling = Spelling.plain
    package var multigetSpelling: Spelling?
    /// Put in front of each href of a list.
    package var origin = ""
    /// A PROPFIND of depth 1 on a calendar ends after so many.
    package var listingLimit: Int?
    package var listingForm = Limit.inBody
    /// A calendar-query with more results ends there.
    package var queryLimit: Int?
    package var doctype = ""
    package var usesCDATA = false

    // Texts
    package var omits: Set<String> = []
    package var callsGone: Set<String> = []
    /// Texts that come under another name.
    package var misnames: [String: String] = [:]
    package var multigetMost: (count: Int, status: Int)?
    package var emptiesHrefs = false
    package var givesScheduleTags = false
    /// Inside the quotes of GET's ETag, at its end.
    package var getSuffix = ""

    // Writes
    package var writtenTag = WrittenTag.strong
    package var writeStatus: Int?
    /// Of a PUT: a path, `nil` for none.
    package var location: String?
    /// A new object gets this name, whatever was asked for.
    package var storesAs: String?
    package var rewrites = false
    package var largest: (bytes: Int, answer: FakeAnswer)?
    package var uidConflict: UIDConflict?

    // The account
    package var password = "alice-pw"
    package var setsCookies = false
    package var principal = "/principals/alice/"
    /// Another host's, or several.
    package var homes: [String] = [FakeCalDAV.home]

    package init() {}
}
