// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct `The drop-ins` {
    private static let examples = (try? files(in: "systemd/drop-ins", ext: ".conf")) ?? []

    @Test(
        .enabled(if: hasAnalyzer, "systemd-analyze comes with the Debian package systemd"),
        arguments: examples.map { "systemd/drop-ins/\($0)" })
    func `are understood by systemd to the last line`(_ dropIn: String) throws {
        let (output, status) = try UnitManager.system.analyze(
            "almanacd.service", ["verify", "--man=no", "--recursive-errors=no"], dropIns: [dropIn])
        #expect(status == 0)
        #expect(!output.contains("almanac"), "\(output)")
    }

    @Test func `are all in the manual, word for word`() throws {
        #expect(Self.examples.count >= 7)
        let manual = try text("docs/man/almanacd.8")
        for example in Self.examples {
            #expect(manual.contains(".It Pa \(example)\n"), "\(example)")
            let lines = try text("systemd/drop-ins/\(example)").split(separator: "\n").filter {
                !$0.hasPrefix("#") && !$0.hasPrefix("[")
            }
            for line in lines { #expect(manual.contains("\n\(line)\n"), "\(line)") }
        }
    }

    @Test(.enabled(if: hasAnalyzer, "systemd-analyze comes with the Debian package systemd"))
    func `leave less to reach where everything goes through a proxy on this machine`() throws {
        let (output, status) = try UnitManager.system.analyze(
            "almanacd.service", ["security", "--offline=true", "--no-pager", "--threshold=11"],
            dropIns: ["systemd/drop-ins/proxy-on-this-machine.conf"])
        #expect(status == 0, "\(output)")
    }

    /// systemd 252 to 253 complain of two of its keys, so only later ones get it.
    @Test func `for later systemds stay out of the units, which earlier ones read`() throws {
        let steps = try text("systemd/since-254.conf")
        for key in ["RestartSteps", "RestartMaxDelaySec"] {
            #expect(values(of: key, in: steps).count == 1)
            for manager in UnitManager.allCases {
                #expect(values(of: key, in: try text("\(manager.folder)/almanacd.service")).isEmpty)
            }
        }
        for manager in UnitManager.allCases {
            #expect(values(of: "StartLimitIntervalSec", in: try text("\(manager.folder)/almanacd.service")) == ["0"])
        }
    }
}
