// SPDX-License-Identifier: Apache-2.0

import FakeCalDAV
import Logging
import Synchronization
import Testing

@testable import Systemd

/// What a day of 288 polls leaves in the journal at its usual level.
@Suite struct `A day of polls` {
    private static let polls = 288
    private let journal = JournalOfTest()

    private func day(in world: FakeWorld) async throws {
        for _ in 0..<Self.polls {
            _ = try await world.run()
            world.advance(.seconds(300))
            journal.advance(.seconds(300))
        }
    }

    @Test func `on which nothing changes leaves nothing`() async throws {
        let world = try FakeWorld(20, log: journal.logger)
        try await world.run()
        #expect(journal.messages == ["discovered", "synced"])
        try await day(in: world)
        #expect(journal.messages.count == 2, "\(journal.messages)")
    }

    struct Trouble: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let faults: [Fault]
        let told: [String]
    }

    static let troubles = [
        Trouble(
            testDescription: "a wrong password", faults: [.status("PROPFIND", 401, times: .max)],
            told: ["account waits for a person", "account works again"]),
        Trouble(
            testDescription: "an error of the server", faults: [.status("PROPFIND /alice/", 500, times: .max)],
            told: ["account fails", "account works again"]),
        Trouble(
            testDescription: "a dropped connection", faults: [Fault("PROPFIND", .dropBefore, times: .max)],
            told: ["account fails", "account works again"]),
        Trouble(
            testDescription: "calendars that are no longer there",
            faults: [.status("PROPFIND /alice/", 404, times: .max)],
            told: ["home set moved, discovering again", "account fails", "account works again"]),
    ]

    @Test(arguments: troubles) func `on which an account fails leaves a line, and one when it works again`(
        _ trouble: Trouble
    ) async throws {
        let world = try FakeWorld(3, log: journal.logger)
        try await world.run()
        let before = journal.messages.count
        for fault in trouble.faults { world.fake.add(fault) }
        try await day(in: world)
        world.fake.endTrouble()
        try await world.run()
        #expect(Array(journal.messages.dropFirst(before)) == trouble.told)
    }

    @Test func `on which an account fails in two ways in turn leaves a line for each`() async throws {
        let world = try FakeWorld(3, log: journal.logger)
        try await world.run()
        world.fake.onRequest { .answer(FakeAnswer($0.isMultiple(of: 2) ? 500 : 502)) }
        try await day(in: world)
        #expect(journal.messages.dropFirst(2) == ["account fails", "account fails"])
    }

    @Test func `on which a calendar fails leaves a line, and one when it works again`() async throws {
        let world = try FakeWorld(3, log: journal.logger)
        try await world.run()
        world.fake.store("9.ics", eventText(uid: "u9", title: "New"))
        world.fake.add(.status("sync-collection", 500, times: .max))
        try await day(in: world)
        world.fake.endTrouble()
        try await world.run()
        #expect(journal.messages.dropFirst(2) == ["calendar fails", "calendar works again", "synced"])
    }

    @Test func `on which an item cannot be fetched leaves a line`() async throws {
        let world = try FakeWorld(3, log: journal.logger)
        try await world.run()
        world.fake.store("9.ics", "BEGIN:VCALENDAR\r\nbroken\r\n")
        try await day(in: world)
        #expect(journal.messages.dropFirst(2) == ["items set aside"])
    }

    @Test func `on which an edit cannot be sent leaves a line`() async throws {
        let world = try FakeWorld(3, log: journal.logger)
        try await world.run()
        try world.retitle("u1", "Changed")
        world.fake.add(.status("PUT", 500, times: .max))
        try await day(in: world)
        #expect(journal.messages.dropFirst(2) == ["edit not sent"])
    }

    @Test func `on which an edit waits for a person leaves a line`() async throws {
        let guests = "ORGANIZER:mailto:alice@example.org\nATTENDEE:mailto:bob@example.org"
        let world = try FakeWorld(20, log: journal.logger)
        world.fake.store("21.ics", eventText(uid: "u21", title: "With guests", extra: guests))
        try await world.run()
        world.fake.remove("21.ics")
        try world.retitle("u21", "Edited here, deleted there")
        try await day(in: world)
        #expect(journal.messages.dropFirst(2) == ["edit refused"], "\(journal.messages)")
    }

    @Test func `on which deletions are held leaves a line`() async throws {
        let world = try FakeWorld(20, log: journal.logger)
        try await world.run()
        for number in 1...15 { world.fake.remove("\(number).ics") }
        // Something else changes, now and then.
        for hour in 0..<24 {
            world.fake.store("20.ics", eventText(uid: "u20", title: "Hour \(hour)"))
            _ = try await world.run()
            world.advance(.seconds(3600))
        }
        let told = journal.messages.dropFirst(2)
        #expect(told.count { $0 == "deletions held" } == 1)
        #expect(told.count { $0 == "synced" } == 24 && told.count == 25, "\(told)")
    }
}

/// What waits for a person, in a calendar in which nothing else happens.
@Suite struct `What is held` {
    private let journal = JournalOfTest()

    enum Side: CaseIterable { case there, here }

    private func poll(_ world: FakeWorld, times: Int, every wait: Duration = .seconds(3600)) async throws {
        for _ in 0..<times {
            _ = try await world.run()
            world.advance(wait)
            journal.advance(wait)
        }
    }

    @Test(arguments: Side.allCases) func `is told each day, when it has ended, and when there is more of it`(
        _ side: Side
    ) async throws {
        let world = try FakeWorld(40, log: journal.logger)
        try await world.run()
        func deleteMany(_ numbers: ClosedRange<Int>) throws {
            for number in numbers {
                switch side {
                case .there: world.fake.remove("\(number).ics")
                case .here: try world.delete("u\(number)")
                }
            }
        }
        let (held, ended) =
            switch side {
            case .there: ("deletions held", "no deletions held any more")
            case .here: ("edit held", "no edits held any more")
            }
        try deleteMany(1...15)
        try await poll(world, times: 3 * 24)
        #expect(journal.messages.dropFirst(2) == [held, held, held])
        try world.approveDeletions()
        try await poll(world, times: 2)
        #expect(journal.messages.dropFirst(5).sorted() == [ended, "synced"].sorted())
        try deleteMany(16...30)
        try await poll(world, times: 2)
        #expect(journal.messages.dropFirst(7) == [held])
    }

    @Test func `is told of items that were set aside, each time anew`() async throws {
        let world = try FakeWorld(3, log: journal.logger)
        try await world.run()
        for text in ["broken", eventText(uid: "u9", title: "New"), "broken again"] {
            world.fake.store("9.ics", text)
            try await poll(world, times: 2, every: .seconds(300))
        }
        let told = journal.messages.dropFirst(2).filter { $0 != "synced" }
        #expect(told == ["items set aside", "no items set aside any more", "items set aside"])
    }
}

/// What the daemon's own handler lets through.
private final class JournalOfTest: Sendable {
    private let told = Mutex<[String]>([])
    private let now = Mutex(ContinuousClock.now)

    var messages: [String] { told.withLock { $0 } }

    func advance(_ duration: Duration) { now.withLock { $0 += duration } }

    var logger: Logger {
        let shared = SharedLog(level: LogLevel(), now: { [self] in now.withLock { $0 } }) { [self] entry in
            told.withLock { $0.append(entry.message) }
        }
        return Logger(label: "test") { JournalLogHandler(label: $0, shared: shared) }
    }
}
