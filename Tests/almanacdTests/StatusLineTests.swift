// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalendarBridge
@testable import almanacd

@Suite struct `The line for systemctl status` {
    private static let now = Instant(seconds: 1_000_000)

    private func account(_ name: String, _ problem: String? = nil, _ state: AccountRecord.State = .active)
        -> AccountRecord
    {
        AccountRecord(
            name: AccountName(name), kind: "caldav", url: "https://x/", username: "alice", state: state,
            problem: problem)
    }

    private func calendar(
        _ name: String, age: Int64?, problem: String? = nil, _ change: (inout FreshnessSummary) -> Void = { _ in }
    ) -> CalendarOverview {
        var freshness = FreshnessSummary(asOf: age.map { Self.now - .seconds($0) }, isComplete: age != nil)
        change(&freshness)
        var record = CalendarRecord(
            id: CalendarID(account: AccountName("work"), shortName: name),
            name: RemoteName(href: Href("/\(name)/"), key: HrefKey("/\(name)/")))
        record.problem = problem
        return CalendarOverview(
            record: record, state: .active, isDefault: false, freshness: freshness, sharedBy: nil)
    }

    private func line(_ accounts: [AccountRecord], _ calendars: [CalendarOverview], openConflicts: Int = 0) -> String {
        statusLine(
            Overview(
                freshness: FreshnessSummary(calendars.map(\.freshness)), accounts: accounts, calendars: calendars,
                waiting: [], heldDeletions: [], quarantined: [], openConflicts: openConflicts), now: Self.now)
    }

    @Test func `names the stalest calendar and its age`() {
        #expect(line([], []) == "no accounts")
        #expect(
            line([account("work")], [calendar("team", age: 60)]) == "1 calendar, stalest work/team complete 60 s ago")
        let two = [calendar("team", age: 60), calendar("home", age: 9000)]
        #expect(line([account("work")], two) == "2 calendars, stalest work/home complete 2 h ago")
        #expect(
            line([account("work")], two + [calendar("new", age: nil)])
                == "3 calendars, stalest work/new complete never")
    }

    @Test func `says what is worst first`() {
        let calendars = [
            calendar("team", age: 60) {
                ($0.heldDeletions, $0.heldEdits, $0.quarantined, $0.pending) = (11, 1, 2, 15)
                $0.oldestPending = Self.now - .seconds(600)
            }
        ]
        let accounts = [
            account("home", "waits for its password"), account("old", "gone", .detached), account("work", "no", .held),
        ]
        #expect(
            line(accounts, calendars) == "home: waits for its password; 1 more account with problems; "
                + "11 deletions held; 1 edit held; 2 items set aside; 3 edits not confirmed, the oldest for 10 min; "
                + "1 calendar, stalest work/team complete 60 s ago")
    }

    @Test func `says what single calendars fail at, what was refused, and which conflicts are open`() {
        let calendars = [
            calendar("team", age: 60, problem: "too big") { ($0.refusedEdits, $0.pending) = (1, 1) },
            calendar("home", age: 60, problem: "gone"),
        ]
        #expect(
            line([account("work")], calendars, openConflicts: 2)
                == "work/team: too big; 1 more calendar with problems; 1 edit refused; 2 open conflicts; "
                + "2 calendars, stalest work/team complete 60 s ago")
    }

    @Test func `says when nothing can be told`() {
        let error = BridgeError(.database, "disk I/O error", hint: "almanac doctor")
        #expect(statusLine(unreadable: error) == "the database cannot be read: disk I/O error (almanac doctor)")
    }

    @Test func `stays short, whatever a server says`() {
        let text = line([account("work", String(repeating: "no ", count: 5000))], [])
        #expect(text.count == "work: ".count + 120 && text.hasSuffix("…"))
    }
}
