// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import CalendarStorage

/// Everything the engine does to the world but requests, which go to a ``CalendarServer``. Each is one `await`.
///
/// The engine has no clock, no random source, no task and no queue of its own, so that the same answers in the same
/// order give the same run. A crash is every later effect throwing ``Stopped``, and the engine value dropped.
package protocol EngineEffects: Sendable {
    func read<Value: Sendable>(_ body: @escaping @Sendable (ReadTransaction) throws -> Value) async throws -> Value
    /// One short transaction. What it put into the change feed is returned for ``publish(_:)``.
    func write<Value: Sendable>(
        at now: Instant, durability: Durability, _ body: @escaping @Sendable (WriteTransaction) throws -> Value
    ) async throws -> (value: Value, feed: [FeedEntry])
    func now() async throws -> EngineTime
    func random() async throws -> UInt64
    /// A random lower-case UUID.
    func identifier() async throws -> String
    /// Stands for sleep. Returns at the latest when the monotonic clock reaches `deadline`; `nil`: only a signal ends it.
    func nextSignal(until deadline: Duration?) async throws -> EngineSignal
    /// After commit, in commit order.
    func publish(_ entries: [FeedEntry]) async throws
    /// Tells people who wait for this run; never blocks.
    func report(_ progress: SyncStep)
}

package struct EngineTime: Sendable, Equatable {
    package var wall: Instant
    /// Since some fixed moment; goes on while the machine sleeps (CLOCK_BOOTTIME).
    package var monotonic: Duration
    package init(wall: Instant, monotonic: Duration) {
        self.wall = wall
        self.monotonic = monotonic
    }
}

/// Why the engine woke up.
package enum EngineSignal: Sendable, Equatable {
    case timeUp
    case localEdit
    case syncAsked
    case settingsChanged
    /// Or the machine woke up, or its clock was set by hours: what failed before says nothing about now.
    case networkUp
    case stop
}

/// Thrown by every effect once the engine is to end: a stop, or a crash in a simulation.
package struct Stopped: Error, Sendable, Equatable {
    package init() {}
}

/// One step of a run, for those who watch it.
package enum SyncStep: Sendable, Equatable {
    case began(AccountName)
    case discovering(AccountName)
    case polling(AccountName)
    case listing(CalendarID)
    /// `total` counts what was owed when paying began.
    case fetching(CalendarID, done: Int, total: Int)
    case sending(CalendarID, done: Int, total: Int)
    case finished(CalendarID, CalendarOutcome)
    /// Another account may now delete what was moved away from it.
    case released(AccountName)
    case ended(AccountOutcome)
}

/// What one calendar's run came to.
package struct CalendarOutcome: Sendable, Equatable {
    package var created = 0
    package var changed = 0
    package var deleted = 0
    package var pushed = 0
    package var conflicts = 0
    package var quarantined = 0
    /// Deletions from the server that wait for a person.
    package var held = 0
    /// Edits that wait: queued, held or parked.
    package var pending = 0
    /// No unpaid debt is left.
    package var isComplete = false
    /// One line for people; `nil` when all went well.
    package var problem: String?
    package init() {}

    package mutating func add(_ other: CalendarOutcome) {
        created += other.created
        changed += other.changed
        deleted += other.deleted
        pushed += other.pushed
        conflicts += other.conflicts
        (quarantined, held, pending) = (other.quarantined, other.held, other.pending)
        (isComplete, problem) = (other.isComplete, other.problem)
    }

    package var isQuiet: Bool { created + changed + deleted + pushed + conflicts == 0 }
}

/// What one account's run came to.
package struct AccountOutcome: Sendable, Equatable {
    package var account: AccountName
    package var calendars: [CalendarID: CalendarOutcome] = [:]
    /// One line for people, with the next step; `nil` when all went well.
    package var problem: String?
    /// When to try again after a failure; `nil`: at the next poll, or when a person has acted.
    package var retry: Duration?
    /// So long the server asked to be left alone (Retry-After).
    package var serverPatience: Duration?
    /// The account as a whole failed, and not only a calendar of it.
    package var isDown = false
    /// Only a change of the settings, or a person, can help.
    package var needsPerson = false
    package init(account: AccountName) { self.account = account }

    /// Complete, and nothing pending, everywhere.
    package var isInStep: Bool {
        problem == nil
            && calendars.values.allSatisfy {
                $0.isComplete && $0.pending == 0 && $0.problem == nil && $0.held == 0 && $0.quarantined == 0
            }
    }
}
