// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import GRDB
import Synchronization
import Testing

@testable import CalendarStorage

@Suite struct `Migrating` {
    private static let next = Migration.all.count + 1
    private let colours = Migration(number: next, name: "colours of the future") {
        try $0.execute(sql: "ALTER TABLE objects ADD COLUMN colour TEXT")
    }
    private struct Broken: Error {}

    @Test func `numbers its steps from one, without gaps`() {
        #expect(Migration.all.map(\.number) == Array(1...Migration.all.count))
    }

    @Test func `takes an existing database along, after a verified copy`() throws {
        try inStore { test in
            let row = try test.put("title=Lunch\nstart=0").value
            try test.reopen(steps: Migration.all + [colours])
            #expect(try test.texts("SELECT name FROM schema_migrations").last == "colours of the future")
            #expect(try test.texts("SELECT colour FROM objects") == ["NULL"])
            #expect(try test.read { try $0.object(row.id) } == row)
            let copy = try DatabaseQueue(path: test.path + ".before-step-\(Self.next)")
            #expect(try copy.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM objects") } == 1)
            #expect(try copy.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Self.next - 1)
            let epoch = try copy.read { try StoreConnection(database: $0).meta(.feedEpoch) }
            let migrated = try test.read { try $0.feedPosition() }.epoch
            #expect(epoch != nil && epoch != migrated, "it may be put back")
            try copy.close()
        }
    }

    @Test func `tells how far it is, and nothing where there is nothing to do`() throws {
        try inStore { test in
            let told = Mutex<[String]>([])
            var options = TestStore.options(test.path)
            options.onMigration = { progress in told.withLock { $0.append("\(progress)") } }
            try test.store.close()
            try CalendarStore(options, now: TestStore.now).close()
            #expect(told.withLock { $0 }.isEmpty)
            try CalendarStore(options, now: TestStore.now, steps: Migration.all + [colours]).close()
            #expect(
                told.withLock { $0 } == [
                    "checking the database before its migration", "copying the database aside before its migration",
                    "migrating the database, step \(Self.next) of \(Self.next): colours of the future",
                    "checking the migrated database",
                ])
            try test.reopenClosed(steps: Migration.all + [colours])
        }
    }

    @Test func `leaves all as it was when a later step fails`() throws {
        try inStore { test in
            let row = try test.put("title=Lunch\nstart=0").value
            let position = try test.read { try $0.feedPosition() }
            let broken = Migration(number: Self.next + 1, name: "broken") { database in
                try database.execute(sql: "DELETE FROM journal")
                throw Broken()
            }
            let error = #expect(throws: StorageError.self) {
                try test.reopen(steps: Migration.all + [colours, broken])
            }
            #expect(error?.kind == .migrationFailed(step: "broken"))
            try test.reopenClosed()
            #expect(try test.read { try $0.object(row.id) } == row)
            #expect(try test.count("journal") == 1)
            #expect(try test.texts("SELECT name FROM pragma_table_info('objects')").contains("colour") == false)
            #expect(try test.read { try $0.changes(since: position, limit: 10) }.reset == false)
            #expect(!FileManager.default.fileExists(atPath: "\(test.path).before-step-\(Self.next)"))
        }
    }

    @Test func `leaves all as it was when validation finds rows missing`() throws {
        try inStore { test in
            try test.put("title=Lunch\nstart=0")
            let careless = Migration(number: Self.next, name: "careless") { try $0.execute(sql: "DELETE FROM journal") }
            let error = #expect(throws: StorageError.self) { try test.reopen(steps: Migration.all + [careless]) }
            #expect(error?.kind == .migrationFailed(step: "careless"))
            try test.reopenClosed()
            #expect(try test.count("journal") == 1)
        }
    }

    /// What stands on the disk once all steps are taken, and nothing of them is validated.
    @Test func `leaves all as it was when the process ends before it does`() throws {
        try inStore { test in
            let row = try test.put("title=Lunch\nstart=0").value
            let (path, crashed) = (test.path, test.folder + "/crashed.db")
            let more = Migration(number: Self.next + 1, name: "more") {
                try $0.execute(sql: "ALTER TABLE objects ADD COLUMN size TEXT")
            }
            var options = TestStore.options(path)
            options.onMigration = { progress in
                guard progress == .validating else { return }
                for suffix in ["", "-wal"] {
                    try? FileManager.default.copyItem(atPath: path + suffix, toPath: crashed + suffix)
                }
            }
            try test.store.close()
            try CalendarStore(options, now: TestStore.now, steps: Migration.all + [colours, more]).close()
            let store = try CalendarStore(TestStore.options(crashed), now: TestStore.now)
            #expect(try store.readNow { try $0.object(row.id) } == row)
            try store.close()
            try test.reopenClosed(steps: Migration.all + [colours, more])
        }
    }

    @Test func `does not touch a damaged database`() throws {
        try inStore { test in
            try test.put("title=Lunch\nstart=0")
            try test.write { transaction in
                try transaction.connection.execute(
                    "INSERT INTO events_fts (events_fts, rowid, title) VALUES ('delete', 1, 'Lunch')")
            }
            let error = #expect(throws: StorageError.self) { try test.reopen(steps: Migration.all + [colours]) }
            #expect(error?.kind == .corrupt)
            try test.reopenClosed()
            try test.write { try $0.connection.execute("INSERT INTO events_fts (events_fts) VALUES ('rebuild')") }
        }
    }

    @Test(arguments: [false, true])
    func `refuses a database of a later version, and changes no byte`(crashed: Bool) throws {
        try inStore { test in
            try test.put("title=Lunch\nstart=0")
            try test.reopen(steps: Migration.all + [colours])
            // A store that is still open leaves the same files behind as one that crashed.
            if !crashed { try test.store.close() }
            let copy = test.folder + "/later.db"
            let suffixes = crashed ? ["", "-wal"] : [""]
            for suffix in suffixes {
                try FileManager.default.copyItem(atPath: test.path + suffix, toPath: copy + suffix)
            }
            let before = try suffixes.map { try Data(contentsOf: URL(fileURLWithPath: copy + $0)) }
            let error = #expect(throws: StorageError.self) {
                try CalendarStore(TestStore.options(copy), now: TestStore.now)
            }
            #expect(error?.kind == .newerDatabase)
            #expect(try suffixes.map { try Data(contentsOf: URL(fileURLWithPath: copy + $0)) } == before)
            if !crashed { try test.reopenClosed(steps: Migration.all + [colours]) }
        }
    }

    @Test func `refuses a step that it does not know, whatever the version says`() throws {
        try inStore { test in
            try test.write { transaction in
                try transaction.connection.execute(
                    "INSERT INTO schema_migrations (number, name, applied_at) VALUES (9, 'from a branch', 0)")
            }
            let error = #expect(throws: StorageError.self) { try test.reopen() }
            #expect(error?.kind == .newerDatabase)
            let direct = try DatabaseQueue(path: test.path)
            try direct.write { try $0.execute(sql: "DELETE FROM schema_migrations WHERE number = 9") }
            try direct.close()
            try test.reopenClosed()
        }
    }

    @Test func `refuses a database of another program, and changes no byte`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/calendar-storage-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/calendar.db"
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE recipes (id INTEGER PRIMARY KEY)") }
        try other.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let error = #expect(throws: StorageError.self) {
            try CalendarStore(TestStore.options(path), now: TestStore.now)
        }
        #expect(error?.kind == .notAlmanac)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
}
