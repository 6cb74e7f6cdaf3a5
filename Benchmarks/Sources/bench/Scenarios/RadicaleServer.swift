// SPDX-License-Identifier: Apache-2.0

import CalendarTraffic
import Foundation

/// Radicale as `radicale-up` starts it, with a calendar written into its storage folder.
struct RadicaleServer {
    private let scripts: String
    private let data: URL
    private let port: UInt16

    /// `nil`: not installed.
    init?(_ scripts: String, in laboratory: Laboratory) throws {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["ALMANAC_TEST_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache/almanac-tests"
        guard FileManager.default.fileExists(atPath: home + "/radicale/installed") else { return nil }
        self.scripts = scripts
        data = try laboratory.newFolder("radicale")
        port = try freePort()
    }

    var url: String { "http://127.0.0.1:\(port)/" }

    func fill(_ calendar: GeneratedCalendar) throws {
        let folder = data.appending(path: "collections/collection-root/alice/bench")
        try calendar.write(to: folder)
        let properties =
            #"{"C:supported-calendar-component-set": "VEVENT", "D:displayname": "Bench", "tag": "VCALENDAR"}"#
        try Data(properties.utf8).write(to: folder.appending(path: ".Radicale.props"))
    }

    func start() throws { try command("radicale-up", "\(port)", data.path) }

    func stop() { try? command("down", data.path) }

    /// How many it has logged.
    func requests() throws -> Int {
        let log = try String(contentsOf: data.appending(path: "server.log"), encoding: .utf8)
        return log.split(separator: "\n").count { $0.contains(" request for '") }
    }

    private func command(_ name: String, _ arguments: String...) throws {
        let inherited = ProcessInfo.processInfo.environment.filter {
            ["HOME", "PATH", "ALMANAC_TEST_HOME"].contains($0.key)
        }
        let child = ChildProcess(
            program: scripts + "/" + name, arguments: arguments,
            environment: inherited.merging(["RADICALE_LOG": "info"]) { $1 }, log: data.appending(path: "script.log"))
        let status = try child.run()
        guard status == 0 else { throw Failure("\(name) ended with \(status) and said:\n\(child.tail())") }
    }
}

extension GeneratedCalendar {
    /// One file per object.
    func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for index in 0..<count { try Data(text(of: index)).write(to: folder.appending(path: name(of: index))) }
    }
}

/// Free a moment ago.
private func freePort() throws -> UInt16 {
    let server = try TrafficServer(GeneratedCalendar(count: 0, anchor: CivilDay(number: 0)))
    server.stop()
    return server.port
}
