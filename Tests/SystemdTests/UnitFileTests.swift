// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct `The unit files` {
    @Test(
        .enabled(if: hasAnalyzer, "systemd-analyze comes with the Debian package systemd"),
        arguments: UnitManager.allCases, UnitManager.units)
    func `are understood by systemd to the last line`(_ manager: UnitManager, _ unit: String) throws {
        let (output, status) = try manager.analyze(unit, ["verify", "--man=no", "--recursive-errors=no"])
        #expect(status == 0)
        #expect(!output.contains("almanac"), "\(output)")
    }

    /// Tenths of a point: 12 is 1.2 of 10. The figure is printed, so that a log of the tests has it.
    @Test(
        .enabled(if: hasAnalyzer, "systemd-analyze comes with the Debian package systemd"),
        arguments: [(UnitManager.system, 12), (.user, 19)])
    func `expose no more than they did`(_ manager: UnitManager, _ limit: Int) throws {
        let (output, status) = try manager.analyze(
            "almanacd.service", ["security", "--offline=true", "--no-pager", "--threshold=\(limit)"])
        #expect(status == 0, "\(output)")
        let overall = try #require(output.firstMatch(of: /exposure level for .*: (\d+\.\d)/))
        print("systemd-analyze security, \(manager) unit: \(overall.1), limit \(Double(limit) / 10)")
    }

    @Test func `have the settings, the socket and the folders where the programs look for them`() throws {
        let system = try text("systemd/almanacd.service")
        #expect(system.contains("ExecStart=/usr/bin/almanacd --config /etc/almanac/almanac.toml\n"))
        #expect(system.contains("ExecReload=/usr/bin/almanac reload --timeout 20 --socket /run/almanac/running.sock\n"))
        let reload = values(of: "ExecReload", in: try text("systemd/user/almanacd.service"))
        #expect(reload == ["/usr/bin/almanac reload --timeout 20 --socket %t/almanac/running.sock"])
        #expect(system.contains("\nStateDirectory=almanac\n"))
        #expect(system.contains("\nRuntimeDirectory=almanac\n"))
        #expect(system.contains("\nLoadCredential=account:/etc/almanac/credentials\n"))
        let folders = try text("systemd/tmpfiles.d/almanac.conf")
        #expect(folders.contains("\nd /etc/almanac/credentials 0700 root root -\n"))
        #expect(folders.contains("\nd /run/almanac 0755 almanac almanac -\n"))
        #expect(try text("systemd/sysusers.d/almanac.conf").contains("\nu almanac - "))
        #expect(try text("systemd/almanacd.socket").contains("\nListenStream=/run/almanac/almanac.sock\n"))
        #expect(try text("systemd/user/almanacd.socket").contains("\nListenStream=%t/almanac/almanac.sock\n"))
    }

    /// With it every peer on the socket is 65534, and who is a member of the group cannot be told.
    @Test func `let the system's daemon see who its clients are`() throws {
        #expect(!(try text("systemd/almanacd.service")).contains("\nPrivateUsers="))
    }

    /// What would keep the socket of a stopped service is not there: sockets.target.
    @Test(arguments: UnitManager.allCases)
    func `belong together, so that the socket is there while the service runs or restarts`(
        _ manager: UnitManager
    ) throws {
        let service = try text("\(manager.folder)/almanacd.service")
        #expect(values(of: "Wants", in: service).contains("almanacd.socket"))
        #expect(values(of: "PartOf", in: service) == ["almanacd.socket"])
        let socket = try text("\(manager.folder)/almanacd.socket")
        #expect(values(of: "FileDescriptorName", in: socket) == ["control"])
        #expect(values(of: "StopWhenUnneeded", in: socket) == ["yes"])
        #expect(values(of: "WantedBy", in: socket) == [])
    }

    /// On systemd 252 a user's is below ~/.config, later below ~/.local/state.
    @Test func `leave the state folder of a user to the daemon`() throws {
        #expect(!(try text("systemd/user/almanacd.service")).contains("\nStateDirectory="))
    }
}
