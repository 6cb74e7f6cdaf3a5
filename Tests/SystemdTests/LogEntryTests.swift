// SPDX-License-Identifier: Apache-2.0

import Logging
import Testing

@testable import Systemd

private func entry(
    _ message: String = "synced", _ metadata: Logger.Metadata = [:], level: Logger.Level = .info
) -> LogEntry {
    LogEntry(
        level: level, message: message, metadata: metadata, label: "engine", file: "Sync/Run.swift", function: "run()",
        line: 7)
}

@Suite struct `A log entry in the journal` {
    @Test(arguments: [
        ("calendar.id", "CALENDAR_ID"), ("account", "ACCOUNT"), ("message.id", "FIELD_MESSAGE_ID"), ("run", "RUN"),
        ("http-status", "HTTP_STATUS"), ("_pid", "PID"), ("__x", "X"), ("9lives", "FIELD_9LIVES"), ("_9", "FIELD_9"),
        ("", "FIELD_"), ("___", "FIELD_"), ("größe", "GR____E"), ("message", "FIELD_MESSAGE"),
        ("Priority", "FIELD_PRIORITY"),
        ("code.file", "FIELD_CODE_FILE"), ("syslog.identifier", "FIELD_SYSLOG_IDENTIFIER"), ("a=b\n", "A_B_"),
        (String(repeating: "a", count: 70), String(repeating: "A", count: 64)),
        (String(repeating: "1", count: 70), "FIELD_" + String(repeating: "1", count: 58)),
    ])
    func `has fields that journald does not drop`(_ key: String, _ field: String) {
        #expect(journalFieldName(key) == field)
    }

    @Test func `carries message, priority, place and metadata`() {
        let fields = entry("synced", ["calendar.id": "work/team", "title": "a\nPRIORITY=0"])
            .journalFields(identifier: "almanacd").map { "\($0.name)=\($0.value)" }
        #expect(
            fields == [
                #"MESSAGE=synced calendar.id=work/team title="a\nPRIORITY=0""#, "PRIORITY=6",
                "SYSLOG_IDENTIFIER=almanacd", "LOGGER=engine",
                "CODE_FILE=Sync/Run.swift",
                "CODE_LINE=7", "CODE_FUNC=run()", "MESSAGE_ID=\(LogKind.of("synced")?.id ?? "")",
                "CALENDAR_ID=work/team",
                #"TITLE=a\nPRIORITY=0"#,
            ])
    }

    @Test(arguments: [
        (Logger.Level.critical, 2), (.error, 3), (.warning, 4), (.notice, 5), (.info, 6), (.debug, 7), (.trace, 7),
    ])
    func `has syslog's priority`(_ level: Logger.Level, _ priority: Int) {
        #expect(entry(level: level).priority == priority)
    }

    @Test(
        arguments: [
            ("8:12345", .journal), ("8:12346", .lines(withTime: false)), ("08:12345", .lines(withTime: false)),
            ("", .lines(withTime: false)),
            (nil, .lines(withTime: false)),
        ] as [(String?, LogDestination)])
    func `goes there only when standard error does`(_ stream: String?, _ destination: LogDestination) {
        let chosen = LogDestination.choose(
            journalStream: stream, standardError: (device: 8, inode: 12345), isSocket: true, isStartedBySystemd: true)
        #expect(chosen == destination)
    }

    /// Into a file (`StandardError=append:`) nobody stamps them.
    @Test(arguments: [(true, true, false), (true, false, true), (false, true, true), (false, false, true)])
    func `has its time elsewhere, unless a socket of systemd's gives it one`(
        isStartedBySystemd: Bool, isSocket: Bool, withTime: Bool
    ) {
        let chosen = LogDestination.choose(
            journalStream: "8:1", standardError: (device: 8, inode: 2), isSocket: isSocket,
            isStartedBySystemd: isStartedBySystemd)
        #expect(chosen == .lines(withTime: withTime))
    }

    @Test func `needs a standard error`() {
        let chosen = LogDestination.choose(
            journalStream: "8:1", standardError: nil, isSocket: false, isStartedBySystemd: false)
        #expect(chosen == .lines(withTime: true))
    }
}

@Suite struct `A log entry as a line` {
    @Test func `is read from left to right, keys in order`() {
        let text = entry("synced", ["run": "r1", "account": "work", "changed": "3"]).line(time: nil)
        #expect(text == "info: synced account=work changed=3 run=r1\n")
        #expect(entry().line(time: "T") == "T info: synced\n")
    }

    @Test(arguments: [
        ("two words", "\"two words\""), ("", "\"\""), ("a=b", "\"a=b\""), ("say \"x\"", "\"say \\\"x\\\"\""),
        ("a\nerror: forged", "\"a\\nerror: forged\""), ("\u{1b}[2J", "\\u{1b}[2J"), ("\u{9b}2J", "\\u{9b}2J"),
        ("a\u{2028}b", "a\\u{2028}b"), ("a\u{202e}b", "a\\u{202e}b"), ("a\r\nb", "a\\r\\nb"), ("zürich🙂", "zürich🙂"),
        ("\u{7f}\u{0}", "\\u{7f}\\u{0}"), ("a\\n", "\"a\\\\n\""),
        ("a\"\u{301} account=x", "\"a\\\"\u{301} account=x\""), ("a \u{301}b", "\"a \u{301}b\""),
        ("a\\\u{301}", "\"a\\\\\u{301}\""),
    ])
    func `cannot be forged by a value`(_ value: String, _ shown: String) {
        #expect(entry("synced", ["title": "\(value)"]).line(time: nil) == "info: synced title=\(shown)\n")
    }

    @Test func `cannot be forged by a message or a key`() {
        #expect(entry("a\nb", ["c\nd": "e"]).line(time: nil) == "info: a\\nb c\\nd=e\n")
    }

    @Test func `has the time in local time with its offset`() {
        #expect(timeForLine().wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}/) != nil)
    }
}

@Suite struct `A log handler` {
    private func handler(_ level: LogLevel = LogLevel(), provider: Logger.MetadataProvider? = nil) -> JournalLogHandler
    {
        let shared = SharedLog(identifier: "almanacd", level: level, destination: .lines(withTime: false))
        return JournalLogHandler(label: "engine", shared: shared, metadataProvider: provider)
    }

    @Test func `follows the level of the process, unless it has its own`() {
        let level = LogLevel(.notice)
        let followed = handler(level)
        var own = handler(level)
        own.logLevel = .error
        #expect(followed.logLevel == .notice)
        level.current = .trace
        #expect(followed.logLevel == .trace)
        #expect(own.logLevel == .error)
    }

    @Test func `prefers what the entry says to its surroundings, and those to the logger's own`() {
        var handler = handler(provider: Logger.MetadataProvider { ["a": "provided", "b": "provided"] })
        handler[metadataKey: "a"] = "own"
        handler[metadataKey: "c"] = "own"
        let event = LogEvent(
            level: .error, message: "failed", error: CancellationError(), metadata: ["b": "given"], source: nil,
            file: "f", function: "g", line: 1)
        let metadata = handler.entry(for: event).metadata
        #expect(metadata == ["a": "provided", "b": "given", "c": "own", "error": "CancellationError()"])
    }
}
