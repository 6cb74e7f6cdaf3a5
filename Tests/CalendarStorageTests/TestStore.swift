// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import Synchronization
import Testing

@testable import CalendarStorage

/// A store in a folder of its own, with two accounts and three calendars.
final class TestStore {
    static let now = Instant(seconds: 1_790_000_000)
    static let window = DeriveWindow(around: now)
    /// 2026-09-21T00:00:00Z, the day of `now`.
    static let midnight: Int64 = 1_789_948_800

    let folder: String
    private(set) var store: CalendarStore
    let team = CalendarID("work/team")
    let home = CalendarID("work/home")
    let club = CalendarID("club/events")
    let cause = Cause(origin: .remote, run: RunID("run-1"), words: "the server listed it")

    var path: String { folder + "/state/calendar.db" }

    init(steps: [Migration] = Migration.all) throws {
        folder = FileManager.default.temporaryDirectory.path + "/calendar-storage-" + UUID().uuidString
        store = try CalendarStore(Self.options(folder + "/state/calendar.db"), now: Self.now, steps: steps)
        _ = try write { transaction in
            for (account, names) in [("work", ["team", "home"]), ("club", ["events"])] {
                try transaction.save(
                    AccountRecord(name: AccountName(account), kind: "caldav", url: "https://x/", username: "alice"))
                for name in names {
                    try transaction.save(Self.calendar(AccountName(account), name))
                }
            }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func calendar(_ account: AccountName, _ name: String) -> CalendarRecord {
        CalendarRecord(
            id: CalendarID(account: account, shortName: name),
            name: RemoteName(href: Href("/\(name)/"), key: HrefKey("/\(name)/")))
    }

    private static let identifiers = Mutex(0)

    /// Counts up: ids look like UUIDs, and their order is that of creation.
    static func options(_ path: String) -> CalendarStore.Options {
        CalendarStore.Options(path: path, derive: SampleText.derive) {
            let number = identifiers.withLock { count in
                count += 1
                return count
            }
            return "00000000-0000-4000-8000-" + String(String(1_000_000_000_000 + number).suffix(12))
        }
    }

    func read<T>(_ body: (ReadTransaction) throws -> T) throws -> T { try store.readNow(body) }

    @discardableResult
    func write<T>(
        at now: Instant = TestStore.now, _ body: (WriteTransaction) throws -> T
    ) throws -> (value: T, feed: [FeedEntry]) {
        try store.writeNow(at: now, body)
    }

    /// Puts what the text says into a calendar, as the engine does.
    @discardableResult
    func put(
        _ text: String, as object: ObjectID? = nil, in calendar: CalendarID? = nil, remote: RemoteStamp? = nil,
        at now: Instant = TestStore.now
    ) throws -> (value: ObjectRow, feed: [FeedEntry]) {
        try write(at: now) { transaction in
            let body = try transaction.insertBody(Array(text.utf8))
            return try transaction.put(
                object, in: calendar ?? self.team, body: body,
                derived: SampleText(text).object(in: Self.window), cause: self.cause, remote: remote)
        }
    }

    @discardableResult
    func delete(_ object: ObjectID) throws -> (value: ObjectRow, feed: [FeedEntry]) {
        try write { try $0.put(object, in: self.team, body: nil, derived: nil, cause: self.cause) }
    }

    func count(_ table: String) throws -> Int {
        try read { try $0.connection.first("SELECT count(*) FROM \(table)") { $0.int(0) } ?? 0 }
    }

    func texts(_ sql: String) throws -> [String] {
        try read { try $0.connection.rows(sql) { $0.optionalText(0) ?? "NULL" } }
    }

    func reopen(steps: [Migration] = Migration.all) throws {
        try store.close()
        try reopenClosed(steps: steps)
    }

    func reopenClosed(steps: [Migration] = Migration.all) throws {
        store = try CalendarStore(Self.options(path), now: Self.now, steps: steps)
    }

    static func name(_ item: String) -> RemoteName {
        RemoteName(href: Href("/team/\(item).ics"), key: HrefKey("/team/\(item).ics"))
    }
}

/// Runs a test in a fresh store; afterwards the whole database has to be sound.
func inStore(_ body: (TestStore) throws -> Void) throws {
    let test = try TestStore()
    try body(test)
    // Not `examineDatabase`, which knows no steps of a test's own.
    let problems = try test.write { try $0.contentProblems() + $0.connection.database.searchProblems() }.value
    #expect(problems == [])
    try test.store.close()
}
