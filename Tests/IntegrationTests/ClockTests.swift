// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The real daemon; its clocks are ``ClockShim``'s, because nothing here may set the machine's or send it to sleep.
@Suite struct `A daemon whose clocks jump` {
    private static let year = Duration.seconds(365 * 86_400)

    private let here: Installation
    private let remote: RemoteFolder
    private let proxy: TestProxy
    private let clocks: ClockShim

    init() async throws {
        remote = try await RemoteFolder(.radicale)
        proxy = try TestProxy(before: remote.server.url)
        here = try Installation([AccountText(url: proxy.url)])
        clocks = try await ClockShim(in: here.folder)
    }

    private func start(interval: String) async throws -> DaemonProcess {
        try here.write([AccountText(url: proxy.url, more: #"interval = "\#(interval)""#)])
        let daemon = try here.start(environment: clocks.environment)
        try await here.isAnswering(daemon)
        return daemon
    }

    private func titles() async throws -> [String] {
        try await here.database.rows("SELECT title FROM events ORDER BY title")
    }

    @Test func `polls at once after a sleep, and not twice`() async throws {
        try remote.put("a.ics", simpleEvent("a", "Before"))
        let daemon = try await start(interval: "6h")
        try await eventually { try await titles() == ["Before"] }
        try remote.put("a.ics", simpleEvent("a", "While it slept"))
        try proxy.reset()
        try clocks.set(wall: .seconds(7200), slept: .seconds(7200))
        let begin = ContinuousClock.now
        try await eventually { try await titles() == ["While it slept"] }
        print("in step \(ContinuousClock.now - begin) after the sleep")
        #expect(here.log.contains("resumed from sleep seconds=7200"), "\(here.log)")
        #expect(!here.log.contains("the clock was set"))
        // With the clocks as they are, nothing else is due for hours; the next sleep is a minute.
        try clocks.set(wall: .seconds(7260), slept: .seconds(7260))
        try await eventually { try proxy.counts()["PROPFIND"] ?? 0 >= 2 }
        #expect(try proxy.counts()["PROPFIND"] == 2)
        #expect(await daemon.terminate() == 0)
    }

    @Test func `starts over after a sleep, however long it would have waited`() async throws {
        let fault = try proxy.add(fault: #"{"action": "drop"}"#)
        let daemon = try await start(interval: "6h")
        try await proxy.wait(forFault: fault)
        for _ in 0..<5 { #expect(try await here.almanac("sync").status != 0) }
        try proxy.removeFaults()
        try remote.put("a.ics", simpleEvent("a", "Here again"))
        try clocks.set(wall: .seconds(60), slept: .seconds(60))
        try await eventually { try await titles() == ["Here again"] }
        #expect(await daemon.terminate() == 0)
    }

    @Test func `keeps everything through years forward and back`() async throws {
        let daily = simpleEvent("daily", "Daily").replacing("SUMMARY:", with: "RRULE:FREQ=DAILY\r\nSUMMARY:")
        try remote.put("daily.ics", daily)
        let daemon = try await start(interval: "1s")
        try await eventually { try await titles() == ["Daily"] }
        let instances = try await here.database.count("occurrences")
        let steps = [Self.year * 10, Self.year * -3, .seconds(3600), .seconds(-3600), Self.year * 12, .zero]
        for (number, step) in steps.enumerated() {
            try clocks.set(wall: step)
            try remote.put("there\(number).ics", simpleEvent("there\(number)", "There \(number)"))
            let added = try await here.almanac(
                "add", "Here \(number)", "--start", "2026-03-04 10:00", "--calendar", "work/\(remote.name)")
            #expect(added.status == 0, "\(added.errors)")
            try await eventually(within: .seconds(60), "step \(number)") {
                let titles = try await titles()
                let waiting = try await here.database.count("outbox")
                return titles.contains("There \(number)") && titles.contains("Here \(number)") && waiting == 0
            }
        }
        let years = try await here.database.rows("SELECT DISTINCT at / 1000000 / 86400 / 365 FROM journal ORDER BY 1")
        #expect(years.count >= 3, "the clock was really set: \(years)")
        #expect(try await here.database.rows("SELECT count(*), count(DISTINCT id) FROM journal") != ["0|0"])
        #expect(try await here.database.count("journal WHERE kind = 'created'") == 13)
        #expect(try await here.almanac("sync").status == 0)
        try await expectEqual(here, remote, count: 13)
        try await eventually("instances are those around today again") {
            try await here.database.count("occurrences") == instances + 12
        }
        #expect(here.log.contains("the clock was set seconds=315360000"), "\(here.log)")
        #expect(await daemon.terminate() == 0)
    }
}
