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

    /// What a list left behind.
    struct Result: Sendable {
        /// Rows owed by it.
        var owed = 0
        /// Rows that it showed to be other than they stood here.
        var differences = 0
    }

    /// - Returns: how many rows the list left owed.
    func bring(_ method: ListMethod) async throws -> Int {
        switch method {
        case .none: return 0
        case .changes(let token): return try await bring(since: token)
        case .listing: return try await compare().owed
        }
    }

    private func bring(since token: SyncToken) async throws -> Int {
        sync.effects.report(.listing(sync.id))
        do {
            let list = try await sync.server.changes(in: sync.href, since: token)
            try await sync.account.learn {
                ($0.syncCollectionRefusals, $0.tokenDialect) = (0, (list.token ?? token).dialect)
            }
            if looksInitial(
                entries: list.count, deletions: list.deletions, known: sync.situation.debts.withBase)
            {
                log.info("the report may be one of everything, comparing by listing")
                // What it names is owed in any case: a listing that cannot prove its end may not show it.
                let owed = try await write(list, token: token)
                return owed + (try await compare().owed)
            }
            return try await write(list, token: list.token ?? token)
        } catch let error as RemoteError where error.kind == .tokenRefused || error.kind == .unsupported {
            log.info("sync token refused, comparing by listing", metadata: ["reason": "\(error.message)"])
            try await sync.account.learn {
                if error.kind == .unsupported {
                    $0.syncCollectionRefusals += 1
                } else {
                    $0.tokenRefusal = error.evidence
                }
            }
            return try await compare().owed
        }
    }

    /// The token of the poll is older than the listing that follows, so nothing can fall between them.
    func compare() async throws -> Result {
        sync.effects.report(.listing(sync.id))
        var list = try await sync.server.listing(of: sync.href)
        list.normalise()
        let entries = list
        let (token, ctag) = (sync.situation.remote.syncToken, sync.situation.remote.ctag)
        let isComplete = entries.isComplete
        try await sync.account.learn { $0.listing = isComplete ? .complete : .byRanges }
        // Without proof of its end, absence says nothing: what is there is taken, and nothing else.
        guard isComplete else { return Result(owed: try await write(entries, token: token, isListing: true)) }
        let now = try await sync.effects.now().wall
        var join = ListingJoin(calendar: sync.id, width: Self.width)
        var result = Result()
        while !join.isDone {
            let current = join
            let (next, steps) = try await sync.account.commit(durability) { [id = sync.id] tx in
                var join = current
                let end = min(join.nextEntry + Self.width, entries.count)
                let steps = join.step(
                    rows: try tx.syncRows(in: id, after: join.cursor, limit: Self.width),
                    entries: (join.nextEntry..<end).map { (entries[$0].name, entries[$0].etag) },
                    areLast: end == entries.count)
                try tx.apply(steps, in: id)
                if join.isDone {
                    try tx.saveVersion(token: token, ctag: ctag, of: id)
                    try tx.setListed(at: now, of: id)
                }
                return (join, steps)
            }
            join = next
            result.owed += steps.count(where: \.isOwed)
            result.differences += steps.count(where: \.isDifference)
        }
        return result
    }

    private func write(_ changes: ChangeList, token: SyncToken?, isListing: Bool = false) async throws -> Int {
        var changes = changes
        changes.normalise()
        let list = changes
        let (ctag, now) = (sync.situation.remote.ctag, sync.situation.now)
        var (start, owed) = (0, 0)
        repeat {
            let range = start..<min(start + Self.width, list.count)
            owed += try await sync.account.commit(durability) { [id = sync.id] tx in
                let entries = range.map { list[$0] }
                let rows = try tx.syncRows(in: id, keys: entries.map(\.name.key))
                let steps = entries.compactMap { entry in
                    planSighting(
                        entry.status == .deleted ? .deleted : .present(entry.etag), of: entry.name, in: id,
                        row: rows[entry.name.key])
                }
                try tx.apply(steps, in: id)
                if range.upperBound == list.count {
                    try tx.saveVersion(token: token, ctag: ctag, of: id)
                    if isListing { try tx.setListed(at: now, of: id) }
                }
                return steps.count(where: \.isOwed)
            }
            start = range.upperBound
        } while start < list.count
        return owed
    }

    /// A list of a first sync can be brought again, so that its rows need not survive a power failure.
    private var durability: Durability { sync.situation.record.completeAt == nil ? .normal : .full }
}

extension RowStep {
    fileprivate var isOwed: Bool {
        if case .save(let row) = self { row.state == .owed } else { false }
    }

    /// A server that gives no ETag has not shown a difference by that.
    fileprivate var isDifference: Bool {
        guard case .save(let row) = self else { return false }
        return row.state == .gone || row.state == .owed && (row.seenETag != nil || row.baseBody == nil)
    }
}

extension WriteTransaction {
    fileprivate func apply(_ steps: [RowStep], in calendar: CalendarID) throws {
        for step in steps {
            switch step {
            case .save(let row): try save(row)
            case .remove(let key): try remove(calendar, key)
            }
        }
    }

    fileprivate func saveVersion(token: SyncToken?, ctag: String?, of calendar: CalendarID) throws {
        guard var record = try self.calendar(calendar), record.syncToken != token || record.ctag != ctag else { return }
        (record.syncToken, record.ctag) = (token, ctag)
        try save(record)
    }
}
