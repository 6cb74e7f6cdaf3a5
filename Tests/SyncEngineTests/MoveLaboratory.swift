// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import MemoryCalendars
import Synchronization
import SyncEngine
import Testing

/// What a server makes of moves.
enum Mover: CaseIterable, Sendable {
    case moves, movesWithoutETag, movesAnything, copies, pretends, refusesMoves, hasUniqueUIDs

    func set(_ state: inout MemoryServer.State) {
        state.givesETagOnPut = self != .movesWithoutETag
        state.canMove = self != .refusesMoves && self != .hasUniqueUIDs
        state.ignoresETagOfMove = self == .movesAnything
        state.copiesInstead = self == .copies
        state.pretendsToMove = self == .pretends
        state.hasUniqueUIDs = self == .hasUniqueUIDs
    }
}

let team = Laboratory.calendar
let home = CalendarID("work/home")

extension Laboratory {
    /// Two calendars, `count` events in the first, synced once.
    static func withTwoCalendars(_ count: Int = 8, _ mover: Mover = .moves) throws -> Laboratory {
        let lab = try Laboratory()
        lab.server.state.withLock { state in
            state.otherPath = "/alice/home/"
            mover.set(&state)
        }
        for n in 0..<count { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        let outcome = try lab.open { try lab.sync($0) }
        #expect(outcome.isInStep)
        _ = lab.server.takeRequests()
        return lab
    }

    /// `calendar title` by UID, as the database shows them; an object that is there twice has two.
    func places() throws -> [String: [String]] {
        try open { store in
            try store.readNow { reader in
                var places: [String: [String]] = [:]
                for calendar in [team, home] {
                    for row in try reader.syncRows(in: calendar, after: nil, limit: 1000) {
                        guard let object = try row.object.flatMap({ try reader.object($0) }),
                            object.localBody(in: calendar) != nil,
                            let event = try reader.event(EventID(object: object.id, recurrenceID: nil))
                        else { continue }
                        places[object.uid, default: []].append("\(event.calendar.shortName) \(event.title)")
                    }
                }
                return places
            }
        }
    }

    /// Whether what was to happen before a request has happened; it will not any more.
    func isOver() -> Bool {
        server.state.withLock { state in
            defer { state.before = nil }
            return state.before == nil
        }
    }

    func titlesOnServer() -> [String: [String]] {
        var titles: [String: [String]] = [:]
        for (path, body) in server.bodies {
            let lines = body.components(separatedBy: "\r\n")
            let (uid, title) = (lines.first { $0.hasPrefix("UID:") }, lines.first { $0.hasPrefix("SUMMARY:") })
            let folder = path.split(separator: "/")[1]
            titles["\(uid?.dropFirst(4) ?? "")", default: []].append("\(folder) \(title?.dropFirst(8) ?? "")")
        }
        return titles
    }
}
