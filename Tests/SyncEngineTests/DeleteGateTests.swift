// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import MemoryCalendars
import SyncEngine
import Testing

@Suite struct `The delete gate` {
    private func emptied(_ total: Int, keeping kept: Int) throws -> Laboratory {
        let lab = try Laboratory()
        for n in 0..<total { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        _ = try lab.open { try lab.sync($0) }
        for n in kept..<total { lab.server.remove("\(n).ics") }
        return lab
    }

    @Test(arguments: [(20, 9, 20), (20, 10, 10), (1, 0, 0), (2, 0, 0), (3, 0, 3), (100, 80, 80), (100, 79, 100)])
    func `holds more than ten, a fifth, or all of three`(_ total: Int, _ kept: Int, _ shown: Int) throws {
        let lab = try emptied(total, keeping: kept)
        try lab.open { store in
            let outcome = try lab.sync(store)
            #expect(try lab.titles(store).count == shown)
            let counts = try #require(outcome.calendars[Laboratory.calendar])
            #expect(counts.held == (shown == kept ? 0 : total - kept))
            #expect(counts.isComplete)
        }
    }

    @Test func `lets what a person approved go, and only that`() throws {
        let lab = try emptied(20, keeping: 9)
        try lab.open { store in
            try lab.sync(store)
            let approved = try store.writeNow(at: Instant(seconds: 1_780_000_000), durability: .full) {
                try $0.approveDeletions(in: Laboratory.calendar)
            }.value
            #expect(approved == 11)
            try lab.sync(store)
            #expect(try lab.titles(store).count == 9)
        }
        try lab.expectInStep()
    }

    @Test func `brings back what is listed again`() throws {
        let lab = try emptied(20, keeping: 9)
        try lab.open { store in
            try lab.sync(store)
            for n in 9..<20 { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Back \(n)")) }
            let outcome = try lab.sync(store)
            #expect(outcome.isInStep)
            #expect(try lab.titles(store)["u15"] == "Back 15")
        }
        try lab.expectInStep()
    }

    @Test func `guards the server too`() throws {
        let lab = try Laboratory()
        for n in 0..<20 { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        try lab.open { store in
            try lab.sync(store)
            for n in 0..<11 { try lab.delete(store, uid: "u\(n)") }
            try lab.sync(store)
            #expect(lab.server.bodies.count == 20)
            #expect(try store.readNow { try $0.outbox(in: Laboratory.calendar) }.allSatisfy { $0.state == .held })
            _ = try store.writeNow(at: Instant(seconds: 1_780_000_000), durability: .full) {
                try $0.approveDeletions(in: Laboratory.calendar)
            }
            try lab.sync(store)
            #expect(lab.server.bodies.count == 9)
        }
        try lab.expectInStep()
    }
}
