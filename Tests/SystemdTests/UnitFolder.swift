// SPDX-License-Identifier: Apache-2.0

import Foundation

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

let hasAnalyzer = FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")

/// A file of the project.
func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
}

/// The names of the files in a folder of the project.
func files(in folder: String, ext: String) throws -> [String] {
    let all = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
    return all.filter { $0.hasSuffix(ext) }.sorted()
}

/// The values of a key, one for each line, as they stand there.
func values(of key: String, in unit: String) -> [String] {
    unit.split(separator: "\n").filter { $0.hasPrefix("\(key)=") }.map { String($0.dropFirst(key.count + 1)) }
}

enum UnitManager: String, CaseIterable, Sendable {
    case system, user

    var folder: String { self == .user ? "systemd/user" : "systemd" }
    static let units = ["almanacd.service", "almanacd.socket"]

    /// Runs systemd-analyze on copies of all units, in which the programs are ones that exist.
    ///
    /// - Parameter dropIns: files of the project.
    /// - Returns: what it prints, and its exit status.
    func analyze(
        _ unit: String, _ arguments: [String], dropIns: [String] = []
    ) throws -> (output: String, status: Int32) {
        let copies = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID().uuidString)")
        let dropInFolder = copies.appending(path: "\(unit).d")
        try FileManager.default.createDirectory(at: dropInFolder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: copies) }
        for name in Self.units {
            let copy = try text("\(folder)/\(name)").replacing(/\/usr\/bin\/almanacd?\b/, with: "/bin/true")
            try copy.write(to: copies.appending(path: name), atomically: true, encoding: .utf8)
        }
        for dropIn in dropIns {
            let copy = dropInFolder.appending(path: URL(filePath: dropIn).lastPathComponent)
            try text(dropIn).write(to: copy, atomically: true, encoding: .utf8)
        }
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/systemd-analyze")
        process.arguments = (self == .user ? ["--user"] : []) + arguments + [copies.appending(path: unit).path]
        process.environment = ["PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": copies.path, "HOME": copies.path]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }
}
