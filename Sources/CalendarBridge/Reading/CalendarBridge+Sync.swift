// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage

extension CalendarBridge {
    /// Starts a run, or joins the one under way. Names are those that people use; without any: everything.
    package func sync(
        accounts: [String]?, calendars: [String]?, approveDeletions: String?, approveMail: String? = nil
    ) async throws -> SyncProgress {
        let wanted = try await read { transaction in
            let known = try transaction.accounts()
            let all = try transaction.calendars(of: nil)
            let accounts = try accounts?.map { name in
                guard let account = known.first(where: { $0.name.rawValue == name }) else {
                    throw BridgeError(.notFound, "There is no account \"\(name)\".", hint: "almanac accounts")
                }
                guard account.state != .detached else {
                    throw BridgeError(
                        .unavailable, "The account \(name) is no longer in the settings.",
                        hint: "Add it to almanac.toml again, then: almanac reload")
                }
                return account.name
            }
            let calendars = try calendars?.map { try transaction.syncable(all.named($0)) }
            func chosen(_ name: String?) throws -> CalendarID? {
                try name.map { try transaction.syncable(all.named($0)) }
            }
            return (accounts, calendars, try chosen(approveDeletions), try chosen(approveMail))
        }
        let ticket = try await engine.requestSync(
            accounts: wanted.0, calendars: wanted.1, approveDeletions: wanted.2, approveMail: wanted.3)
        return await engine.progress(of: ticket.id)
            ?? SyncProgress(ticket: ticket, isFinished: false, isInStep: false, accounts: [])
    }

    /// How far a run has come, or how it ended if it ends within the limit.
    package func progress(of ticket: String, within limit: Duration) async throws -> SyncProgress {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while true {
            guard let progress = await engine.progress(of: ticket) else {
                throw BridgeError(.notFound, "There is no sync \"\(ticket.prefix(64))\".", hint: "almanac sync")
            }
            if progress.isFinished || clock.now >= deadline { return progress }
            try await clock.sleep(until: min(deadline, clock.now + .milliseconds(100)))
        }
    }
}

extension StoreReading {
    fileprivate func syncable(_ calendar: CalendarRecord) throws -> CalendarID {
        guard CalendarState(calendar, account: try account(calendar.id.account)) != .detached else {
            throw BridgeError(
                .unavailable, "The calendar \(calendar.id) is no longer in the settings.",
                hint: "Add it to almanac.toml again, then: almanac reload")
        }
        return calendar.id
    }
}
