// SPDX-License-Identifier: Apache-2.0

import ControlClient
import Foundation
import Testing

@Suite struct `The search for the daemon's socket` {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var explicit: String?
        var user: UInt32 = 1000
        var environment: [String: String] = [:]
        var files: Set<String> = []
        var candidates: [String]
        var command: String
        var testDescription: String { name }
    }

    private static let system = "/run/almanac/almanac.sock"
    static let session = ["XDG_RUNTIME_DIR": "/run/user/1000", "HOME": "/home/a"]
    static let table: [Case] = [
        Case(
            name: "named", explicit: "/x.sock", environment: session, candidates: ["/x.sock"],
            command: "systemctl --user start almanacd"),
        Case(
            name: "named, the system's", explicit: system, environment: session, candidates: [system],
            command: "sudo systemctl start almanacd"),
        Case(
            name: "named, the link to the system's", explicit: "/run/almanac/running.sock", environment: session,
            candidates: ["/run/almanac/running.sock"], command: "sudo systemctl start almanacd"),
        Case(
            name: "in the environment", environment: ["ALMANAC_SOCKET": "/e.sock"], candidates: ["/e.sock"],
            command: "systemctl --user start almanacd"),
        Case(
            name: "empty variables are none", environment: ["ALMANAC_SOCKET": "", "XDG_RUNTIME_DIR": ""],
            candidates: [system], command: "sudo systemctl start almanacd"),
        Case(
            name: "a session without settings", environment: session,
            candidates: ["/run/user/1000/almanac/almanac.sock", system], command: "systemctl --user start almanacd"),
        Case(
            name: "a session, settings of the system only", environment: session,
            files: ["/etc/almanac/almanac.toml"], candidates: ["/run/user/1000/almanac/almanac.sock", system],
            command: "sudo systemctl start almanacd"),
        Case(
            name: "a session, settings of both", environment: session,
            files: ["/etc/almanac/almanac.toml", "/home/a/.config/almanac/almanac.toml"],
            candidates: ["/run/user/1000/almanac/almanac.sock", system], command: "systemctl --user start almanacd"),
        Case(
            name: "settings elsewhere", environment: session.merging(["XDG_CONFIG_HOME": "/c"]) { $1 },
            files: ["/etc/almanac/almanac.toml", "/c/almanac/almanac.toml"],
            candidates: ["/run/user/1000/almanac/almanac.sock", system], command: "systemctl --user start almanacd"),
        Case(
            name: "root, named", explicit: "/x.sock", user: 0, candidates: ["/x.sock"],
            command: "systemctl start almanacd"),
        Case(name: "root", user: 0, candidates: [system], command: "systemctl start almanacd"),
    ]

    @Test(arguments: table) func `follows the table`(_ row: Case) {
        let search = SocketSearch(
            explicit: row.explicit, user: row.user, environment: { row.environment[$0] },
            exists: { row.files.contains($0) })
        #expect(search.candidates == row.candidates)
        #expect(search.startCommand == row.command)
        let isUsers = row.command.contains("--user")
        #expect(search.statusCommand == "systemctl \(isUsers ? "--user " : "")status almanacd")
    }

    @Test func `names each place tried when nobody is there`() async throws {
        let folder = FileManager.default.temporaryDirectory.path
        let search = SocketSearch(
            explicit: nil, user: 1000, environment: { $0 == "XDG_RUNTIME_DIR" ? "\(folder)/\(UUID())" : nil },
            exists: { _ in false })
        await #expect { try await ControlClient(search).health() } throws: { error in
            guard case .noDaemon(let problem)? = error as? ControlError else { return false }
            return problem.tried.count == 2 && problem.tried[0].hasSuffix("almanac.sock: no such socket")
                && problem.command == "systemctl --user start almanacd"
        }
    }
}
