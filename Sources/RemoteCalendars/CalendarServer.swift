// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// What Almanac needs from a calendar server, for one account. Implementations hold no state that a sync depends on.
///
/// Every method throws ``RemoteError`` or `CancellationError`, nothing else.
package protocol CalendarServer: Sendable {
    /// Finds the principal and its home sets, from a bare host or any URL below it.
    func discover() async throws -> RemoteHome

    /// What the server says that it can do; what it does not say is `nil`.
    func capabilities(of home: RemoteHome) async throws -> ServerCapabilities

    /// One request per home set: every calendar with its tokens, and who the server says we are.
    func poll(_ home: RemoteHome) async throws -> HomePoll

    /// What changed in a calendar since `token` (RFC 6578). Returns only once the end of the list is proven.
    ///
    /// - Throws: ``RemoteError/Kind/tokenRefused`` when the server no longer knows the token: compare by
    /// ``listing(of:)``.
    func changes(in calendar: Href, since token: SyncToken) async throws -> ChangeList

    /// Every member of a calendar. Absence from it is evidence where it is proven complete; else
    /// ``ChangeList/isComplete`` says so.
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

    /// The members with that UID, at most ten. Some servers answer with others too (Google: with all), and some with none.
    func names(withUID uid: String, in calendar: Href) async throws -> [RemoteName]

    /// Moves an object to a free name in another calendar, its text as it is (WebDAV's MOVE). `done` without an etag:
    /// read it back. `notFound`: it is not where it was; `preconditionFailed`: it changed there, or the name is taken;
    /// `refused` also where the server cannot do it.
    func move(_ name: RemoteName, to target: RemoteName, etag: ETag) async throws -> WriteOutcome

    /// The name for a new object: `stem` is a random UUID, the result a member of `calendar`.
    func newName(in calendar: Href, stem: String) -> RemoteName

    /// Makes an empty calendar at a place chosen before. What the server does not take of its properties is left out.
    func create(_ calendar: NewCalendar, at name: RemoteName) async throws -> CreationOutcome

    /// Changes those properties that are not `nil`. May be sent again after a lost answer.
    func update(_ properties: CalendarProperties, of calendar: Href) async throws -> PropertiesOutcome

    /// Deletes a calendar with everything in it, after checks of its own: only a collection inside one of the homes
    /// that is a calendar now and holds no other.
    func deleteCalendar(_ calendar: Href, in home: RemoteHome) async throws -> DeletionOutcome

    /// The name for a new calendar: `segment` needs no encoding, the result is a collection of `home`.
    func newCalendarName(in home: Href, segment: String) -> RemoteName

    /// A place as people may see it, in logs too: a server can put into it what it was sent.
    func shown(_ href: Href) -> String
}

extension CalendarServer {
    package func shown(_ href: Href) -> String { href.rawValue }
}

/// Who we are on the server and where our calendars are.
package struct RemoteHome: Sendable, Equatable {
    package var principal: Href?
    /// Absolute URLs.
    package var homes: [Href]
    /// What the server mails us at (RFC 6638 §2.4.1): e-mail addresses in lower case, without `mailto:`.
    package var addresses: [String]
    /// There is an outbox, so the server sends invitations itself (RFC 6638 §2.1).
    package var canSchedule: Bool
    /// Home sets on hosts that may not be given the password, so nothing of them is read.
    package var refusedHomes: [Href]
    package init(
        principal: Href?, homes: [Href], addresses: [String] = [], canSchedule: Bool = false, refusedHomes: [Href] = []
    ) {
        self.principal = principal
        self.homes = homes
        self.addresses = addresses
        self.canSchedule = canSchedule
        self.refusedHomes = refusedHomes
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
    /// The principal whose calendar it is, spelled as ``HomePoll/principal``; `nil`: not said.
    package var owner: Href?
    /// The same wherever the calendar moves (RFC 5842 §3.1); `nil`: not said.
    package var resourceID: String?
    package init(
        name: RemoteName, displayName: String? = nil, color: String? = nil, order: Int? = nil,
        summary: String? = nil, syncToken: SyncToken? = nil, ctag: String? = nil,
        supportsSyncCollection: Bool = false, components: [String]? = nil, isWritable: Bool? = nil,
        maxResourceSize: Int? = nil, owner: Href? = nil, resourceID: String? = nil
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
        self.owner = owner
        self.resourceID = resourceID
    }

    package var properties: CalendarProperties {
        CalendarProperties(displayName: displayName, color: color, order: order)
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
    /// `If-Schedule-Tag-Match` (RFC 6638 §3.2.10): an attendee's reply that the server has worked in is no mismatch.
    case schedule(String)
}

/// What a server said to a PUT, DELETE or MOVE.
package enum WriteOutcome: Sendable, Equatable {
    /// `etag` is `nil` when the server gave none, a weak one, or another location: read it back.
    case done(etag: ETag?, scheduleTag: String?)
    /// Done, and the server says that it stands under another name of the same calendar.
    case doneElsewhere(RemoteName)
    /// 412 without a named precondition: the object changed, or a disguised refusal. Look with
    /// ``CalendarServer/get(_:)``.
    case preconditionFailed
    /// 404 or 410 for an update or a move: deleted on the server.
    case notFound
    /// Another object with this UID stands under this name, if the server gave one.
    case uidConflict(RemoteName?)
    /// Nothing can be written to this calendar (`need-privileges`).
    case readOnly
    /// Refused for good: waits until either side changes. The text is for people.
    case refused(String)
    /// 423, before anything was applied: it is this object that has to wait.
    case locked(after: Duration?)
    /// 425, 429, 503, before anything was applied: everything else has to wait as well.
    case busy(after: Duration?, String)
}
