// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars

/// What clients may ask of the engine.
package protocol EngineCommands: Sendable {
    /// Starts a run, or joins the one under way. Without accounts and calendars: everything.
    ///
    /// - Parameters:
    ///   - approveDeletions: the calendar whose held deletions are approved, those that exist now.
    ///   - approveMail: the calendar whose edits may go though the server mails many people.
    func requestSync(
        accounts: [AccountName]?, calendars: [CalendarID]?, approveDeletions: CalendarID?, approveMail: CalendarID?
    ) async throws -> SyncTicket
    /// `nil`: no such ticket, or forgotten.
    func progress(of ticket: String) async -> SyncProgress?
    /// Reads the settings again; returns when they are in force, or refused.
    func reload() async -> ReloadOutcome
    /// A row of the outbox was written.
    func localEdit(in calendar: CalendarID) async
    func engineHealth() async -> EngineHealth
    /// Makes a calendar on the account's server; returns once it is there and recorded. Throws ``BridgeError``.
    func createCalendar(_ calendar: NewCalendar, in account: AccountName) async throws -> CalendarID
    /// Deletes a calendar on its server. Refused while edits wait for it, unless they are given up. Throws
    /// ``BridgeError``.
    func deleteCalendar(_ calendar: CalendarID, discardEdits: Bool, cause: Cause) async throws
}

package struct SyncTicket: Sendable, Hashable {
    package var id: String
    package init(id: String) { self.id = id }
}

/// How far a run that was asked for has come.
package struct SyncProgress: Sendable, Equatable {
    package var ticket: SyncTicket
    package var isFinished: Bool
    /// Finished, complete and nothing pending, everywhere.
    package var isInStep: Bool
    package var accounts: [AccountProgress]
    package init(ticket: SyncTicket, isFinished: Bool, isInStep: Bool, accounts: [AccountProgress]) {
        self.ticket = ticket
        self.isFinished = isFinished
        self.isInStep = isInStep
        self.accounts = accounts
    }
}

package struct AccountProgress: Sendable, Equatable {
    package enum Phase: String, Sendable, CaseIterable {
        case waiting, discovering, polling, listing, fetching, sending, finished
    }
    package var account: AccountName
    package var phase: Phase
    /// What `phase` is about.
    package var calendar: CalendarID?
    package var done: Int?
    package var total: Int?
    /// One line for people, with the next step; `nil` when all went well.
    package var problem: String?
    package var calendars: [CalendarProgress]
    package init(
        account: AccountName, phase: Phase, calendar: CalendarID? = nil, done: Int? = nil, total: Int? = nil,
        problem: String? = nil, calendars: [CalendarProgress] = []
    ) {
        self.account = account
        self.phase = phase
        self.calendar = calendar
        self.done = done
        self.total = total
        self.problem = problem
        self.calendars = calendars
    }
}

/// What one calendar's run came to.
package struct CalendarProgress: Sendable, Equatable {
    package var calendar: CalendarID
    package var created = 0
    package var changed = 0
    package var deleted = 0
    package var pushed = 0
    package var conflicts = 0
    package var quarantined = 0
    /// Deletions from the server that wait for a person.
    package var held = 0
    package var pending = 0
    package var isComplete = false
    package var problem: String?
    package init(calendar: CalendarID) { self.calendar = calendar }
}

package enum ReloadOutcome: Sendable, Equatable {
    /// In force; one line for each change.
    case applied(changes: [String])
    /// The old settings stay; one line for each problem.
    case refused(problems: [String])
    /// The daemon is about to stop, and did not look at the file.
    case stopping
}

package struct EngineHealth: Sendable, Equatable {
    /// In words, such as `idle` or `syncing work/team`.
    package var activity: String
    /// One line each for what is wrong with the daemon itself; empty when all is well.
    package var problems: [String]
    /// The same for what a person should see to, though the daemon does its work.
    package var notes: [String]
    /// How often each account that is synced now is polled.
    package var intervals: [AccountName: Duration]
    package init(
        activity: String, problems: [String] = [], notes: [String] = [], intervals: [AccountName: Duration] = [:]
    ) {
        self.activity = activity
        self.problems = problems
        self.notes = notes
        self.intervals = intervals
    }
}
