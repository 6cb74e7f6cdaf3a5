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

/// What the daemon's own handler lets through.
private final class JournalOfTest: Sendable {
    private let told = Mutex<[String]>([])

    var messages: [String] { told.withLock { $0 } }

    var logger: Logger {
        let shared = SharedLog(level: LogLevel()) { [self] entry in told.withLock { $0.append(entry.message) } }
        return Logger(label: "test") { JournalLogHandler(label: $0, shared: shared) }
    }
}
