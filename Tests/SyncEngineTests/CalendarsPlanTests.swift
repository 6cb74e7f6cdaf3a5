// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import Testing

@testable import SyncEngine

@Suite struct `The plan of an account's calendars` {
    private static let now = Instant(seconds: 1_780_000_000)
    private static let policy = SyncPolicy(account: AccountName("work"), url: "https://server/", username: "alice")

    /// One row or one polled calendar in short: `path resource token "Name"`; `-`: none.
    struct Line: ExpressibleByStringLiteral, Sendable {
        var path: String
        var resource: String?
        var token: String?
        var displayName: String?
        init(stringLiteral text: String) {
            let parts = text.split(separator: " ").map(String.init)
            func part(_ index: Int) -> String? { parts.count > index && parts[index] != "-" ? parts[index] : nil }
            (path, resource, token, displayName) = ("/\(parts[0])/", part(1), part(2), part(3))
        }
        var name: RemoteName { RemoteName(href: Href(path), key: HrefKey(path)) }
        var remote: RemoteCalendar {
            RemoteCalendar(
                name: name, displayName: displayName, syncToken: token.map { SyncToken($0) }, resourceID: resource)
        }
        /// A row with the short name that its path had at first sight.
        func record(_ id: String, hiddenSince: Instant? = nil) -> CalendarRecord {
            CalendarRecord(
                id: CalendarID("work/\(id)"), name: name, displayName: displayName,
                syncToken: token.map { SyncToken($0) }, completeAt: now, hiddenSince: hiddenSince,
                resourceID: resource)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var stored: [(id: String, line: Line, hidden: Bool)]
        var polled: [Line]
        /// Each step that is one, in words.
        var steps: Set<String>
        init(
            _ description: String, stored: [(String, Line, Bool)], polled: [Line], steps: Set<String>
        ) {
            testDescription = description
            self.stored = stored.map { (id: $0.0, line: $0.1, hidden: $0.2) }
            (self.polled, self.steps) = (polled, steps)
        }
    }

    static let cases: [Case] = [
        Case("nothing new", stored: [("a", "a - t1", false)], polled: ["a - t2"], steps: []),
        Case("seen for the first time", stored: [], polled: ["a"], steps: ["add /a/"]),
        Case("missing", stored: [("a", "a - t1", false)], polled: [], steps: ["a hidden, token t1, visible"]),
        Case("missing still", stored: [("a", "a - t1", true)], polled: [], steps: []),
        Case(
            "there again", stored: [("a", "a - t1", true)], polled: ["a - t9"], steps: ["a shown, token t1, visible"]),
        Case(
            "another display name", stored: [("a", "a - t1 Old", false)], polled: ["a - t1 New"],
            steps: ["a shown, token t1, New, visible"]),
        Case(
            "a resource id for the first time", stored: [("a", "a - t1", false)], polled: ["a r1 t1"],
            steps: ["a shown, token t1"]),
        Case(
            "a resource id that is not told this time", stored: [("a", "a r1 t1", false)], polled: ["a - t1"],
            steps: []),
        Case(
            "at another place with the same resource id", stored: [("a", "a r1 t1 Old", false)],
            polled: ["b r1 t1 New"], steps: ["a shown, no token, New, visible, from /a/ to /b/"]),
        Case(
            "at another place, after it was missing", stored: [("a", "a r1 t1", true)], polled: ["b r1 t1"],
            steps: ["a shown, no token, visible, from /a/ to /b/"]),
        Case(
            "made anew at the same place, with another resource id", stored: [("a", "a r1 t1", false)],
            polled: ["a r2 t1"], steps: ["a shown, no token"]),
        Case(
            "a token of another software at the same place",
            stored: [("a", "a - http://sabre.io/ns/sync/5", false)], polled: ["a - http://radicale.org/ns/sync/5"],
            steps: ["a shown, no token"]),
        Case(
            "a token of the same software", stored: [("a", "a - http://sabre.io/ns/sync/5", false)],
            polled: ["a - http://sabre.io/ns/sync/6"], steps: []),
        Case("opaque tokens", stored: [("a", "a - HwoQ/Ab=", false)], polled: ["a - 9f/x:y"], steps: []),
        Case(
            "made anew under another name, without a resource id", stored: [("a", "a - t1", false)],
            polled: ["b - t1"], steps: ["a hidden, token t1, visible", "add /b/"]),
        Case(
            "two that have changed places", stored: [("a", "a r1 t1", false), ("b", "b r2 t2", false)],
            polled: ["a r2 t2", "b r1 t1"],
            steps: ["a shown, no token, from /a/ to /b/", "b shown, no token, from /b/ to /a/"]),
        Case(
            "one that has come to the place of another", stored: [("a", "a r1 t1", false), ("b", "b r2 t2", false)],
            polled: ["a r2 t2"], steps: ["a hidden, token t1, visible", "b shown, no token, from /b/ to /a/"]),
        Case(
            "a new one at the place of one that has moved", stored: [("a", "a r1 t1", false)],
            polled: ["a r9 t1", "b r1 t1"], steps: ["add /a/", "a shown, no token, from /a/ to /b/"]),
        Case(
            "the same resource id for all of them", stored: [("a", "a r t1", false), ("b", "b r t2", false)],
            polled: ["a r t1", "c r t3"], steps: ["b hidden, token t2, visible", "add /c/"]),
        Case(
            "two rows at one place, of which one is hidden", stored: [("a", "a - t1", true), ("b", "a - t2", false)],
            polled: ["a - t3"], steps: []),
    ]

