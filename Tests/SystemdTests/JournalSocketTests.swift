// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Logging
import Testing

@testable import Systemd

/// journald's side of its socket.
private final class Journald {
    private let socket: Int32

    init(at path: String) throws {
        unlink(path)
        socket = try boundDatagramSocket(path)
    }

    deinit { close(socket) }

    /// The lines of each entry that waits.
    func entries() -> [[String]] {
        var (entries, buffer): ([[String]], [UInt8]) = ([], [UInt8](repeating: 0, count: 1 << 20))
        while true {
            let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return entries }
            entries.append(
                String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(String.init))
        }
    }
}

@Suite struct `journald is sent` {
    private let path = "\(NSTemporaryDirectory())journal-\(UInt32.random(in: 0...UInt32.max)).sock"

    private func logger() -> Logger {
        let shared = SharedLog(
            identifier: "almanacd", level: LogLevel(), destination: .journal, journal: JournalSocket(path: path))
        return Logger(label: "engine") { JournalLogHandler(label: $0, shared: shared) }
    }

    @Test func `one entry whose values forge nothing`() throws {
        let journald = try Journald(at: path)
        defer { unlink(path) }
        let evil = "gone\nFORGED=1\nMESSAGE=owned\n\u{1b}[2J\u{202e}\u{2028}\u{0}\r"
        logger().warning(
            "account fails", metadata: ["account": "\(evil)", "reason": "\(evil)", "x\nFORGED": "\(evil)"])
        let entries = journald.entries()
        let lines = try #require(entries.first)
        #expect(entries.count == 1)
        let names = lines.map { $0.prefix { $0 != "=" } }
        #expect(
            names == [
                "MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "LOGGER", "CODE_FILE", "CODE_LINE", "CODE_FUNC",
                "MESSAGE_ID", "ACCOUNT", "REASON", "X_FORGED",
            ])
        let shown = #"gone\nFORGED=1\nMESSAGE=owned\n\u{1b}[2J\u{202e}\u{2028}\u{0}\r"#
        #expect(lines.contains("REASON=\(shown)") && lines.contains("ACCOUNT=\(shown)"))
        #expect(lines[0].hasPrefix("MESSAGE=account fails: \(shown) "))
        #expect(lines.contains("MESSAGE_ID=\(LogKind.of("account fails")?.id ?? "")"))
    }

    @Test func `a MiB of text as an entry that is cut, and fits`() throws {
        let journald = try Journald(at: path)
        defer { unlink(path) }
        let long = String(repeating: "é", count: 1 << 19)
        logger().warning("account fails", metadata: ["account": "work", "reason": "\(long)"])
        let lines = try #require(journald.entries().first)
        #expect(lines.contains { $0.hasPrefix("REASON=éé") && $0.hasSuffix("… (cut: it has 1048576 bytes)") })
        #expect(lines.contains("ACCOUNT=work"))
        #expect(lines.reduce(0) { $0 + $1.utf8.count } < 20_000)
    }

    @Test func `a dozen of those as an entry that fits too`() throws {
        let journald = try Journald(at: path)
        defer { unlink(path) }
        let long = Logger.MetadataValue.string(String(repeating: "\n", count: 1 << 16))
        let all = (0..<12).map { ("key\(UnicodeScalar(UInt8(97 + $0)))", long) }
        logger().warning("account fails", metadata: Dictionary(uniqueKeysWithValues: all))
        #expect(journald.entries().first?.count { $0.hasPrefix("KEY") } == 12)
    }

    @Test func `what comes after it was gone, and how much it missed`() throws {
        let log = logger()
        defer { unlink(path) }
        for _ in 0..<3 { log.notice("started") }
        let journald = try Journald(at: path)
        log.notice("stopped")
        let entries = journald.entries()
        #expect(entries.count == 2)
        #expect(entries[0].contains("MESSAGE=stopped"))
        #expect(entries[1].contains("MESSAGE=log entries were lost count=3"))
        #expect(entries[1].contains("COUNT=3") && entries[1].contains("PRIORITY=4"))
        // Another in its place, as after systemctl restart systemd-journald.socket.
        let next = try Journald(at: path)
        log.notice("started")
        #expect(next.entries().count == 1)
    }

    /// sd_journal_sendv(3) would never return.
    @Test func `no more than it takes, without much waiting`() throws {
        let journald = try Journald(at: path)
        defer { unlink(path) }
        let log = logger()
        let elapsed = ContinuousClock().measure { for _ in 0..<5000 { log.notice("started") } }
        // A tenth of a second for the first that is not taken; the rest is the work of 5,000 entries.
        #expect(elapsed < .seconds(60))
        let taken = journald.entries().count
        #expect(taken > 0 && taken < 5000)
        log.notice("stopped")
        #expect(journald.entries().last?.contains("COUNT=\(5000 - taken)") == true)
    }

    @Test func `what lasts once, and at level debug each time`() throws {
        let journald = try Journald(at: path)
        defer { unlink(path) }
        let level = LogLevel()
        let shared = SharedLog(
            identifier: "almanacd", level: level, destination: .journal, journal: JournalSocket(path: path))
        let log = Logger(label: "engine") { JournalLogHandler(label: $0, shared: shared) }
        for _ in 0..<9 { log.warning("account fails", metadata: ["account": "work", "reason": "refused"]) }
        #expect(journald.entries().count == 1)
        level.current = .debug
        log.warning("account fails", metadata: ["account": "work", "reason": "refused"])
        #expect(journald.entries().map { $0.contains("PRIORITY=7") } == [true])
    }
}
