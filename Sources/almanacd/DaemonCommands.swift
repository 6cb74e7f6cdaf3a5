// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import CalendarStorage
import SyncEngine

/// What clients ask of the engine, answered.
struct DaemonCommands: EngineCommands {
    let store: CalendarStore
    let supervisor: AccountSupervisor
    let tracker: RunTracker
    let reloader: Reloader
    let changes: ChangeBroadcaster

    func requestSync(
        accounts: [AccountName]?, calendars: [CalendarID]?, approveDeletions: CalendarID?, approveMail: CalendarID?
    ) async throws -> SyncTicket {
        _ = try await store.write(at: wallTime()) { tx in
            if let approveDeletions { _ = try tx.approveDeletions(in: approveDeletions) }
            if let approveMail { _ = try tx.approveMail(in: approveMail) }
            for calendar in try calendars ?? tx.calendars(of: nil).map(\.id) { try tx.retryNow(in: calendar) }
        }
        let approved = [approveDeletions, approveMail].compactMap { $0 }
        let ofCalendars = ((calendars ?? []) + approved).map(\.account)
        let wanted = accounts.map { $0 + ofCalendars } ?? (ofCalendars.isEmpty ? nil : ofCalendars)
        let ticket = SyncTicket(id: randomIdentifier())
        tracker.open(ticket.id, for: supervisor.accounts(among: wanted))
        supervisor.send(.syncAsked, to: wanted)
        return ticket
    }

    func progress(of ticket: String) async -> SyncProgress? {
        tracker.progress(of: ticket, running: supervisor.accounts(among: nil))
    }
    func reload() async -> ReloadOutcome { await reloader.reload() }

    func localEdit(in calendar: CalendarID) async {
        supervisor.send(.localEdit, to: [calendar.account])
    }

    func engineHealth() async -> EngineHealth {
        await Failpoint.reach(.health)
        return EngineHealth(
            activity: tracker.activity(running: supervisor.accounts(among: nil)), notes: reloader.onDisk.problems,
            intervals: supervisor.intervals)
    }
}
