// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Systemd

@Suite struct `The watchdog decides` {
    /// One part, looked at at a second of a clock that the test turns.
    private struct Row {
        let at: Int
        let mark: UInt64
        var isDue = true
        let expected: String
    }

    /// What follows from each look, in short: `ping` or nothing, then what is told.
    private func decisions(_ rows: [Row], limit: Int = 30) -> [String] {
        var state = WatchdogState()
        return rows.map { row in
            let look = PartLook(
                part: "writer", mark: row.mark, isDue: row.isDue, limit: .seconds(limit), activity: "at work")
            return words(state.decide([look], at: .seconds(row.at)))
        }
    }

    private func words(_ decision: WatchdogDecision) -> String {
        let stopped = decision.stopped.map { "\($0.part) stands for \($0.duration.components.seconds)" }
        let resumed = decision.resumed.map { "\($0.part) moves after \($0.duration.components.seconds)" }
        return ((decision.pings ? ["ping"] : []) + stopped + resumed).joined(separator: ", ")
    }

    @Test(arguments: [
        (
            "a part that gets on is never told of",
            [
                Row(at: 0, mark: 0, expected: "ping"), Row(at: 29, mark: 1, expected: "ping"),
                Row(at: 58, mark: 2, expected: "ping"), Row(at: 87, mark: 3, expected: "ping"),
            ]
        ),
        (
            "up to the limit it may stand still, and what came on again begins anew",
            [
                Row(at: 0, mark: 7, expected: "ping"), Row(at: 10, mark: 7, expected: "ping"),
                Row(at: 30, mark: 7, expected: "ping"), Row(at: 31, mark: 8, expected: "ping"),
                Row(at: 61, mark: 8, expected: "ping"),
            ]
        ),
        (
            "beyond the limit there is silence, told once, and once when it gets on",
            [
                Row(at: 0, mark: 7, expected: "ping"), Row(at: 30, mark: 7, expected: "ping"),
                Row(at: 31, mark: 7, expected: "writer stands for 31"), Row(at: 41, mark: 7, expected: ""),
                Row(at: 51, mark: 7, expected: ""), Row(at: 55, mark: 8, expected: "ping, writer moves after 55"),
                Row(at: 65, mark: 8, expected: "ping"),
            ]
        ),
        (
            "what is not to get on may stand still for ever",
            [
                Row(at: 0, mark: 7, isDue: false, expected: "ping"),
                Row(at: 9000, mark: 7, isDue: false, expected: "ping"),
            ]
        ),
        (
            "what comes due has its whole limit from the last look before",
            [
                Row(at: 0, mark: 7, isDue: false, expected: "ping"),
                Row(at: 900, mark: 7, isDue: false, expected: "ping"), Row(at: 910, mark: 7, expected: "ping"),
                Row(at: 930, mark: 7, expected: "ping"), Row(at: 931, mark: 7, expected: "writer stands for 31"),
            ]
        ),
        (
            "one that was told of may come to wait for something else",
            [
                Row(at: 0, mark: 7, expected: "ping"), Row(at: 31, mark: 7, expected: "writer stands for 31"),
                Row(at: 41, mark: 7, isDue: false, expected: "ping, writer moves after 41"),
            ]
        ),
        (
            "a mark may come round",
            [Row(at: 0, mark: .max, expected: "ping"), Row(at: 31, mark: 0, expected: "ping")]
        ),
    ]) private func `by when a part last got on`(_ why: String, _ rows: [Row]) {
        #expect(decisions(rows) == rows.map(\.expected), "\(why)")
    }

    @Test func `that every part has to get on, each within its own limit`() {
        var state = WatchdogState()
        func look(_ at: Int, _ writer: UInt64, _ socket: UInt64, _ loop: UInt64?) -> String {
            let parts: [(String, UInt64?, Int)] = [("writer", writer, 10), ("socket", socket, 20), ("work", loop, 40)]
            let looks = parts.compactMap { part, mark, limit in
                mark.map { PartLook(part: part, mark: $0, limit: .seconds(limit), activity: "") }
            }
            return words(state.decide(looks, at: .seconds(at)))
        }
        #expect(look(0, 0, 0, 0) == "ping")
        #expect(look(10, 1, 0, 0) == "ping")
        #expect(look(21, 1, 0, 0) == "writer stands for 11, socket stands for 21")
        #expect(look(30, 2, 0, 0) == "writer moves after 20", "the socket still stands")
        #expect(look(40, 3, 1, 0) == "ping, socket moves after 40")
        #expect(look(41, 4, 2, 0) == "work stands for 41")
        #expect(look(42, 5, 3, nil) == "ping, work moves after 42", "a loop that has ended")
        #expect(look(43, 6, 4, 0) == "ping", "a new one of the same name")
    }

    @Test func `nothing of a daemon that stops, but pings for it`() {
        var state = WatchdogState()
        let looks = [PartLook(part: "writer", mark: 7, limit: .seconds(30), activity: "")]
        #expect(state.decide(looks, at: .seconds(0)) == WatchdogDecision())
        #expect(words(state.decide(looks, at: .seconds(31))) == "writer stands for 31")
        #expect(state.decide(nil, at: .seconds(41)) == WatchdogDecision())
        #expect(words(state.decide(nil, at: .seconds(51))) == "ping")
    }

    @Test func `that waking from sleep is no standstill`() {
        // The machine slept for eight hours between the looks, in which this clock stood: a loop whose deadline has long
        // passed has its whole limit for waking up.
        #expect(
            decisions([
                Row(at: 100, mark: 7, isDue: false, expected: ""), Row(at: 110, mark: 7, expected: ""),
                Row(at: 120, mark: 7, expected: ""), Row(at: 125, mark: 8, expected: ""),
            ]) == ["ping", "ping", "ping", "ping"])
    }
}
