// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Logging
import Planning
import RemoteCalendars

/// Sends what people here want calendars to be called and to look like: one request per calendar with a wish.
///
/// No base is kept for these values: if the server changed the same one meanwhile, the wish made here wins, unless it
/// is refused. A request whose answer was lost is sent again; it says the same.
struct WishPush {
    let sync: AccountSync

    /// - Returns: the calendars whose wish still waits.
    func push(_ situations: [CalendarSituation]) async throws -> [CalendarID] {
        var unmet: [CalendarID] = []
        for situation in situations {
            guard let wish = situation.record.wish, wish.isWaiting else { continue }
            let isMet = wish.isDue(at: situation.now) ? try await send(wish, situation.record) : false
            if !isMet { unmet.append(situation.record.id) }
        }
        return unmet
    }

    private func send(_ wish: CalendarWish, _ record: CalendarRecord) async throws -> Bool {
        do {
            let outcome = try await sync.server.update(wish.properties, of: record.name.href)
            switch outcome {
            case .answered(let taken, let refused, let reason):
                return try await settle(record.id, taken: taken, refused: refused, reason: reason)
            case .tryLater(let after, let reason):
                try await postpone(record.id, after: after, reason: reason)
                return false
            }
        } catch let error as RemoteError {
            var after: Duration?
            if case .later(let delay) = error.retry { after = delay }
            try await postpone(record.id, after: after, reason: error.message)
            if error.scope == .account { throw error }
            return false
        }
    }

    /// What the server took becomes what it says, and what it refused is told, both in one transaction with the wish.
    private func settle(
        _ id: CalendarID, taken: CalendarProperties, refused: CalendarProperties, reason: String
    ) async throws -> Bool {
        if !refused.isEmpty {
            sync.log.warning("calendar's properties refused", metadata: ["calendar": "\(id)", "reason": "\(reason)"])
        }
        return try await sync.commit { tx in
            guard var record = try tx.calendar(id), var wish = record.wish else { return true }
            let shown = taken.over(record.properties)
            (record.displayName, record.color, record.order) = (shown.displayName, shown.color, shown.order)
            // A wish made meanwhile says something else, and stays.
            wish.properties = wish.properties.without(taken).without(refused)
            (wish.attempts, wish.nextAttempt, wish.lastError) = (0, nil, nil)
            if !refused.isEmpty { wish.refusal = refusalSentence(refused, reason) }
            try tx.save(record)
            try tx.save(wish, of: id)
            if !taken.isEmpty { try tx.feed(.confirmed, calendar: id) }
            if !refused.isEmpty { try tx.feed(.calendar, calendar: id) }
            return !wish.isWaiting
        }
    }

    private func postpone(_ id: CalendarID, after: Duration?, reason: String) async throws {
        sync.log.notice("calendar's properties not sent", metadata: ["calendar": "\(id)", "reason": "\(reason)"])
        let (now, random) = (try await sync.effects.now().wall, try await sync.effects.random())
        try await sync.commit { tx in
            guard var wish = try tx.calendar(id)?.wish else { return }
            wish.attempts += 1
            wish.lastError = reason
            wish.nextAttempt = now + Backoff().delay(failures: wish.attempts, retryAfter: after, random: random)
            try tx.save(wish, of: id)
        }
    }
}

/// `the new name "Team": the server does not allow it (403)`
private func refusalSentence(_ refused: CalendarProperties, _ reason: String) -> String {
    let parts = [
        refused.displayName.map { "the name \"\($0)\"" }, refused.color.map { "the colour \($0)" },
        refused.order.map { "the place \($0)" },
    ]
    return "\(parts.compactMap { $0 }.joined(separator: ", ")): \(reason)"
}
