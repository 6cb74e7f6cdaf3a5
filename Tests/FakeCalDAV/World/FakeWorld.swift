// SPDX-License-Identifier: Apache-2.0

import CalDAV
package import CalendarModel
package import CalendarStorage
package import Foundation
import HTTPTransfer
import ICalendar
package import Logging
package import Planning
import Synchronization
package import SyncEngine

/// One account on a ``FakeCalDAV``: the real client, the real engine and a real database in a folder of its own.
/// Each ``run(effects:)`` is an engine that starts, syncs once and ends; one that was killed leaves the database to be opened
/// anew.
package final class FakeWorld: Sendable {
    package static let calendar = CalendarID("work/team")
    package static let began = Instant(seconds: 1_780_000_000)

    package let fake: FakeCalDAV
    package let folder: URL
    var path: String { folder.appending(path: "calendar.db").path }
    private let account: CalDAVAccount
    package let policy: SyncPolicy
    private let client = HTTPClient()
    private let log: Logger
    private let time: Mutex<(wall: Instant, runs: UInt64, failures: Int)>
    let current = Mutex<HandEffects?>(nil)
    private let opened = Mutex<CalendarStore?>(nil)
    private let objects = Counter()

    /// - Parameters:
    ///   - count: of events that stand on the server, `1.ics` with the UID `u1` and the title `Event 1`, and on.
    ///   - allowedHosts: as the settings would give them.
    package init(
        _ count: Int = 0, conflict: ConflictPolicy = .merge, allowedHosts: [String] = [], fake: FakeCalDAV? = nil,
        seed: UInt64 = 1, log: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    ) throws {
        let fake = try fake ?? FakeCalDAV()
        self.fake = fake
        self.log = log
        folder = FileManager.default.temporaryDirectory.appending(
            path: "almanac-fake-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        account = CalDAVAccount(
            url: fake.url, username: "alice", password: { "alice-pw" }, allowedHosts: allowedHosts)
        policy = SyncPolicy(account: AccountName("work"), url: fake.url, username: "alice", conflict: conflict)
        time = Mutex((Self.began, seed, 0))
        fake.makeCalendar("team")
        for number in 1..<(count + 1) {
            fake.store("\(number).ics", eventText(uid: "u\(number)", title: "Event \(number)"))
        }
    }

    deinit {
        closeStore()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The same, synced once, and with an empty log.
    package static func synced(
        _ count: Int, conflict: ConflictPolicy = .merge, _ dialect: @Sendable (inout Dialect) -> Void = { _ in }
    ) async throws -> FakeWorld {
        let world = try FakeWorld(count, conflict: conflict)
        world.fake.dial(dialect)
        try await world.run()
        _ = world.fake.takeRequests()
        return world
    }

    package func open<Value>(_ body: (CalendarStore) throws -> Value) throws -> Value { try body(store()) }

    private func store() throws -> CalendarStore {
        try opened.withLock { opened in
            let store = try opened ?? openStore()
            opened = store
            return store
        }
    }

    private func closeStore() {
        opened.withLock { opened in
            try? opened?.close()
            opened = nil
        }
    }

    /// Throws ``Stopped`` where it was killed: after `effects` of them, or by ``killNow()``.
    @discardableResult
    package func run(effects: Int = .max) async throws -> AccountOutcome {
        try await process(effects: effects) { sync, failures in try await sync.run(failures: failures) }
    }

    /// How many effects a run takes that goes well.
    package func countedRun() async throws -> Int {
        try await process(effects: .max) { sync, _ in
            _ = try await sync.run(failures: 0)
            return (sync.effects as? HandEffects)?.effectCount ?? 0
        }
    }

    private func process<Value: Sendable>(
        effects: Int, _ body: (AccountSync, Int) async throws -> Value
    ) async throws -> Value {
        let store = try store()
        let (wall, runs, failures) = time.withLock { time in
            time.runs &+= 1
            return time
        }
        let hands = HandEffects(store: store, wall: wall, seed: runs, effects: effects)
        current.withLock { $0 = hands }
        defer {
            current.withLock { $0 = nil }
            time.withLock { $0.wall = hands.state.withLock { $0.wall } }
        }
        let sync = AccountSync(
            policy: policy, server: CalDAVServer(account: account, client: client), effects: hands,
            log: log)
        let value: Value
        do { value = try await body(sync, failures) } catch {
            closeStore()
            throw error
        }
        if let outcome = value as? AccountOutcome {
            time.withLock { $0.failures = outcome.isDown ? $0.failures + 1 : 0 }
        }
        return value
    }

    /// Kills the run that is under way; from any thread.
    package func killNow() { current.withLock { $0?.crash() } }

    package func advance(_ duration: Duration) { time.withLock { $0.wall = $0.wall + duration } }

    package var now: Instant { time.withLock { $0.wall } }

    /// The trouble ends, time passes, and runs follow until both sides agree.
    @discardableResult
    package func settle(runs: Int = 6) async throws -> AccountOutcome {
        fake.endTrouble()
        var last = AccountOutcome(account: policy.account)
        for _ in 0..<runs {
            advance(.seconds(2 * 86_400))
            last = try await run()
            if last.isInStep { break }
        }
        return last
    }

    private func openStore() throws -> CalendarStore {
        try CalendarStore(
            CalendarStore.Options(
                path: path, derive: { derive($0, window: $1) },
                identifier: { [objects] in "object-\(objects.next())" }),
            now: now)
    }
}

final class Counter: Sendable {
    private let value = Mutex(0)
    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}

/// One event on 1 June 2026, 9 to 10 o'clock in UTC.
package func eventText(uid: String, title: String, extra: String = "", start: String = "20260601T090000Z") -> String {
    """
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Test//Test//EN
    BEGIN:VEVENT
    UID:\(uid)
    DTSTAMP:20260101T000000Z
    DTSTART:\(start)
    DURATION:PT1H
    SUMMARY:\(title)
    \(extra.isEmpty ? "" : extra + "\n")END:VEVENT
    END:VCALENDAR

    """.replacingOccurrences(of: "\n", with: "\r\n")
}

package func retitled(_ text: String, _ title: String) -> String {
    text.components(separatedBy: "\r\n").map { $0.hasPrefix("SUMMARY:") ? "SUMMARY:\(title)" : $0 }.joined(
        separator: "\r\n")
}
