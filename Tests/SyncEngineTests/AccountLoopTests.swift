// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import Logging
import MemoryCalendars
import RemoteCalendars
import Synchronization
import SyncEngine
import Testing

@Suite struct `An account's loop` {
    /// How many polls the signals lead to, and how long the loop wanted to sleep before each.
    private func run(
        _ signals: [EngineSignal], failing: [MemoryServer.Fault] = []
    ) throws -> (polls: Int, sleeps: [Duration]) {
        let lab = try Laboratory()
        lab.server.store("1.ics", eventText(uid: "u1", title: "Event"))
        lab.server.state.withLock { $0.faults["POLL"] = failing }
        return try lab.open { store in
            let world = SimulatedWorld(store: store)
            world.state.withLock { $0.signals = signals }
            let sync = AccountSync(
                policy: lab.policy, server: SimulatedServer(server: lab.server, world: world), effects: world,
                log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            try world.run { try await AccountLoop(sync).run() }
            return (lab.server.takeRequests().count { $0 == "POLL" }, world.state.withLock { $0.sleeps })
        }
    }

    private static let down = MemoryServer.Fault.error(
        RemoteError(.unreachable, scope: .account, retry: .later(nil), message: "no route"))

    @Test func `polls at its interval, jittered, until it is stopped`() throws {
        let (polls, sleeps) = try run([.timeUp, .timeUp, .stop])
        #expect(polls == 3)
        #expect(sleeps.allSatisfy { $0 > .seconds(269) && $0 <= .seconds(330) }, "\(sleeps)")
    }

    @Test func `gathers a burst of edits into one run`() throws {
        let (polls, sleeps) = try run([.localEdit, .timeUp, .stop])
        #expect(polls == 2)
        #expect(sleeps[1] <= .milliseconds(200))
    }

    @Test(arguments: [EngineSignal.stop, .settingsChanged])
    func `ends at a stop and when the settings change`(_ signal: EngineSignal) throws {
        #expect(try run([signal]).polls == 1)
    }

    @Test func `waits longer after each failure, and starts over when the network comes up`() throws {
        let (polls, sleeps) = try run(
            [.timeUp, .timeUp, .networkUp, .stop], failing: [Self.down, Self.down, Self.down, Self.down])
        #expect(polls == 4)
        #expect(sleeps[0] <= .seconds(30) && sleeps[1] > .seconds(29) && sleeps[2] > .seconds(59), "\(sleeps)")
        #expect(sleeps[3] <= .seconds(30), "\(sleeps)")
    }

    @Test func `starts over too when the network comes up in a burst of edits`() throws {
        let (polls, sleeps) = try run(
            [.timeUp, .timeUp, .localEdit, .networkUp, .stop], failing: [Self.down, Self.down, Self.down, Self.down])
        #expect(polls == 4)
        #expect(sleeps[2] > .seconds(59) && sleeps[4] <= .seconds(30), "\(sleeps)")
    }

    @Test func `leaves a server alone that asked for it, whichever networks come up, until somebody asks`() throws {
        let busy = RemoteError(.busy, scope: .account, retry: .later(.seconds(900)), message: "503")
        #expect(try run([.networkUp, .networkUp, .stop], failing: [.error(busy)]).polls == 1)
        #expect(try run([.networkUp, .syncAsked, .stop], failing: [.error(busy)]).polls == 2)
        #expect(try run([.networkUp, .timeUp, .stop], failing: [.error(busy)]).polls == 2)
    }

    @Test func `asks at once in another network where the last one had a certificate of its own`() throws {
        let portal = RemoteError(.certificate, scope: .account, retry: .later(.seconds(3600)), message: "whose?")
        #expect(try run([.networkUp, .stop], failing: [.error(portal)]).polls == 2)
    }

    @Test func `leaves a refused password alone for hours`() throws {
        let refused = RemoteError(.unauthorized, scope: .account, retry: .whenSettingsChange, message: "401")
        let (polls, sleeps) = try run([.stop], failing: [.error(refused)])
        #expect(polls == 1 && sleeps[0] > .seconds(3600))
    }

    @Test func `tries again within a minute while there is no password, however long that takes`() throws {
        let locked = RemoteError(.noPassword, scope: .account, retry: .later(nil), message: "waits for its password")
        let signals = [EngineSignal](repeating: .timeUp, count: 20) + [.stop]
        let (polls, sleeps) = try run(signals, failing: signals.map { _ in .error(locked) })
        #expect(polls == 21)
        #expect(sleeps.allSatisfy { $0 >= .seconds(5) && $0 <= .seconds(60) }, "\(sleeps)")
    }

    @Test func `never undercuts what the server asks for`() throws {
        let busy = RemoteError(.busy, scope: .account, retry: .later(.seconds(900)), message: "503")
        #expect(try run([.stop], failing: [.error(busy)]).sleeps[0] >= .seconds(899))
    }
}
