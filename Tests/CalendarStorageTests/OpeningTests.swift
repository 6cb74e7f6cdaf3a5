// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import GRDB
import Testing

@testable import CalendarStorage

@Suite struct `Opening a store` {
    @Test func `sets every pragma on the writer and on the readers`() throws {
        try inStore { test in
            let expected = [
                "foreign_keys": "1", "trusted_schema": "0", "cell_size_check": "1", "mmap_size": "0",
                "journal_mode": "wal",
            ]
            func check(_ pragma: String, _ value: String) throws {
                let writer = try test.write { try $0.pragma(pragma) }.value
                let reader = try test.read { try $0.pragma(pragma) }
                #expect(writer == value && reader == value, "\(pragma)")
            }
            for (pragma, value) in expected { try check(pragma, value) }
            #expect(try test.write { try $0.pragma("synchronous") }.value == "2")
            #expect(try test.write { try $0.pragma("query_only") }.value == "0")
            #expect(try test.read { try $0.pragma("query_only") } == "1")
        }
    }

    @Test func `waits for the disk unless a batch may be lost`() throws {
        try inStore { test in
            let batch = try test.store.writeNow(at: TestStore.now, durability: .normal) { try $0.pragma("synchronous") }
            #expect(batch.value == "1")
            #expect(try test.write { try $0.pragma("synchronous") }.value == "2")
        }
    }

    @Test func `makes a private folder and private files`() throws {
        try inStore { test in
            let folder = try permissions(test.folder + "/state")
            let files = try ["", "-wal", "-shm", ".lock"].map { try permissions(test.path + $0) }
            #expect(folder == 0o700 && files == [0o600, 0o600, 0o600, 0o600])
        }
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `is refused while this process has the database open`() throws {
        try inStore { test in
            let error = #expect(throws: StorageError.self) {
                try CalendarStore(TestStore.options(test.path), now: TestStore.now)
            }
            #expect(error?.kind == .locked(file: test.path + ".lock", pid: getpid()))
        }
    }

    @Test func `is refused while another process holds the lock, and names it`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/calendar-storage-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lock = folder + "/calendar.db.lock"
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        holder.arguments = [lock, "sh", "-c", "echo $$ > '\(lock)'; echo ready; exec cat"]
        let (output, input) = (Pipe(), Pipe())
        holder.standardOutput = output
        holder.standardInput = input
        try holder.run()
        _ = try output.fileHandleForReading.read(upToCount: 6)
        let error = #expect(throws: StorageError.self) {
            try CalendarStore(TestStore.options(folder + "/calendar.db"), now: TestStore.now)
        }
        guard case .locked(lock, let pid?)? = error?.kind else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(pid > 1 && pid != getpid())
        #expect(!FileManager.default.fileExists(atPath: folder + "/calendar.db"))
        try input.fileHandleForWriting.close()
        holder.waitUntilExit()
    }

    @Test func `again finds everything as it was`() throws {
        try inStore { test in
            let row = try test.put("title=Lunch\nstart=\(TestStore.midnight)").value
            let position = try test.read { try $0.feedPosition() }
            try test.reopen()
            #expect(try test.read { try $0.object(row.id) } == row)
            #expect(try test.read { try $0.feedPosition() } == position)
        }
    }

    @Test func `after a crash finds what was committed, and nothing of what was not`() throws {
        try inStore { test in
            let row = try test.put("title=Lunch\nstart=\(TestStore.midnight)").value
            struct Crash: Error {}
            #expect(throws: Crash.self) {
                try test.write { transaction in
                    try transaction.feed(.calendar, calendar: test.team)
                    throw Crash()
                }
            }
            // What the disk holds while the store is open is what a crash leaves behind.
            let copy = test.folder + "/copy.db"
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: test.path + suffix, toPath: copy + suffix)
            }
            let survivor = try CalendarStore(TestStore.options(copy), now: TestStore.now)
            #expect(try survivor.readNow { try $0.object(row.id) } == row)
            #expect(try survivor.readNow { try $0.feedPosition().number } == 1)
            let found = try examineDatabase(copy, isThorough: true)
            #expect(found.problems + found.searchProblems == [])
            try survivor.close()
        }
    }

    @Test func `leaves no log behind when it was closed`() throws {
        try inStore { test in
            try test.put("title=Lunch\nstart=0")
            try test.store.close()
            #expect(!FileManager.default.fileExists(atPath: test.path + "-wal"))
            try test.reopenClosed()
        }
    }

    @Test func `translates a full disk`() throws {
        try inStore { test in
            try test.write { try $0.connection.execute("PRAGMA max_page_count = 64") }
            let error = #expect(throws: StorageError.self) {
                try test.write { try $0.insertBody([UInt8](repeating: 0, count: 1_000_000)) }
            }
            #expect(error?.kind == .full)
            try test.write { try $0.connection.execute("PRAGMA max_page_count = 1073741823") }
            try test.put("title=Lunch\nstart=0")
        }
    }

    @Test func `goes on where a crash left an empty database`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/calendar-storage-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/calendar.db"
        let empty = try DatabaseQueue(path: path)
        try empty.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA user_version = 0") }
        try empty.close()
        let store = try CalendarStore(TestStore.options(path), now: TestStore.now)
        #expect(try store.readNow { try $0.accounts() } == [])
        try store.close()
    }

    @Test func `refuses a file that is no database`() throws {
        try refused("hello, I am a text file".utf8 + [UInt8](repeating: 32, count: 5000), as: .corrupt)
    }

    private func refused(_ bytes: [UInt8], as kind: StorageError.Kind) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/calendar-storage-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/calendar.db"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: StorageError.self) {
            try CalendarStore(TestStore.options(path), now: TestStore.now)
        }
        #expect(error?.kind == kind)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(bytes))
    }
}

extension StoreReading {
    func pragma(_ name: String) throws -> String? {
        try connection.first("PRAGMA \(name)") { $0.text(0) }
    }
}
