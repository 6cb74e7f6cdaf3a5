// SPDX-License-Identifier: Apache-2.0

import Logging
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
        for number in 0..<10_000 { _ = told.tell(fails, of("\(number)", ""), at: began) }
        #expect(told.subjects <= 4096)
    }
}
