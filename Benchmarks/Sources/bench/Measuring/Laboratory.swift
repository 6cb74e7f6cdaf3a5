// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A temporary folder with the two C programs, and the way to run something measured in it.
struct Laboratory {
    let folder: URL
    /// Longer than any run should take.
    private static let mostSeconds = 600

    init() throws(Failure) {
        var template = Array((FileManager.default.temporaryDirectory.path + "/almanac-bench-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("mkdtemp: \(String(cString: strerror(errno)))") }
        folder = URL(fileURLWithPath: template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
        do {
            try compile("measure", PackageResources.measure_c, libraries: [])
            try compile("floor", PackageResources.floor_c, libraries: ["curl", "sqlite3"])
        } catch {
            remove()
            throw error
        }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    var floor: String { folder.appending(path: "floor").path }

    /// A folder of its own below the temporary one.
    func newFolder(_ name: String) throws -> URL {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return url
    }

    /// - Throws: when the program does not end with 0, with the end of what it said.
    func measure(_ program: String, _ arguments: [String], in home: URL) throws -> Usage {
        try Interruption.check()
        let result = home.appending(path: "usage")
        let child = ChildProcess(
            program: folder.appending(path: "measure").path,
            arguments: [String(Self.mostSeconds), result.path, program] + arguments,
            environment: Self.environment(home), log: home.appending(path: "log"))
        guard try child.run() == 0, let usage = Usage(try String(contentsOf: result, encoding: .utf8)) else {
            throw Failure("\(program) could not be measured\n\(child.tail())")
        }
        guard usage.exitStatus == 0 else {
            let command = ([program] + arguments).joined(separator: " ")
            throw Failure("\(command) ended with \(usage.exitStatus) and said:\n\(child.tail())")
        }
        return usage
    }

    /// How many calendar objects a database holds.
    func objects(in database: URL, home: URL) throws -> Int {
        let log = home.appending(path: "objects")
        try? FileManager.default.removeItem(at: log)
        let child = ChildProcess(
            program: floor, arguments: [database.path], environment: Self.environment(home), log: log)
        let status = try child.run()
        guard status == 0, let count = Int(child.tail(1)) else {
            throw Failure("cannot count the objects in \(database.path)\n\(child.tail())")
        }
        return count
    }

    private static func environment(_ home: URL) -> [String: String] {
        [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home.path, "LANG": "C.UTF-8", "TZ": "Europe/Berlin",
            "XDG_RUNTIME_DIR": home.path, "XDG_STATE_HOME": home.path, "XDG_CONFIG_HOME": home.path,
        ]
    }

    private func compile(_ name: String, _ source: [UInt8], libraries: [String]) throws(Failure) {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        guard let compiler = Self.compiler(path) else { throw Failure("no cc, gcc or clang in \(path)") }
        let file = folder.appending(path: name + ".c")
        guard FileManager.default.createFile(atPath: file.path, contents: Data(source)) else {
            throw Failure("cannot write \(file.path)")
        }
        let child = ChildProcess(
            program: compiler,
            arguments: ["-O2", "-Wall", "-Werror", "-o", folder.appending(path: name).path, file.path]
                + libraries.map { "-l" + $0 },
            environment: ["PATH": path, "TMPDIR": folder.path], log: folder.appending(path: name + ".log"))
        guard try child.run() == 0 else {
            throw Failure(
                "\(compiler) fails for \(name).c (it needs libcurl4-openssl-dev and libsqlite3-dev):\n\(child.tail())")
        }
    }

    private static func compiler(_ path: String) -> String? {
        let folders = path.split(separator: ":").map(String.init)
        return ["cc", "gcc", "clang"].flatMap { name in folders.map { $0 + "/" + name } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
