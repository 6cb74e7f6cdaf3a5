// SPDX-License-Identifier: Apache-2.0

import Systemd
import Testing

@Suite struct `A socket from systemd` {
    struct Case: Sendable {
        var handed: [Int32: String]
        var chosen: Int32?
    }

    static let good = [
        Case(handed: [:], chosen: nil),
        Case(handed: [3: "control"], chosen: 3),
        Case(handed: [3: "http", 4: "control", 5: "http"], chosen: 4),
    ]

    @Test(arguments: good) func `is chosen by its name`(_ row: Case) throws {
        #expect(try handedSocket(named: "control", among: row.handed) == row.chosen)
    }

    @Test(
        arguments: [
            ([3: "unknown"], "none is called control, but: unknown (in the socket unit: FileDescriptorName=control)"),
            ([3: "b", 4: "a"], "none is called control, but: a, b (in"),
            ([3: "control", 4: "control"], "hands over 2 sockets called control"),
        ] as [([Int32: String], String)])
    func `is refused where it is not clear which one is meant`(_ handed: [Int32: String], _ reason: String) {
        #expect { try handedSocket(named: "control", among: handed) } throws: { "\($0)".contains(reason) }
    }
}