    @Test(arguments: cases) func `follows the table`(_ row: Case) {
        let stored = row.stored.map { $0.line.record($0.id, hiddenSince: $0.hidden ? Self.now : nil) }
        let polled = row.polled.map(\.remote)
        let steps = planCalendars(polled, stored: stored, policy: Self.policy, now: Self.now)
        #expect(Set(steps.compactMap(words)) == row.steps)
        let again = planCalendars(polled, stored: after(steps, stored), policy: Self.policy, now: Self.now)
        #expect(again.filter(\.isChange).filter { if case .add = $0 { false } else { true } } == [])
    }

    @Test func `leaves a calendar alone that stands only in the settings no more`() {
        var policy = Self.policy
        policy.calendars = ["other*"]
        let line: Line = "a - t1 Team"
        let steps = planCalendars([line.remote], stored: [line.record("a")], policy: policy, now: Self.now)
        guard case .save(let record, isVisible: true, movedFrom: nil) = steps.first else {
            Issue.record("\(steps)")
            return
        }
        #expect(record.isDetached && record.syncToken == SyncToken("t1") && record.hiddenSince == nil)
    }

    @Test(arguments: [
        ("Team", ["team", "team-12345678"]), ("Über uns & Freunde", ["ber-uns-freunde", "ber-uns-freunde-12345678"]),
        ("  ", ["12345678-90ab"]), ("日本", ["12345678-90ab"]), ("../etc", ["etc", "etc-12345678"]),
    ])
    func `makes a path that every server takes`(_ name: String, _ segments: [String]) {
        #expect(pathSegments(for: name, random: "12345678-90ab") == segments)
    }

    private func words(_ step: CalendarStep) -> String? {
        switch step {
        case .unchanged: return nil
        case .add(let remote): return "add \(remote.name.key)"
        case .save(let record, let isVisible, let from):
            var parts = ["\(record.id.shortName) \(record.hiddenSince == nil ? "shown" : "hidden")"]
            parts.append(record.syncToken.map { "token \($0)" } ?? "no token")
            if let name = record.displayName { parts.append(name) }
            if isVisible { parts.append("visible") }
            if let from { parts.append("from \(from.key) to \(record.name.key)") }
            return parts.joined(separator: ", ")
        }
    }

    private func after(_ steps: [CalendarStep], _ stored: [CalendarRecord]) -> [CalendarRecord] {
        var rows = Dictionary(uniqueKeysWithValues: stored.map { ($0.id, $0) })
        for case .save(let record, _, _) in steps { rows[record.id] = record }
        return rows.keys.sorted().compactMap { rows[$0] }
    }
}
