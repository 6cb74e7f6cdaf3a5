// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import MemoryCalendars
import Planning
import RemoteCalendars
import Synchronization
import SyncEngine
import Testing

@Suite struct `A move between calendars of one account` {
    @Test(arguments: Mover.allCases) func `ends with one copy in the new calendar`(_ mover: Mover) throws {
        let lab = try Laboratory.withTwoCalendars(4, mover)
        try lab.open { store in
            try lab.move(store, uid: "u1", to: home)
            let outcome = try lab.sync(store)
            #expect(outcome.isInStep || mover == .hasUniqueUIDs || mover == .pretends)
        }
        #expect(try lab.settle().isInStep)
        #expect(try lab.places()["u1"] == ["home Event 1"])
        #expect(lab.titlesOnServer()["u1"] == ["home Event 1"])
        try lab.expectInStep()
        let requests = lab.server.takeRequests().filter { ["MOVE", "PUT", "DELETE"].contains($0) }
        switch mover {
        case .moves, .movesWithoutETag, .movesAnything: #expect(requests == ["MOVE"])
        case .copies: #expect(requests == ["MOVE", "DELETE"])
        case .refusesMoves, .pretends: #expect(requests == ["MOVE", "PUT", "DELETE"])
        case .hasUniqueUIDs: #expect(requests == ["MOVE", "PUT", "DELETE", "PUT"])
        }
    }

    @Test func `asks a server that does not move only once for each run`() throws {
        let lab = try Laboratory.withTwoCalendars(4, .refusesMoves)
        try lab.open { store in
            for n in 0..<3 { try lab.move(store, uid: "u\(n)", to: home) }
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.server.takeRequests().count { $0 == "MOVE" } == 1)
        try lab.expectInStep()
    }

    @Test func `is no deletion that a person has to approve`() throws {
        let lab = try Laboratory.withTwoCalendars(20, .refusesMoves)
        try lab.open { store in
            for n in 0..<20 { try lab.move(store, uid: "u\(n)", to: home) }
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.server.bodies.keys.allSatisfy { $0.hasPrefix("/alice/home/") } && lab.server.bodies.count == 20)
        try lab.expectInStep()
    }

    @Test func `is refused, with the way back, where attendees would be mailed`() throws {
        let lab = try Laboratory.withTwoCalendars(2, .refusesMoves)
        let attendees = "ORGANIZER:mailto:a@example.org\nATTENDEE:mailto:b@example.org"
        lab.server.store("guests.ics", eventText(uid: "guests", title: "Guests", extra: attendees))
        try lab.open { store in
            try lab.sync(store)
            try lab.move(store, uid: "guests", to: home)
            try lab.move(store, uid: "u0", to: home)
            try lab.sync(store)
            let row = try #require(try store.readNow { try $0.outbox(in: home) }.first)
            #expect(row.state == .parked && row.lastError?.contains("almanac move") == true)
            #expect(lab.server.body("guests.ics") != nil)
            try lab.move(store, uid: "guests", to: team)
            #expect(try lab.sync(store).isInStep)
        }
        #expect(try lab.places()["guests"] == ["team Guests"])
        #expect(try lab.places()["u0"] == ["home Event 0"])
    }

    @Test func `moves events with attendees where the server does it`() throws {
        let lab = try Laboratory.withTwoCalendars(0)
        let attendees = "ORGANIZER:mailto:a@example.org\nATTENDEE:mailto:b@example.org"
        lab.server.store("guests.ics", eventText(uid: "guests", title: "Guests", extra: attendees))
        try lab.open { store in
            try lab.sync(store)
            try lab.move(store, uid: "guests", to: home)
            #expect(try lab.sync(store).isInStep)
        }
        #expect(lab.titlesOnServer()["guests"] == ["home Guests"])
        try lab.expectInStep()
    }

    @Test(arguments: Mover.allCases) func `takes along what changed in the old calendar meanwhile`(
        _ mover: Mover
    ) throws {
        let lab = try Laboratory.withTwoCalendars(4, mover)
        lab.server.store("1.ics", eventText(uid: "u1", title: "Theirs"))
        lab.server.state.withLock { state in
            state.before = { method in
                // Also in the last moment.
                guard method == "MOVE" || method == "DELETE" else { return }
                lab.server.state.withLock { $0.before = nil }
                lab.server.store("2.ics", eventText(uid: "u2", title: "Late"))
            }
        }
        try lab.open { store in
            try lab.move(store, uid: "u1", to: home)
            try lab.move(store, uid: "u2", to: home)
            try lab.sync(store)
        }
        #expect(lab.isOver())
        #expect(try lab.settle().isInStep)
        #expect(try lab.places()["u1"] == ["home Theirs"])
        #expect(try lab.places()["u2"] == ["home Late"])
        #expect(lab.titlesOnServer()["u1"] == ["home Theirs"] && lab.titlesOnServer()["u2"] == ["home Late"])
        try lab.expectInStep()
    }

