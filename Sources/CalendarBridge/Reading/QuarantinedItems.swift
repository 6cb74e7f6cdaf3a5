// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import ICalendar

extension StoreReading {
    /// What was kept aside, with what can still be made out of it.
    func quarantinedItems(
        _ calendars: [CalendarOverview], window: DeriveWindow, limit: Int
    ) throws -> [QuarantinedItem] {
        var items: [QuarantinedItem] = []
        for calendar in calendars where calendar.freshness.quarantined > 0 && items.count < limit {
            let rows = try quarantinedRows(
                in: calendar.record.id, count: min(calendar.freshness.quarantined, limit - items.count))
            items += try rows.map { try item($0, window) }
        }
        return items
    }

    /// Those that are tried again from time to time, else a look at all rows, which only a damaged calendar costs.
    private func quarantinedRows(in calendar: CalendarID, count: Int) throws -> [SyncRow] {
        let retried = try retryable(in: calendar, now: Instant(microseconds: .max), limit: count)
        guard retried.count < count else { return retried }
        var (found, last) = ([SyncRow](), HrefKey?.none)
        while found.count < count {
            let page = try syncRows(in: calendar, after: last, limit: 1000)
            found += page.filter { $0.state == .quarantined }
            guard let next = page.last?.name.key else { break }
            last = next
        }
        return Array(found.prefix(count))
    }

    private func item(_ row: SyncRow, _ window: DeriveWindow) throws -> QuarantinedItem {
        let text = try row.remoteBody.flatMap { try body($0) }
        var item = QuarantinedItem(row: row, title: nil, start: nil, reason: row.lastError ?? "cannot be fetched")
        switch text.map({ derive($0, window: window) }) {
        case .unreadable(let reason, let title, let start):
            (item.title, item.start, item.reason) = (title, start, row.lastError ?? reason)
        case .object(let object): (item.title, item.start) = (object.events.first?.title, object.events.first?.start)
        case nil: break
        }
        return item
    }
}
