// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// What Almanac needs from a calendar server, for one account. Implementations hold no state that a sync depends on.
///
/// Every method throws ``RemoteError`` or `CancellationError`, nothing else.
package protocol CalendarServer: Sendable {
    /// Finds the principal and its home sets, from a bare host or any URL below it.
    func discover() async throws -> RemoteHome

    /// One request per home set: every calendar with its tokens, and who the server says we are.
    func poll(_ home: RemoteHome) async throws -> HomePoll

    /// What changed in a calendar since `token` (RFC 6578). Returns only once the end of the list is proven.
    ///
    /// - Throws: ``RemoteError/Kind/tokenRefused`` when the server no longer knows the token: compare by
    /// ``listing(of:)``.
    func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList

    /// Every member of a calendar. Returns only a list that is proven complete; absence from it is evidence.
    func listing(of calendar: Href) async throws -> ChangeList

    /// The members with an event inside the range, `getetag` only. May be incomplete; only an order of work.
    func members(of calendar: Href, within range: TimeRange) async throws -> [HrefKey]

    /// Fetches texts. Every key of `names` is answered exactly once, in any order; others never.
    func fetch(_ names: [RemoteName], in calendar: Href) async throws -> [FetchedObject]

    /// Fetches one text with GET. `notFound` for 404 and 410.
    func get(_ name: RemoteName) async throws -> FetchedObject.Outcome

    /// Sends a text. A refusal is a value of ``WriteOutcome``; an error with ``RemoteError/isOutcomeUnknown`` may have
    /// been applied.
    func put(_ name: RemoteName, body: [UInt8], precondition: Precondition) async throws -> WriteOutcome

    /// Deletes an object. 404 and 410 are `done`.
    func delete(_ name: RemoteName, etag: ETag) async throws -> WriteOutcome

    /// Moves an object to a free name in another calendar, its text as it is (WebDAV's MOVE). `done` without an etag:
    /// read it back. `notFound`: it is not where it was; `preconditionFailed`: it changed there, or the name is taken;
    /// `refused` also where the server cannot do it.
    func move(_ name: RemoteName, to target: RemoteName, etag: ETag) async throws -> WriteOutcome

    /// The name for a new object: `stem` is a random UUID, the result a member of `calendar`.
    func newName(in calendar: Href, stem: String) -> RemoteName
}

/// Who we are on the server and where our calendars are.
package struct RemoteHome: Sendable, Equatable {
    package var principal: Href?
    /// Absolute URLs.
    package var homes: [Href]
    package init(principal: Href?, homes: [Href]) {
        self.principal = principal
        self.homes = homes
    }
}

package struct HomePoll: Sendable, Equatable {
    /// As the server answered this time; `nil` when it does not say.
    package var principal: Href?
    package var calendars: [RemoteCalendar]
    package init(principal: Href?, calendars: [RemoteCalendar]) {
        self.principal = principal
        self.calendars = calendars
    }
}

/// One calendar collection as the server describes it.
package struct RemoteCalendar: Sendable, Equatable {
    package var name: RemoteName
    package var displayName: String?
    package var color: String?
    package var order: Int?
    package var summary: String?
    package var syncToken: SyncToken?
    package var ctag: String?
    package var supportsSyncCollection: Bool
    /// `VEVENT`, `VTODO`, …; `nil`: not said, so all.
    package var components: [String]?
    /// `nil`: not said; assume so, and learn from a 403.
    package var isWritable: Bool?
    package var maxResourceSize: Int?
    package init(
        name: RemoteName, displayName: String? = nil, color: String? = nil, order: Int? = nil,
        summary: String? = nil, syncToken: SyncToken? = nil, ctag: String? = nil,
        supportsSyncCollection: Bool = false, components: [String]? = nil, isWritable: Bool? = nil,
        maxResourceSize: Int? = nil
    ) {
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
    }
}

package struct FetchedObject: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// `etag` is `nil` when the server gave none. `body` has CRLF line ends restored where XML took them away.
        case found(body: [UInt8], etag: ETag?, scheduleTag: String?)
        case notFound
        /// Asked for and neither answered nor refused for good, also after a GET of its own.
        case failed(String)
    }
    package var key: HrefKey
    package var outcome: Outcome
    package init(key: HrefKey, outcome: Outcome) {
        self.key = key
        self.outcome = outcome
    }
}

/// Under which condition a PUT may be applied.
package enum Precondition: Sendable, Equatable {
    /// `If-None-Match: *`
    case absent
    /// `If-Match`
    case matches(ETag)
}

/// What a server said to a PUT, DELETE or MOVE.
package enum WriteOutcome: Sendable, Equatable {
    /// `etag` is `nil` when the server gave none, a weak one, or another location: read it back.
    case done(etag: ETag?, scheduleTag: String?)
    /// 412 without a named precondition: the object changed, or a disguised refusal. Look with
    /// ``CalendarServer/get(_:)``.
    case preconditionFailed
    /// 404 or 410 for an update or a move: deleted on the server.
    case notFound
    /// Another object with this UID stands at this href, if the server named one.
    case uidConflict(Href?)
    /// Refused for good: waits until either side changes. The text is for people.
    case refused(String)
    /// 423, 429, 503 and the like before anything was applied: try again after the delay.
    case tryLater(after: Duration?, String)
}
