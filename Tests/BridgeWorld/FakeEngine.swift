// SPDX-License-Identifier: Apache-2.0

package import CalendarBridge
package import CalendarModel
package import RemoteCalendars
import Synchronization

/// Remembers what it was asked, and answers what a test has told it.
package final class FakeEngine: EngineCommands {
    package struct SyncCall: Sendable, Equatable {
        package var accounts: [AccountName]?
        package var calendars: [CalendarID]?
        package var approveDeletions: CalendarID?
        package var approveMail: CalendarID?
        package init(
            accounts: [AccountName]?, calendars: [CalendarID]?, approveDeletions: CalendarID?,
            approveMail: CalendarID? = nil
        ) {
            self.accounts = accounts
            self.calendars = calendars
            self.approveDeletions = approveDeletions
            self.approveMail = approveMail
        }
    }
    package struct State: Sendable {
        package var edits: [CalendarID] = []
        package var syncs: [SyncCall] = []
        /// Each call of `progress` takes one; the last stays.
        package var progress: [SyncProgress] = []
        package var progressCalls = 0
        package var reload = ReloadOutcome.applied(changes: [])
        package var health = EngineHealth(activity: "idle")
        package var created: [NewCalendar] = []
        package var deletions: [CalendarID] = []
        /// What comes of making or deleting a calendar; `nil`: what was asked for.
        package var calendarError: BridgeError?
        /// Runs before `createCalendar` returns: what a server and the run after it would do.
        package var onCreate: (@Sendable (NewCalendar, AccountName) throws -> CalendarID)?
        /// Runs before `localEdit` returns: what a server would do.
        package var onEdit: (@Sendable (CalendarID) async -> Void)?
    }
    private let state = Mutex(State())
    package init() {}

    package var now: State { state.withLock { $0 } }
    package func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    package func requestSync(
        accounts: [AccountName]?, calendars: [CalendarID]?, approveDeletions: CalendarID?, approveMail: CalendarID?
    ) async throws -> SyncTicket {
        state.withLock {
            $0.syncs.append(
                SyncCall(
                    accounts: accounts, calendars: calendars, approveDeletions: approveDeletions,
                    approveMail: approveMail))
        }
        return SyncTicket(id: "ticket-1")
    }

    package func progress(of ticket: String) async -> SyncProgress? {
        state.withLock { state in
            state.progressCalls += 1
            guard ticket == "ticket-1", let first = state.progress.first else { return nil }
            if state.progress.count > 1 { state.progress.removeFirst() }
            return first
        }
    }

    package func reload() async -> ReloadOutcome { now.reload }

    package func localEdit(in calendar: CalendarID) async {
        let onEdit = state.withLock { state in
            state.edits.append(calendar)
            return state.onEdit
        }
        await onEdit?(calendar)
    }

    package func engineHealth() async -> EngineHealth { now.health }

    package func createCalendar(_ calendar: NewCalendar, in account: AccountName) async throws -> CalendarID {
        let state = state.withLock { state in
            state.created.append(calendar)
            return state
        }
        if let error = state.calendarError { throw error }
        guard let onCreate = state.onCreate else { throw BridgeError(.server, "This engine makes no calendars.") }
        return try onCreate(calendar, account)
    }

    package func deleteCalendar(_ calendar: CalendarID, discardEdits: Bool, cause: Cause) async throws {
        let error = state.withLock { state in
            state.deletions.append(calendar)
            return state.calendarError
        }
        if let error { throw error }
    }
}
