// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import TestSupport
import Testing

@testable import CalDAV

/// Radicale behind `proxy.py`, which makes what real networks do happen on demand.
@Suite struct `Through a proxy that misbehaves` {
    @Test func `a request that was dropped and an answer that was withheld both leave the outcome open`() async throws {
        let world = try await World()
        let name = world.caldav.newName(in: world.calendar, stem: "x")
        for (action, isThere) in [("drop", false), ("withhold", true)] {
            // A kept connection, over which curl by itself would send a request again.
            #expect(try await world.caldav.get(name) == .notFound)
            try world.proxy.add(fault: #"{"method": "PUT", "action": "\#(action)", "times": 1}"#)
            let error = await remoteFailure {
                _ = try await world.caldav.put(name, body: event("u", "x"), precondition: .absent)
            }
            #expect(error?.isOutcomeUnknown == true, "\(action)")
            #expect((try await world.caldav.get(name) != .notFound) == isThere, "\(action)")
        }
        #expect(try world.proxy.counts()["PUT"] == 2)
    }

    @Test(arguments: ["length", "close"])
    func `a list that is cut anywhere is none`(framing: String) async throws {
        let world = try await World()
        for stem in ["a", "b"] {
            let name = world.caldav.newName(in: world.calendar, stem: stem)
            _ = try await world.caldav.put(name, body: event(stem, "x"), precondition: .absent)
        }
        #expect(try await world.caldav.listing(of: world.calendar).count == 2)
        for length in [0, 1, 40, 120, 200] {
            try world.proxy.add(
                fault:
                    #"{"method": "PROPFIND", "action": "truncate", "at": \#(length), "times": 1, "framing": "\#(framing)"}"#
            )
            let error = await remoteFailure { _ = try await world.caldav.listing(of: world.calendar) }
            #expect(error != nil, "cut after \(length) bytes")
        }
        #expect(try world.proxy.log().filter { $0.method == "PROPFIND" }.count == 6)
    }

    @Test func `an answer of its own and a delay are what they are`() async throws {
        let world = try await World()
        try world.proxy.add(
            fault: #"{"action": "answer", "status": 503, "headers": {"Retry-After": "120"}, "times": 1}"#)
        let error = await remoteFailure { _ = try await world.caldav.listing(of: world.calendar) }
        #expect(error?.kind == .busy && error?.retry == .later(.seconds(120)))
        let fault = try world.proxy.add(fault: #"{"method": "PROPFIND", "action": "delay", "times": 1}"#)
        let caldav = world.caldav
        let calendar = world.calendar
        let task = Task { try await caldav.listing(of: calendar) }
        try await world.proxy.wait(forFault: fault)
        try world.proxy.release()
        #expect(try await task.value.isEmpty)
        try world.proxy.reset()
        #expect(try world.proxy.counts().isEmpty)
    }
}

/// Apart from the one that all the tests of the contract ask at once, which then may not take a connection.
private let radicale = Task { try await TestServer.radicale() }

private struct World {
    let proxy: TestProxy
    let caldav: CalDAVServer
    let calendar: Href
    private let server: TestServer

    init() async throws {
        server = try await radicale.value
        proxy = try TestProxy(before: server.url)
        caldav = CalDAVServer(proxy.url)
        let path = try server.makeCalendar(in: "/alice/", name: "f\(UInt64.random(in: 0...(.max)))")
        calendar = Href(proxy.url + path.dropFirst())
    }
}
