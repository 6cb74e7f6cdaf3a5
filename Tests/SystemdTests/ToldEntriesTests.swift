// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import Testing

@testable import Systemd

@Suite struct `What lasts` {
    private let began = ContinuousClock.now
    private let fails = LogKind("account fails", "1", .daily)
    private let works = LogKind("account works again", "2", .ending(["account fails"]))
    private let synced = LogKind("synced", "3")

    private func of(_ account: String, _ reason: String, count: Int? = nil) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["account": "\(account)", "reason": "\(reason)"]
        metadata["count"] = count.map { "\($0)" }
        return metadata
    }

    @Test func `is told once, and once a day, with how often it was not`() {
        var told = ToldEntries()
        var answers: [Int?] = []
        for poll in 0..<(3 * 288) {
            answers.append(told.tell(fails, of("work", "timed out"), at: began + .seconds(300 * poll)))
        }
        #expect(answers.enumerated().filter { $0.element != nil }.map(\.offset) == [0, 288, 576])
        #expect(answers.compactMap { $0 } == [0, 287, 287])
    }

    @Test func `is told anew when it is another thing, another reason or another count`() {
        var told = ToldEntries()
        #expect(told.tell(fails, of("work", "timed out after 10 ms"), at: began) == 0)
        #expect(told.tell(fails, of("work", "timed out after 12 ms"), at: began) == nil)
        #expect(told.tell(fails, of("work", "refused"), at: began) == 0)
        #expect(told.tell(fails, of("work", "timed out after 9 ms"), at: began) == nil)
        #expect(told.tell(fails, of("home", "refused"), at: began) == 0)
        #expect(told.tell(fails, of("home", "refused", count: 7), at: began) == 0)
        #expect(told.tell(synced, of("home", ""), at: began) == 0)
        #expect(told.tell(synced, of("home", ""), at: began) == 0)
    }

    @Test(arguments: [
        ("error", "database is locked", "disk I/O error", true), ("home", "https://a/", "https://b/", true),
        ("repairs", "1", "2", true), ("approve", "almanac sync a", "almanac sync b", true),
        ("run", "1", "2", false), ("of", "40", "41", false), ("hb.request.id", "1", "2", false),
        ("reason", "no answer within 10 seconds", "no answer within 11 seconds", false),
    ])
    func `is told anew when anything else is said of it, but for what is another each time`(
        _ key: String, _ first: String, _ second: String, isTold: Bool
    ) {
        var told = ToldEntries()
        #expect(told.tell(fails, ["account": "work", key: "\(first)"], at: began) == 0)
        #expect(told.tell(fails, ["account": "work", key: "\(first)"], at: began) == nil)
        #expect((told.tell(fails, ["account": "work", key: "\(second)"], at: began) != nil) == isTold)
    }

    @Test func `ends without a word where it had not begun, and with one where it had`() {
        let isWell = LogKind("all is well", "4", .allIsWell(after: ["account fails"]))
        var told = ToldEntries()
        #expect(told.tell(isWell, ["account": "work"], at: began) == nil)
        #expect(told.tell(fails, of("work", "refused"), at: began) == 0)
        #expect(told.tell(isWell, ["account": "home"], at: began) == nil)
        #expect(told.tell(isWell, ["account": "work"], at: began) == 0)
        #expect(told.tell(isWell, ["account": "work"], at: began) == nil)
        #expect(told.tell(fails, of("work", "refused"), at: began) == 0)
    }

    @Test func `ends also where ends are below the level of the log`() {
        let messages = Mutex<[String]>([])
        let shared = SharedLog(level: LogLevel(.warning)) { entry in messages.withLock { $0.append(entry.message) } }
        let log = Logger(label: "test") { JournalLogHandler(label: $0, shared: shared) }
        for _ in 0..<2 {
            for _ in 0..<2 { log.warning("account fails", metadata: ["account": "work"]) }
            log.notice("account works again", metadata: ["account": "work"])
        }
        #expect(messages.withLock { $0 } == ["account fails", "account fails"])
    }

    @Test func `is told once and once a day where no reason is news`() {
        let waits = LogKind("account fails", "1", .dailyWhateverTheReason)
        var told = ToldEntries()
        #expect(told.tell(waits, of("work", "the store is locked"), at: began) == 0)
        #expect(told.tell(waits, of("work", "took longer than 10 s"), at: began) == nil)
        #expect(told.tell(waits, of("home", "the store is locked"), at: began) == 0)
        #expect(told.tell(waits, of("work", "took longer than 10 s"), at: began + .seconds(86_400)) == 1)
        #expect(told.tell(works, ["account": "work"], at: began + .seconds(86_401)) == 0)
        #expect(told.tell(waits, of("work", "the store is locked"), at: began + .seconds(86_402)) == 0)
    }

    @Test func `is told anew when it had ended, and of nobody else`() {
        var told = ToldEntries()
        for account in ["work", "home"] { #expect(told.tell(fails, of(account, "refused"), at: began) == 0) }
        #expect(told.tell(works, ["account": "work", "after": "refused"], at: began) == 0)
        #expect(told.tell(fails, of("home", "refused"), at: began) == nil)
        #expect(told.tell(fails, of("work", "refused"), at: began) == 0)
    }

    @Test func `is told eight times a day where each reason is another, and takes no memory without end`() {
        var told = ToldEntries()
        let count = (0..<1000).count {
            told.tell(fails, of("work", String(repeating: "x", count: $0)), at: began) != nil
        }
        #expect(count == 8)
        #expect(told.tell(fails, of("work", "another"), at: began + .seconds(86_400)) == 0)
    }

    /// As a program makes them that connects in vain over and over; beside them another's entry has its own day.
    @Test func `is told of each user at the control socket, of each thing, once a day`() {
        let lines = Mutex<[String]>([])
        let clock = Mutex(began)
        let shared = SharedLog(level: LogLevel(), now: { clock.withLock { $0 } }) { entry in
            lines.withLock { $0.append("\(entry.message) \(entry.metadata["peer.uid"] ?? "")") }
        }
        let log = Logger(label: "test") { JournalLogHandler(label: $0, shared: shared) }
        let messages: [Logger.Message] = [
            "A user has too many connections", "A user who may not use the socket was refused",
        ]
        func refuse(_ users: Range<Int>) -> [String] {
            lines.withLock { $0 = [] }
            for user in users {
                for message in messages + messages { log.warning(message, metadata: ["peer.uid": "\(user)"]) }
            }
            return lines.withLock { $0 }
        }
        #expect(refuse(1000..<1001) == messages.map { "\($0) 1000" })
        #expect(refuse(1000..<1100).count == 2 * 99)
        clock.withLock { $0 = began + .seconds(86_400) }
        #expect(refuse(1000..<1001) == messages.map { "\($0) 1000" })
    }

    @Test func `is told once also of five thousand edits that a server keeps waiting`() {
        let postponed = LogKind("edit not sent", "5", .dailyWhateverTheReason)
        var told = ToldEntries()
        #expect(told.tell(fails, of("home", "refused"), at: began) == 0)
        for poll in 0..<2 {
            let count = (0..<5000).count {
                let edit: Logger.Metadata = ["account": "work", "href": "/\($0).ics", "reason": "busy"]
                return told.tell(postponed, edit, at: began + .seconds(300 * poll)) != nil
            }
            #expect(count == (poll == 0 ? 5000 : 0))
        }
        #expect(told.tell(fails, of("home", "refused"), at: began + .seconds(600)) == nil)
    }

    @Test func `is forgotten where there is no end of it: first what is a day old, then the oldest`() {
        let waits = LogKind("account fails", "1", .dailyWhateverTheReason)
        var told = ToldEntries()
        func tell(_ account: String, _ seconds: Int) -> Bool {
            told.tell(waits, of(account, "refused"), at: began + .seconds(seconds)) != nil
        }
        #expect(tell("first", 0) && !tell("first", 1))
        #expect(tell("of the second day", 90_000))
        // Full, with those of the first day: they alone go.
        for number in 0..<8190 { #expect(tell("\(number)", 10)) }
        #expect(tell("one too many", 90_001))
        #expect(!tell("of the second day", 90_002) && !tell("one too many", 90_002))
        #expect(tell("first", 90_003) && tell("0", 90_003))
        // Full once more, all within a day.
        for number in 0..<8188 { #expect(tell("again \(number)", 90_010 + number)) }
        #expect(tell("and one too many", 100_000))
        #expect(!tell("again 8187", 100_001))
        #expect(tell("of the second day", 100_002))
    }
}
