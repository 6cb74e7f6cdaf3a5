// SPDX-License-Identifier: Apache-2.0

/// The state of the pull for one href.
package enum PullState: String, Sendable, CaseIterable {
    /// Base and what was last seen are the same.
    case clean
    /// The remote text differs from the base, or is unknown, and has to be fetched.
    case owed
    /// Our own PUT: the server may have rewritten it, so it is read back.
    case unverified
    /// There is evidence of its deletion on the server; the delete gate decides.
    case gone
    /// Cannot be read or fetched; kept aside until its ETag changes, a command, or once a day.
    case quarantined
}

/// One row of `sync_metadata`: the state both sides agreed on, and what was last seen.
package struct SyncRow: Sendable, Equatable {
    package var calendar: CalendarID
    package var name: RemoteName
    /// `nil` until the first fetch.
    package var object: ObjectID?
    /// Of `baseBody`; the only tag that goes into If-Match.
    package var baseETag: ETag?
    package var scheduleTag: String?
    package var baseBody: BodyID?
    /// From the last list or fetch; `nil`: unknown.
    package var seenETag: ETag?
    /// Seen, not merged: the text of a quarantined item.
    package var remoteBody: BodyID?
    package var state: PullState
    /// Named by the query for the days around today: fetched first.
    package var isNear: Bool
    /// A person has approved this deletion.
    package var isApproved: Bool
    package var attempts: Int
    package var nextAttempt: Instant?
    package var lastError: String?
    /// When both sides last agreed.
    package var lastSync: Instant?

    package init(
        calendar: CalendarID, name: RemoteName, object: ObjectID? = nil, baseETag: ETag? = nil,
        scheduleTag: String? = nil, baseBody: BodyID? = nil, seenETag: ETag? = nil, remoteBody: BodyID? = nil,
        state: PullState, isNear: Bool = false, isApproved: Bool = false, attempts: Int = 0,
        nextAttempt: Instant? = nil, lastError: String? = nil, lastSync: Instant? = nil
    ) {
        self.calendar = calendar
        self.name = name
        self.object = object
        self.baseETag = baseETag
        self.scheduleTag = scheduleTag
        self.baseBody = baseBody
        self.seenETag = seenETag
        self.remoteBody = remoteBody
        self.state = state
        self.isNear = isNear
        self.isApproved = isApproved
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastError = lastError
        self.lastSync = lastSync
    }
}

/// One row of `objects`.
package struct ObjectRow: Sendable, Equatable {
    package var id: ObjectID
    package var calendar: CalendarID
    /// `nil`: deleted here.
    package var localBody: BodyID?
    /// Grows with every change of `localBody` and of `calendar`.
    package var revision: Int64
    package var uid: String
    package var checksum: String
    package var zoneChecksum: String
    package init(
        id: ObjectID, calendar: CalendarID, localBody: BodyID?, revision: Int64, uid: String, checksum: String,
        zoneChecksum: String
    ) {
        self.id = id
        self.calendar = calendar
        self.localBody = localBody
        self.revision = revision
        self.uid = uid
        self.checksum = checksum
        self.zoneChecksum = zoneChecksum
    }
}

/// One row of `outbox`: a local edit that the server has not confirmed.
package struct OutboxRow: Sendable, Equatable {
    package enum Operation: String, Sendable { case create, update, delete }
    package enum State: String, Sendable {
        case queued
        /// The request left, and no answer is recorded: the next thing is a GET.
        case sent
        /// Waits for a person: too many deletions at once.
        case held
        /// Refused by the server: waits until either side changes.
        case parked
    }
    package var object: ObjectID
    package var calendar: CalendarID
    package var operation: Operation
    /// Chosen before the first request leaves.
    package var name: RemoteName
    package var sentBody: BodyID?
    package var sentRevision: Int64?
    package var attempts: Int
    package var nextAttempt: Instant?
    package var state: State
    package var lastError: String?
    package var isApproved: Bool
    package var queuedAt: Instant
    package var route: Route?

    package init(
        object: ObjectID, calendar: CalendarID, operation: Operation, name: RemoteName, sentBody: BodyID? = nil,
        sentRevision: Int64? = nil, attempts: Int = 0, nextAttempt: Instant? = nil, state: State = .queued,
        lastError: String? = nil, isApproved: Bool = false, queuedAt: Instant, route: Route? = nil
    ) {
        self.object = object
        self.calendar = calendar
        self.operation = operation
        self.name = name
        self.sentBody = sentBody
        self.sentRevision = sentRevision
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.state = state
        self.lastError = lastError
        self.isApproved = isApproved
        self.queuedAt = queuedAt
        self.route = route
    }
}

/// How many rows of a calendar stand where; what the gate and freshness decide on.
package struct DebtCounts: Sendable, Equatable {
    /// Rows with a base.
    package var withBase = 0
    /// Owed, whether due or not.
    package var owed = 0
    package var unverified = 0
    /// Deletions with evidence, of objects without a local edit, not yet approved.
    package var gone = 0
    package var goneApproved = 0
    /// Deletions with evidence, of objects with a local edit or moved away: never counted against the budget.
    package var goneDirty = 0
    package var quarantined = 0
    package init() {}
}

/// Why something changes; stands in the journal.
package struct Cause: Sendable, Equatable {
    package enum Origin: String, Sendable { case remote, local }
    package var origin: Origin
    package var run: RunID?
    /// In words: `server said 404 for /cal/x.ics`, `edit by uid 1000`.
    package var words: String
    package init(origin: Origin, run: RunID?, words: String) {
        self.origin = origin
        self.run = run
        self.words = words
    }
}

/// What stands in the change feed.
package enum FeedKind: String, Sendable {
    case created, changed, deleted
    /// The server took a local edit; nothing that is shown has changed.
    case confirmed
    /// The server refused a local edit, which stays here and is shown by `almanac status`.
    case refused
    /// A calendar came, went, was renamed, detached or attached.
    case calendar
}

package struct FeedEntry: Sendable, Equatable {
    package var position: FeedPosition
    package var calendar: CalendarID
    package var event: EventID?
    package var kind: FeedKind
    /// What the change touches, before and after together; `nil` where there is no time.
    package var range: TimeRange?
    package var at: Instant
    package init(
        position: FeedPosition, calendar: CalendarID, event: EventID?, kind: FeedKind, range: TimeRange?, at: Instant
    ) {
        self.position = position
        self.calendar = calendar
        self.event = event
        self.kind = kind
        self.range = range
        self.at = at
    }
}