    @Test func `merges what changed on both sides by the policy, and keeps the loser`() throws {
        let lab = try Laboratory.withTwoCalendars(2)
        lab.server.store("1.ics", eventText(uid: "u1", title: "Theirs"))
        try lab.open { store in
            try lab.move(store, uid: "u1", to: home)
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            try lab.sync(store)
            #expect(try store.readNow { try $0.conflicts(open: nil) }.count == 1)
        }
        #expect(try lab.settle().isInStep)
        #expect(try lab.places()["u1"] == ["home Theirs"])
        try lab.expectInStep()
    }

    @Test func `keeps both beside each other in the new calendar where the policy says so`() throws {
        let lab = try Laboratory(conflict: .keepBoth)
        lab.server.state.withLock { $0.otherPath = "/alice/home/" }
        lab.server.store("1.ics", eventText(uid: "u1", title: "Event"))
        try lab.open { store in
            try lab.sync(store)
            lab.server.store("1.ics", eventText(uid: "u1", title: "Theirs"))
            try lab.move(store, uid: "u1", to: home)
            try lab.edit(store, uid: "u1") { retitled($0, "Mine") }
            try lab.sync(store)
        }
        #expect(try lab.settle().isInStep)
        #expect(Set(lab.titlesOnServer().values.flatMap { $0 }) == ["home Theirs", "home Mine"])
        try lab.expectInStep()
    }

    @Test(arguments: Mover.allCases) func `outlives a deletion in the old calendar`(_ mover: Mover) throws {
        let lab = try Laboratory.withTwoCalendars(2, mover)
        lab.server.remove("1.ics")
        try lab.open { store in
            try lab.move(store, uid: "u1", to: home)
            try lab.sync(store)
        }
        #expect(try lab.settle().isInStep)
        #expect(lab.titlesOnServer()["u1"] == ["home Event 1"])
        try lab.expectInStep()
    }

    @Test(arguments: Mover.allCases) func `can be taken back at any moment`(_ mover: Mover) throws {
        for method in ["nothing", "MOVE", "PUT", "DELETE"] {
            let lab = try Laboratory.withTwoCalendars(2, mover)
            try lab.open { store in
                try lab.move(store, uid: "u1", to: home)
                lab.server.state.withLock { state in
                    state.before = {
                        guard $0 == method else { return }
                        lab.server.state.withLock { $0.before = nil }
                        try! lab.move(store, uid: "u1", to: team, as: "back")
                    }
                }
                if method == "nothing" { try lab.move(store, uid: "u1", to: team) }
                try lab.sync(store)
            }
            let hasHappened = lab.isOver() || method == "nothing"
            #expect(try lab.settle(runs: 10).isInStep, "\(method)")
            let place = hasHappened ? "team Event 1" : "home Event 1"
            #expect(try lab.places()["u1"] == [place], "\(method)")
            #expect(lab.titlesOnServer()["u1"] == [place], "\(method)")
            try lab.expectInStep("\(method)")
            if method == "nothing" { #expect(!lab.server.takeRequests().contains("PUT")) }
        }
    }

    @Test(arguments: Mover.allCases) func `can be edited or deleted while it is under way`(_ mover: Mover) throws {
        for method in ["MOVE", "PUT", "DELETE"] {
            let lab = try Laboratory.withTwoCalendars(3, mover)
            try lab.open { store in
                try lab.move(store, uid: "u1", to: home)
                try lab.move(store, uid: "u2", to: home)
                lab.server.state.withLock { state in
                    state.before = {
                        guard $0 == method else { return }
                        lab.server.state.withLock { $0.before = nil }
                        try! lab.edit(store, uid: "u1") { retitled($0, "Edited") }
                        try! lab.delete(store, uid: "u2")
                    }
                }
                try lab.sync(store)
            }
            let hasHappened = lab.isOver()
            #expect(try lab.settle(runs: 10).isInStep, "\(method)")
            #expect(lab.titlesOnServer()["u1"] == [hasHappened ? "home Edited" : "home Event 1"], "\(method)")
            #expect(lab.titlesOnServer()["u2"] == (hasHappened ? nil : ["home Event 2"]), "\(method)")
            try lab.expectInStep("\(method)")
        }
    }
}
