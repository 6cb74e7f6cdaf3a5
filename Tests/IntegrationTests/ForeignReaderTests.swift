// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Other programs may read the database at any time.
@Suite struct `Another program that reads the database` {
    @Test func `fails no run, however long it reads`() async throws {
        let remote = try await RemoteFolder(.radicale)
        try remote.put("a.ics", simpleEvent("a", "As it was"))
        let here = try Installation([AccountText(url: remote.server.url)])
        #expect(try await here.once() == 0, "\(here.log)")
        let reader = try OtherProgram(
            """
            import sqlite3
            database = sqlite3.connect("file:\(here.database.path)?mode=ro", uri=True, isolation_level=None)
            database.execute("BEGIN")
            database.execute("SELECT count(*) FROM objects").fetchall()
            """, log: here.folder + "/reader.log")
        try await reader.isReady()
        try remote.put("a.ics", simpleEvent("a", "Changed there"))
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try await here.database.rows("SELECT title FROM events") == ["Changed there"])
        let begin = ContinuousClock.now
        let daemon = try await here.daemon()
        #expect(await daemon.terminate() == 0, "\(here.log)")
        #expect(ContinuousClock.now - begin < .seconds(60))
        await reader.process.kill()
    }

    /// The first to open the database after a crash builds the index of its log anew, under two locks (sqlite.org/walformat.html).
    @Test func `may be recovering it after a crash when the daemon starts`() async throws {
        let remote = try await RemoteFolder(.radicale)
        try remote.put("a.ics", simpleEvent("a", "As it was"))
        let here = try Installation([AccountText(url: remote.server.url)])
        let killed = try await here.daemon()
        try await eventually { try await here.database.count("objects") == 1 }
        await killed.kill()
        let log = try FileManager.default.attributesOfItem(atPath: here.database.path + "-wal")
        try #require(log[.size] as? Int ?? 0 > 0)
        let recovering = try OtherProgram(
            """
            import fcntl
            index = open("\(here.database.path)-shm", "r+b")
            fcntl.lockf(index, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, 128)
            for byte in (120, 122):
                fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
            index.write(bytes(136))
            index.flush()
            """, log: here.folder + "/recovery.log")
        try await recovering.isReady()
        let daemon = try here.start("--once")
        try await eventually { !daemon.isRunning || daemon.hasOpen(here.database.path + "-shm") }
        await recovering.process.kill()
        #expect(await daemon.exitStatus() == 0, "\(here.log)")
    }
}

/// A Python program that does something and stays.
private struct OtherProgram {
    let process: DaemonProcess

    init(_ script: String, log: String) throws {
        process = try DaemonProcess(
            ["/usr/bin/env", "python3", "-c", script + "\nprint('ready', flush=True)\nimport signal\nsignal.pause()"],
            log: log)
    }

    func isReady() async throws {
        try await eventually { process.log.contains("ready") || !process.isRunning }
        #expect(process.isRunning, "\(process.log)")
    }
}

extension DaemonProcess {
    fileprivate func hasOpen(_ file: String) -> Bool {
        let folder = "/proc/\(processID)/fd"
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return descriptors.contains {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == file
        }
    }
}
