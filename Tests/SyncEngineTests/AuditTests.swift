// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage
import Foundation
import MemoryCalendars
import RemoteCalendars
import SyncEngine
import Synchronization
import Testing

@Suite struct `Servers whose tokens lie` {
    private func synced(_ count: Int) throws -> Laboratory {
        let lab = try Laboratory()
        for n in 0..<count { lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Event \(n)")) }
        #expect(try lab.open { try lab.sync($0) }.isInStep)
        _ = lab.server.takeRequests()
        return lab
    }

    /// A run so many days after the first.
    private func sync(_ lab: Laboratory, afterDays days: Double) throws -> AccountOutcome {
        try lab.open { store in
            let world = SimulatedWorld(store: store)
            world.state.withLock { $0.wall = $0.wall + .seconds(Int(days * 86_400)) }
            return try lab.sync(store, world: world)
        }
    }

    private func repairs(_ lab: Laboratory) throws -> Int {
        try lab.open { try $0.readNow { try $0.audit(of: Laboratory.calendar).repairs } }
    }

    @Test func `are found out by a listing once a day, which mends and counts what no report told`() throws {
        let lab = try synced(10)
        lab.server.state.withLock { $0.toldChange = $0.change }
        lab.server.store("1.ics", eventText(uid: "u1", title: "Changed"))
        lab.server.remove("2.ics")
        lab.server.store("new.ics", eventText(uid: "new", title: "New"))
        #expect(try sync(lab, afterDays: 0.5).isInStep)
        #expect(lab.server.takeRequests() == ["POLL"])
        #expect(try sync(lab, afterDays: 1.1).isInStep)
        #expect(lab.server.takeRequests().contains("PROPFIND"))
        #expect(try repairs(lab) == 3)
        try lab.expectInStep()
        #expect(try sync(lab, afterDays: 1.2).isInStep)
        #expect(lab.server.takeRequests() == ["POLL"])
    }

    @Test func `an ETag that stayed the same through a change is found in the sample of texts`() throws {
        let lab = try synced(1)
        lab.server.state.withLock { state in
            state.objects["\(state.calendarPath)0.ics"]?.body = Array(eventText(uid: "u0", title: "Changed").utf8)
        }
        #expect(try sync(lab, afterDays: 1.1).isInStep)
        #expect(try lab.titles() == ["u0": "Changed"])
        #expect(try repairs(lab) == 1)
    }

    @Test func `an audit never takes a deletion around the gate`() throws {
        let lab = try synced(10)
        lab.server.state.withLock { state in
            state.toldChange = state.change
            state.objects = [:]
        }
        let outcome = try sync(lab, afterDays: 1.1)
        #expect(outcome.calendars[Laboratory.calendar]?.held == 10)
        #expect(try lab.titles().count == 10)
    }

    @Test(arguments: [RemoteError.Scope.calendar, .account])
    func `an audit that fails stops nothing, and is not tried again at each poll`(scope: RemoteError.Scope) throws {
        let lab = try synced(3)
        let failure = RemoteError(.timeout, scope: scope, retry: .later(nil), message: "no list today")
        lab.server.fail("PROPFIND", .error(failure), .error(failure))
        lab.server.store("new.ics", eventText(uid: "new", title: "New"))
        try lab.open { try lab.edit($0, uid: "u1") { retitled($0, "Mine") } }
        #expect(try sync(lab, afterDays: 1.1).isInStep)
        #expect(lab.server.takeRequests().count { $0 == "PROPFIND" } == 1)
        try lab.expectInStep()
        #expect(try sync(lab, afterDays: 1.2).isInStep)
        #expect(lab.server.takeRequests() == ["POLL"])
    }

    @Test func `a calendar that was followed before there were audits gets its first one at once`() throws {
        let lab = try synced(3)
        try lab.open { store in
            _ = try store.writeNow(at: Instant(seconds: 1), durability: .full) {
                try $0.setListed(at: Instant(microseconds: 0), of: Laboratory.calendar)
            }
        }
        #expect(try sync(lab, afterDays: 0).isInStep)
        #expect(lab.server.takeRequests().contains("PROPFIND"))
    }

    @Test func `what a report named is owed, also where the listing after it does not show it`() throws {
        let lab = try synced(3)
        lab.server.state.withLock { $0.listsOnly = [] }
        for n in 0..<4 { lab.server.store("new-\(n).ics", eventText(uid: "n\(n)", title: "New \(n)")) }
        #expect(try sync(lab, afterDays: 0).isInStep)
        #expect(try lab.titles().count == 7)
    }

    @Test func `a token answered as if it were the first is checked by a listing, which shows the deletions`() throws {
        let lab = try synced(5)
        lab.server.state.withLock { $0.answersAsInitial = true }
        lab.server.remove("2.ics")
        lab.server.store("new.ics", eventText(uid: "new", title: "New"))
        #expect(try sync(lab, afterDays: 0).isInStep)
        #expect(lab.server.takeRequests() == ["POLL", "REPORT", "PROPFIND", "MULTIGET"])
        try lab.expectInStep()
    }

    @Test func `a report refused twice is not asked for again, and the changes come all the same`() throws {
        let lab = try synced(5)
        let no = RemoteError(.unsupported, scope: .calendar, retry: .later(nil), message: "501")
        lab.server.fail("REPORT", .error(no), .error(no))
        for n in 0..<3 {
            lab.server.store("\(n).ics", eventText(uid: "u\(n)", title: "Changed \(n)"))
            #expect(try sync(lab, afterDays: 0).isInStep)
        }
        let reports = lab.server.takeRequests().filter { $0 == "REPORT" }
        #expect(reports.count == 2)
        try lab.expectInStep()
        // Learnt anew with the next discovery.
        lab.server.store("4.ics", eventText(uid: "u4", title: "Later"))
        #expect(try sync(lab, afterDays: 8).isInStep)
        #expect(lab.server.takeRequests().contains("REPORT"))
    }

    @Test func `a listing that cannot prove its end brings what it shows, and takes nothing away`() throws {
        let lab = try synced(5)
        lab.server.state.withLock { state in
            state.syncCollection = false
            state.listsOnly = ["\(state.calendarPath)1.ics", "\(state.calendarPath)new.ics"]
        }
        lab.server.store("1.ics", eventText(uid: "u1", title: "Changed"))
        lab.server.store("new.ics", eventText(uid: "new", title: "New"))
        #expect(try sync(lab, afterDays: 0).isInStep)
        #expect(try lab.titles().count == 6)
        #expect(try lab.titles()["u1"] == "Changed")
        let learnt = try lab.open { try $0.readNow { try $0.capabilities(of: AccountName("work")) } }
        #expect(learnt.listing == .byRanges)
    }
}

@Suite struct `What a server can do` {
    @Test func `is asked at discovery, kept, and told to nobody but the database`() throws {
        let lab = try Laboratory()
        lab.server.state.withLock { $0.capabilities.move = true }
        lab.server.store("1.ics", eventText(uid: "u1", title: "One"))
        _ = try lab.open { try lab.sync($0) }
        #expect(lab.server.takeRequests().prefix(3) == ["DISCOVER", "OPTIONS", "POLL"])
        let known = try lab.open { try $0.readNow { try $0.capabilities(of: AccountName("work")) } }
        #expect(known.move == true && known.learntAt != nil && known.listing == .complete)
    }

