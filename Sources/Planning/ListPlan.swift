// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

/// What a list said about one href.
package enum Sighting: Hashable, Sendable {
    /// There, with this etag; `nil`: unknown.
    case present(ETag?)
    /// Evidence of its deletion: its own 404 in a sync report.
    case deleted
    /// Evidence of its deletion: absence from a list proven complete. None for what we have just sent ourselves: lists lag
    /// behind (Purelymail by minutes, Google).
    case absent
}

/// What becomes of one row of `sync_metadata`.
package enum RowStep: Equatable, Sendable {
    case save(SyncRow)
    case remove(HrefKey)
}

/// Decides what a list means for one href. `nil`: nothing to write.
package func planSighting(
    _ sighting: Sighting, of name: RemoteName, in calendar: CalendarID, row: SyncRow?
) -> RowStep? {
    guard let row else {
        guard case .present(let etag) = sighting else { return nil }
        return .save(SyncRow(calendar: calendar, name: name, seenETag: etag, state: .owed))
    }
    switch sighting {
    case .present(let etag): return planPresence(etag, row: row)
    case .deleted: return planAbsence(row)
    case .absent: return row.state == .unverified ? nil : planAbsence(row)
    }
}

private func planPresence(_ etag: ETag?, row: SyncRow) -> RowStep? {
    if let etag, let seen = row.seenETag, etag.isSameVersion(as: seen), row.state != .gone { return nil }
    var changed = row
    changed.seenETag = etag
    changed.isApproved = false
    if let etag, let base = row.baseETag, etag.isSameVersion(as: base), row.state != .gone {
        changed.state = row.state == .unverified ? .unverified : .clean
    } else if row.state == .owed, etag == nil, row.seenETag == nil {
        return nil
    } else {
        changed.state = .owed
    }
    changed.attempts = 0
    changed.nextAttempt = nil
    changed.lastError = nil
    return .save(changed)
}

private func planAbsence(_ row: SyncRow) -> RowStep? {
    guard row.baseBody != nil else {
        // A local create that the server has not seen yet is the outbox's; what was never fetched is nothing.
        return row.object == nil ? .remove(row.name.key) : nil
    }
    guard row.state != .gone else { return nil }
    var changed = row
    changed.state = .gone
    changed.seenETag = nil
    changed.isNear = false
    changed.isApproved = false
    return .save(changed)
}

/// One step of comparing a complete, sorted listing with the sorted rows of a calendar.
package struct ListingJoin: Sendable {
    /// Where the next step begins, exclusive; `nil`: from the start.
    package private(set) var cursor: HrefKey?
    package private(set) var nextEntry = 0
    package private(set) var isDone = false
    package let calendar: CalendarID
    /// Most rows and most entries of one step.
    package let width: Int

    package init(calendar: CalendarID, width: Int) {
        self.calendar = calendar
        self.width = width
    }

    /// - Parameters:
    ///   - rows: the first `width` rows after ``cursor``.
    ///   - entries: up to `width` entries from ``nextEntry`` on; `areLast` when none follow.
    package mutating func step(
        rows: [SyncRow], entries: [(name: RemoteName, etag: ETag?)], areLast: Bool
    ) -> [RowStep] {
        let rowBound = rows.count < width ? nil : rows.last?.name.key
        let entryBound = areLast ? nil : entries.last?.name.key
        let bound = [rowBound, entryBound].compactMap { $0 }.min { precedes($0, $1) }
        var steps: [RowStep] = []
        var (r, e) = (0, 0)
        func inside(_ key: HrefKey) -> Bool { bound.map { !precedes($0, key) } ?? true }
        while true {
            let row = r < rows.count && inside(rows[r].name.key) ? rows[r] : nil
            let entry = e < entries.count && inside(entries[e].name.key) ? entries[e] : nil
            let step: RowStep?
            switch (row, entry) {
            case (nil, nil):
                nextEntry += e
                cursor = bound
                isDone = bound == nil
                return steps
            case (let row?, let entry?) where row.name.key == entry.name.key:
                step = planSighting(.present(entry.etag), of: entry.name, in: calendar, row: row)
                r += 1
                e += 1
            case (let row?, let entry) where entry.map({ precedes(row.name.key, $0.name.key) }) ?? true:
                step = planSighting(.absent, of: row.name, in: calendar, row: row)
                r += 1
            case (_, let entry):
                step = entry.flatMap { planSighting(.present($0.etag), of: $0.name, in: calendar, row: nil) }
                e += 1
            }
            if let step { steps.append(step) }
        }
    }
}

/// The database's order: by UTF-8 bytes.
private func precedes(_ a: HrefKey, _ b: HrefKey) -> Bool {
    a.rawValue.utf8.lexicographicallyPrecedes(b.rawValue.utf8)
}
