// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import GRDB
import Testing

@testable import CalendarStorage

@Suite struct `A database under examination` {
    private func files(_ world: TestStore) throws -> [String: Int] {
        let folder = (world.path as NSString).deletingLastPathComponent
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return Dictionary(
            uniqueKeysWithValues: try names.map { name in
                let path = "\(folder)/\(name)"
                let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
                return (name, size ?? -1)
            })
    }

    private func filled() throws -> TestStore {
        let world = try TestStore()
        try world.put("uid=1\ntitle=Lunch\nstart=0")
        try world.put("uid=2\ntitle=Dinner\nstart=0")
        return world
    }

    private func changed(_ world: TestStore, _ sql: String) throws {
        let queue = try DatabaseQueue(path: world.path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test(arguments: [false, true])
    func `is sound, beside the daemon and without it, and stays as it is`(_ isThorough: Bool) throws {
        let world = try filled()
        let beside = try examineDatabase(world.path, isThorough: isThorough)
        #expect(beside.holder == .process(getpid()) && beside.problems.isEmpty && beside.searchProblems.isEmpty)
        #expect(beside.events == 2 && beside.step == beside.lastStep && beside.waitingEdits == 0)
        try world.store.close()
        let before = try files(world)
        let alone = try examineDatabase(world.path, isThorough: isThorough)
        #expect(alone.holder == .nobody && alone.problems.isEmpty && alone.events == 2)
        #expect(try files(world) == before)
    }

    @Test func `that a crash left behind is read with its log, and the log's index goes again`() throws {
        let world = try filled()
        let folder = world.folder + "/crashed"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: world.path + suffix, toPath: folder + "/calendar.db" + suffix)
        }
        let found = try examineDatabase(folder + "/calendar.db", isThorough: false)
        #expect(found.events == 2 && found.logSize > 0 && found.holder == .nobody && found.problems.isEmpty)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(left == ["calendar.db", "calendar.db-wal"])
    }

    @Test func `says which events the search does not find, and which are gone`() throws {
        let world = try filled()
        try world.store.close()
        try changed(world, "DELETE FROM events_fts_docsize WHERE id = (SELECT min(number) FROM events)")
        #expect(try examineDatabase(world.path, isThorough: false).searchProblems == ["1 event are not in it"])
    }

    @Test func `compares the search index with the text only when it is thorough`() throws {
        let world = try filled()
        try world.store.close()
        try changed(world, "UPDATE events SET title = 'Supper' WHERE title = 'Dinner'")
        #expect(try examineDatabase(world.path, isThorough: false).problems.isEmpty)
        let found = try examineDatabase(world.path, isThorough: true)
        #expect(found.problems.isEmpty && found.events == 2 && found.searchProblems.count == 1, "\(found)")
        #expect(found.searchProblems.allSatisfy { $0.hasPrefix("the search index differs from the events") })
    }

    @Test func `is compared on a copy that has no name and leaves nothing behind`() throws {
        let world = try filled()
        let queue = try DatabaseQueue(path: world.path)
        let count = try queue.read { database in
            try withCopy(of: database) { copy in
                #expect(try String.fetchOne(copy, sql: "SELECT file FROM pragma_database_list") == "")
                return try Int.fetchOne(copy, sql: "SELECT count(*) FROM events")
            }
        }
        #expect(count == 2)
    }

    @Test func `is held by nobody only where there is no lock file, or a free one`() throws {
        let world = try filled()
        try world.store.close()
        let lock = world.path + ".lock"
        try FileManager.default.removeItem(atPath: lock)
        #expect(try examineDatabase(world.path, isThorough: false).holder == .nobody)
        // A link to itself: it cannot be opened, by root either.
        try FileManager.default.createSymbolicLink(atPath: lock, withDestinationPath: lock)
        let found = try examineDatabase(world.path, isThorough: false)
        #expect(found.holder == .unknown("\(lock): Too many levels of symbolic links") && found.events == 2)
    }

    @Test func `behind a symbolic link has its log beside it, and its copies are in the order of the steps`() throws {
        let world = try filled()
        let link = world.folder + "/link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: world.path)
        for step in [10, 9] { _ = FileManager.default.createFile(atPath: "\(link).before-step-\(step)", contents: nil) }
        let found = try examineDatabase(link, isThorough: false)
        #expect(found.events == 2 && found.logSize > 0)
        #expect(found.copies == [9, 10].map { "\(link).before-step-\($0)" })
        #expect(try files(world).keys.contains("calendar.db-wal"), "it is the daemon's")
    }

    @Test func `of a later version, or of another program, is refused`() throws {
        let world = try filled()
        try world.store.close()
        try changed(world, "PRAGMA user_version = 99")
        #expect { try examineDatabase(world.path, isThorough: false) } throws: {
            ($0 as? StorageError)?.kind == .newerDatabase
        }
        try changed(world, "PRAGMA application_id = 1")
        #expect { try examineDatabase(world.path, isThorough: false) } throws: {
            ($0 as? StorageError)?.kind == .notAlmanac
        }
    }

    @Test(arguments: [false, true])
    func `that is damaged is told so, wherever that is`(_ isThorough: Bool) throws {
        let world = try filled()
        try world.store.close()
        let whole = try Data(contentsOf: URL(filePath: world.path))
        // The first page holds the schema.
        for page in stride(from: 4096, to: whole.count, by: 4096) {
            var broken = whole
            broken.replaceSubrange(page..<page + 4096, with: Data(repeating: 0xA5, count: 4096))
            try broken.write(to: URL(filePath: world.path))
            do {
                let found = try examineDatabase(world.path, isThorough: isThorough)
                #expect(!found.problems.isEmpty || !found.searchProblems.isEmpty, "page \(page / 4096)")
            } catch let error as StorageError {
                #expect(error.kind == .corrupt, "page \(page / 4096): \(error)")
            }
        }
        try whole.prefix(whole.count / 2).write(to: URL(filePath: world.path))
        let cut = try? examineDatabase(world.path, isThorough: isThorough)
        #expect(cut?.problems.isEmpty != true)
    }
}
