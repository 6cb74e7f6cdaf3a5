// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar
import Logging
import Planning
import RemoteCalendars

/// Holds what the sync tokens told against everything that is there: the only defence against servers that leave changes out.
/// What differs becomes a debt like any other, and is counted. A change of the last seconds may be counted with it.
struct Audit {
    let sync: CalendarSync
    let log: Logger

    /// - Returns: how many rows are owed by it.
    func hold() async throws -> Int {
        let listed: Listing.Result
        do {
            listed = try await Listing(sync: sync, log: log).compare()
        } catch let error as RemoteError {
            // The calendar goes on without it, and so do the others: the next try is a period away.
            log.notice("audit came to nothing", metadata: ["reason": "\(error.message)"])
            let now = try await sync.effects.now().wall
            try await sync.account.commit { [id = sync.id] tx in try tx.setListed(at: now, of: id) }
            return 0
        }
        let changed = try await fetchSample()
        let repairs = listed.differences + changed
        guard repairs > 0 else { return listed.owed }
        log.notice("audit found what no report told", metadata: ["repairs": "\(repairs)"])
        try await sync.account.commit { [id = sync.id] tx in try tx.countRepairs(repairs, of: id) }
        return listed.owed + changed
    }

    /// Texts whose etag has not changed, fetched all the same.
    ///
    /// - Returns: how many have changed, and are owed now.
    private func fetchSample() async throws -> Int {
        let random = try await sync.effects.random()
        let names = try await sync.effects.read { [id = sync.id] reader in
            let sampling = auditSampling(objects: try reader.debts(of: id).withBase, random: random)
            return try sampling.map { try reader.cleanRows(in: id, every: $0.stride, from: $0.start) } ?? []
        }
        guard !names.isEmpty else { return 0 }
        let fetched: [FetchedObject]
        do {
            fetched = try await sync.server.fetch(names, in: sync.href)
        } catch is RemoteError {
            return 0
        }
        let now = try await sync.effects.now().wall
        let seen = fetched.map { Observation($0, window: DeriveWindow(around: now)) }
        return try await sync.account.commit { [id = sync.id] tx in
            try seen.count { try tx.owesAfterAudit($0, in: id) }
        }
    }
}

extension WriteTransaction {
    fileprivate func owesAfterAudit(_ seen: Observation, in calendar: CalendarID) throws -> Bool {
        guard case .object(let derived) = seen.verdict, var row = try syncRow(calendar, seen.key), row.state == .clean,
            let id = row.object, let object = try object(id), object.localBody == row.baseBody,
            object.checksum != derived.checksum
        else { return false }
        (row.state, row.seenETag, row.nextAttempt) = (.owed, nil, nil)
        try save(row)
        return true
    }
}
