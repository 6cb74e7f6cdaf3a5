// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning
import RemoteCalendars

/// From the server's list to rows of `sync_metadata`: debts first, the token with the last of them.
struct Listing {
    let sync: CalendarSync
    let log: Logger

    /// Entries, or rows, of one transaction.
    private static let width = 500

    /// - Returns: how many rows the list left owed.
    func bring(_ method: ListMethod) async throws -> Int {
        switch method {
        case .none: return 0
        case .changes(let token):
            sync.effects.report(.listing(sync.id))
            do {
                return try await write(sync.server.changes(in: sync.href, since: token), since: token)
            } catch let error as RemoteError where error.kind == .tokenRefused || error.kind == .unsupported {
                log.notice("sync token refused, comparing by listing", metadata: ["reason": "\(error.message)"])
                return try await compare()
            }
        case .listing:
            sync.effects.report(.listing(sync.id))
            return try await compare()
        }
    }

    /// The token of the poll is older than the listing that follows, so nothing can fall between them.
    private func compare() async throws -> Int {
        var list = try await sync.server.listing(of: sync.href)
        list.normalise()
        let entries = list
        let (token, ctag) = (sync.situation.remote.syncToken, sync.situation.remote.ctag)
        var join = ListingJoin(calendar: sync.id, width: Self.width)
        var owed = 0
        while !join.isDone {
            let current = join
            let (next, newlyOwed) = try await sync.account.commit(durability) { [id = sync.id] tx in
                var join = current
                let end = min(join.nextEntry + Self.width, entries.count)
                let steps = join.step(
                    rows: try tx.syncRows(in: id, after: join.cursor, limit: Self.width),
                    entries: (join.nextEntry..<end).map { (entries[$0].name, entries[$0].etag) },
                    areLast: end == entries.count)
                let owed = try tx.apply(steps, in: id)
                if join.isDone { try tx.saveVersion(token: token, ctag: ctag, of: id) }
                return (join, owed)
            }
            join = next
            owed += newlyOwed
        }
        return owed
    }

    private func write(_ changes: ChangeList, since token: SyncToken) async throws -> Int {
        var changes = changes
        changes.normalise()
        let list = changes
        let (token, ctag) = (list.token ?? token, sync.situation.remote.ctag)
        var (start, owed) = (0, 0)
        repeat {
            let range = start..<min(start + Self.width, list.count)
            owed += try await sync.account.commit(durability) { [id = sync.id] tx in
                let entries = range.map { list[$0] }
                let rows = try tx.syncRows(in: id, keys: entries.map(\.name.key))
                let steps = entries.compactMap { entry in
                    planSighting(
                        entry.status == .deleted ? .absent : .present(entry.etag), of: entry.name, in: id,
                        row: rows[entry.name.key])
                }
                let owed = try tx.apply(steps, in: id)
                if range.upperBound == list.count { try tx.saveVersion(token: token, ctag: ctag, of: id) }
                return owed
            }
            start = range.upperBound
        } while start < list.count
        return owed
    }

    /// A list of a first sync can be brought again, so that its rows need not survive a power failure.
    private var durability: Durability { sync.situation.record.completeAt == nil ? .normal : .full }
}

extension WriteTransaction {
    fileprivate func apply(_ steps: [RowStep], in calendar: CalendarID) throws -> Int {
        var owed = 0
        for step in steps {
            switch step {
            case .save(let row):
                try save(row)
                if row.state == .owed { owed += 1 }
            case .remove(let key): try remove(calendar, key)
            }
        }
        return owed
    }

    fileprivate func saveVersion(token: SyncToken?, ctag: String?, of calendar: CalendarID) throws {
        guard var record = try self.calendar(calendar), record.syncToken != token || record.ctag != ctag else { return }
        (record.syncToken, record.ctag) = (token, ctag)
        try save(record)
    }
}
