// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

private let hasAnalyzer = FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")

private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
}

/// Runs systemd-analyze on a copy in which the programs are ones that exist; what it prints, and its exit status.
private func analyze(_ unit: String, _ arguments: [String]) throws -> (output: String, status: Int32) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let copy = folder.appending(path: "almanacd.service")
    try text(unit).replacing(/\/usr\/bin\/almanacd?\b/, with: "/bin/true").write(
        to: copy, atomically: true, encoding: .utf8)
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/systemd-analyze")
    process.arguments = (unit.contains("user/") ? ["--user"] : []) + arguments + [copy.path]
    process.environment = ["PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": folder.path, "HOME": folder.path]
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
}

@Suite struct `The unit files` {
    @Test(
        .enabled(if: hasAnalyzer, "systemd-analyze comes with the Debian package systemd"),
        arguments: ["systemd/almanacd.service", "systemd/user/almanacd.service"])
    func `are understood by systemd to the last line`(_ unit: String) throws {
        let (output, status) = try analyze(unit, ["verify", "--man=no", "--recursive-errors=no"])
        #expect(status == 0)
        #expect(!output.contains("almanacd.service:"), "\(output)")
    }

    /// Tenths of a point: 12 is 1.2 of 10.
    @Test(
        .enabled(if: hasAnalyzer, "systemd-analyze comes with the Debian package systemd"),
        arguments: [("systemd/almanacd.service", 12), ("systemd/user/almanacd.service", 19)])
    func `expose no more than they did`(_ unit: String, _ limit: Int) throws {
        let (output, status) = try analyze(unit, ["security", "--offline=true", "--no-pager", "--threshold=\(limit)"])
        #expect(status == 0, "\(output)")
    }

    @Test func `have the settings, the socket and the folders where the programs look for them`() throws {
        let system = try text("systemd/almanacd.service")
        #expect(system.contains("ExecStart=/usr/bin/almanacd --config /etc/almanac/almanac.toml\n"))
        #expect(system.contains("ExecReload=/usr/bin/almanac reload --timeout 20 --socket /run/almanac/almanac.sock\n"))
        #expect(system.contains("\nStateDirectory=almanac\n"))
        #expect(system.contains("\nRuntimeDirectory=almanac\n"))
        #expect(system.contains("\nLoadCredential=account:/etc/almanac/credentials\n"))
        #expect(try text("systemd/tmpfiles.d/almanac.conf").contains("\nd /etc/almanac/credentials 0700 root root -\n"))
        #expect(try text("systemd/sysusers.d/almanac.conf").contains("\nu almanac - "))
    }

    /// On systemd 252 a user's is below ~/.config, later below ~/.local/state.
    @Test func `leave the state folder of a user to the daemon`() throws {
        #expect(!(try text("systemd/user/almanacd.service")).contains("\nStateDirectory="))
    }
}
