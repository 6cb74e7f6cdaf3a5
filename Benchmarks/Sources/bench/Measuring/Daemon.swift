// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One installation of almanacd: a folder with configuration, password and database.
struct Daemon {
    let program: String
    let home: URL
    private let laboratory: Laboratory

    /// Credentials that every server of the benchmarks takes.
    static let (username, password) = ("alice", "alice-pw")

    init(_ program: String, in laboratory: Laboratory, named name: String, url: String) throws {
        self.program = program
        self.laboratory = laboratory
        home = try laboratory.newFolder(name)
        let secret = home.appending(path: "password").path
        try write(Self.password + "\n", to: "password")
        try write(
            """
            [database]
            path = "\(database.path)"

            [control]
            socket = "\(home.path)/almanac.sock"

            [[account]]
            name = "bench"
            kind = "caldav"
            url = "\(url)"
            username = "\(Self.username)"
            password = { file = "\(secret)" }

            """, to: "almanac.toml")
    }

    var database: URL { home.appending(path: "calendar.db") }

    /// One whole process that brings everything into step.
    func syncOnce() throws -> Usage {
        try laboratory.measure(program, ["--once", "--config", home.appending(path: "almanac.toml").path], in: home)
    }

    func expect(objects: Int) throws {
        let found = try laboratory.objects(in: database, home: home)
        guard found == objects else { throw Failure("\(database.path) holds \(found) objects instead of \(objects)") }
    }

    func remove() { try? FileManager.default.removeItem(at: home) }

    private func write(_ text: String, to name: String) throws {
        let path = home.appending(path: name).path
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw Failure("cannot write \(path)") }
    }
}
