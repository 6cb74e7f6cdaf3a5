// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Planning
import Testing

@Suite struct `What waits for a moment` {
    private static let now = Instant(seconds: 1_800_000_000)
    private static let year = Duration.seconds(365 * 86_400)

    @Test func `is due then, and at once where the moment lies too far ahead to be meant`() {
        let hour = Duration.seconds(3600)
        let rows: [(Duration?, Bool)] = [
            (nil, true), (.zero, true), (.seconds(-1), true), (.zero - Self.year, true), (.milliseconds(1), false),
            (hour, false), (hour * 2, false), (hour * 3, true), (Self.year * 10, true),
        ]
        for (ahead, isDue) in rows {
            let attempt = ahead.map { Self.now + $0 }
            #expect(CalendarModel.isDue(attempt, at: Self.now, longest: LongestWait.ofEdits) == isDue, "\(ahead)")
            var row = OutboxRow(
                object: ObjectID("o"), calendar: CalendarID("a/b"), operation: .update,
                name: RemoteName(href: Href("/x"), key: HrefKey("/x")), queuedAt: Self.now)
            row.nextAttempt = attempt
            let budget = DeletionBudget()
            #expect(planOutbox([row], pull: [:], now: Self.now, budget: budget, withBase: 9).count == (isDue ? 1 : 0))
            let properties = CalendarProperties(displayName: "Name")
            let wish = CalendarWish(properties: properties, queuedAt: Self.now, nextAttempt: attempt)
            #expect(wish.isDue(at: Self.now) == isDue)
        }
    }

    @Test func `never waits longer by itself`() {
        for random in [UInt64(0), 1 << 63, .max] {
            for failures in [1, 8, 1000] {
                let delay = Backoff().delay(failures: failures, retryAfter: .seconds(1 << 40), random: random)
                #expect(delay < LongestWait.ofEdits)
                let row = SyncRow(
                    calendar: CalendarID("a/b"), name: RemoteName(href: Href("/x"), key: HrefKey("/x")), object: nil,
                    state: .owed, attempts: failures)
                let failed = planFailedFetch(row, reason: "", now: Self.now, random: random)
                #expect(failed.nextAttempt.map { $0 < Self.now + LongestWait.ofItems } == true)
            }
        }
    }

    @Test func `has passed too when it stands as far in a time to come`() {
        let week = Duration.seconds(7 * 86_400)
        let rows: [(ago: Duration, Bool)] = [
            (.zero, false), (week - .seconds(1), false), (week, true), (Self.year * 10, true),
            (.seconds(-3600), false), (.zero - week, true), (.zero - Self.year * 10, true),
        ]
        for (ago, isPast) in rows {
            #expect(hasPassed(week, since: Self.now - ago, at: Self.now) == isPast, "\(ago)")
            let candidate = AuditCandidate(calendar: CalendarID("a/b"), listedAt: Self.now - ago, objects: 9000)
            #expect((planAudit([candidate], now: Self.now) != nil) == isPast, "\(ago)")
        }
    }
}

@Suite struct `What retention may take` {
    private func position(_ number: Int64) -> HistoryPosition { HistoryPosition(journal: number, feed: number * 10) }

    @Test func `was recorded a week ago as the daemon lived it, whatever the clock says`() {
        var history = LivedHistory(mark: position(100))
        let day = Duration.seconds(86_400)
        for days in 1..<7 {
            history = history.advanced(by: day, newest: position(100 + Int64(days)))
            #expect(history.seasoned == position(0))
        }
        history = history.advanced(by: day, newest: position(107))
        #expect(history == LivedHistory(seasoned: position(100), mark: position(107)))
        history = history.advanced(by: .zero - day, newest: position(108))
        #expect(history.lived == .zero, "a clock that goes backwards takes nothing away")
        history = history.advanced(by: seasoningTime, newest: position(200))
        #expect(history.seasoned == position(107) && history.mark == position(200))
    }
}