    @Test(arguments: [
        ("ETag", true, false, true, false), ("no ETag", false, false, false, false),
        ("rewriting", true, true, true, true),
    ])
    func `is learnt from what it does with a PUT`(
        what: String, givesETag: Bool, rewrites: Bool, etagOnPut: Bool, rewritesBodies: Bool
    ) throws {
        let lab = try Laboratory()
        lab.server.state.withLock { ($0.givesETagOnPut, $0.rewritesBodies) = (givesETag, rewrites) }
        try lab.open { store in
            lab.server.store("1.ics", eventText(uid: "u1", title: "One", extra: "LOCATION:Here"))
            _ = try lab.sync(store)
            try lab.edit(store, uid: "u1") { retitled($0, "Edited here") }
            #expect(try lab.sync(store).isInStep)
        }
        let known = try lab.open { try $0.readNow { try $0.capabilities(of: AccountName("work")) } }
        #expect(known.etagOnPut == etagOnPut && known.rewritesBodies == rewritesBodies)
    }

    @Test func `survives being written and read`() {
        var known = ServerCapabilities()
        known.software = "Radicale/3.9.0\nevil=1"
        (known.etagOnPut, known.rewritesBodies, known.move, known.scheduling) = (true, false, true, nil)
        (known.listing, known.syncCollectionRefusals, known.multigetLimit) = (.byRanges, 2, 25)
        (known.tokenDialect, known.tokenRefusal) = ("http://sabre.io/ns/sync/", "403 valid-sync-token")
        known.learntAt = Instant(seconds: 5)
        var back = ServerCapabilities(text: known.text)
        #expect(back.software == "Radicale/3.9.0evil=1")
        back.software = known.software
        #expect(back == known && !back.usesSyncCollection)
    }
}
