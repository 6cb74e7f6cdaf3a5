// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import Synchronization
import Testing

@testable import almanacd

@Suite struct `systemd is told of a service's life` {
    private enum Step { case up, begin, refusedBegin, end, stop }

    private final class Told: Sendable {
        let messages = Mutex<[ServiceState.Message]>([])
    }

    @Test(
        arguments: [
            ("a reload", [.up, .begin, .end], [.ready, .reloading, .ready]),
            ("two reloads", [.up, .begin, .end, .begin, .end], [.ready, .reloading, .ready, .reloading, .ready]),
            ("a reload within the start", [.begin, .end, .up], [.ready]),
            ("a reload that ends after the start", [.begin, .up, .end], [.ready]),
            ("a stop within a reload", [.up, .begin, .stop, .end], [.ready, .reloading, .stopping]),
            ("a reload that comes after the stop", [.up, .stop, .refusedBegin, .end], [.ready, .stopping]),
            ("a stop within the start", [.stop, .up, .stop], [.stopping]),
        ] as [(String, [Step], [ServiceState.Message])])
    private func `in an order that it understands`(_ name: String, _ steps: [Step], _ want: [ServiceState.Message]) {
        let told = Told()
        let service = ServiceState { message in told.messages.withLock { $0.append(message) } }
        for step in steps {
            switch step {
            case .up: service.isUp()
            case .begin: #expect(service.beginReload())
            case .refusedBegin: #expect(!service.beginReload())
            case .end: service.endReload()
            case .stop: service.stop()
            }
        }
        #expect(told.messages.withLock { $0 } == want, "\(name)")
    }
}

@Suite struct `Settings that were refused` {
    @Test func `are told until others are in force`() {
        let disk = SettingsOnDisk()
        #expect(disk.problems.isEmpty && disk.statusPrefix.isEmpty)
        disk.note(.refused(problems: ["line 2: a", "line 3: b", "line 4: c"]))
        disk.note(.stopping)
        #expect(disk.problems.first == "settings on disk are not in force: line 2: a")
        #expect(disk.problems.count == 3)
        #expect(disk.statusPrefix == "reload failed: line 2: a (and 2 more); ")
        disk.note(.refused(problems: ["line 9: d"]))
        #expect(disk.statusPrefix == "reload failed: line 9: d; ")
        disk.note(.applied(changes: []))
        #expect(disk.problems.isEmpty && disk.statusPrefix.isEmpty)
    }
}
