// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Synchronization
import TestSupport

/// A booted systemd that shows the host's files and network, with Almanac installed in it as `make install` does it. It
/// goes with the last reference; what a killed run left behind goes when the next one begins.
final class SystemdLab: Sendable {
    typealias Outcome = (status: Int32, output: String, errors: String)

    /// One for each test run on this machine: `$SYSTEMD_LAB_NAME` where several go side by side.
    private static let name = ProcessInfo.processInfo.environment["SYSTEMD_LAB_NAME"] ?? "almanac-tests"
    static let root = URL(fileURLWithPath: serversFolder).deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let script = root.appendingPathComponent("scripts/systemd-lab").path
    /// Where the lab shows the libraries of a Swift toolchain, which may be installed where a sandbox hides them.
    private static let swiftLibraries = "/usr/lib/swift-of-the-tests"
    private static let dropIn = "almanacd.service.d"

    /// - Parameters:
    ///   - hasOwnNetwork: loopback alone, instead of the host's.
    ///   - shows: further folders of the host.
    init(hasOwnNetwork: Bool = false, shows folders: [String] = []) async throws {
        await Self.leaving.withLock { $0 }?.value
        try await Self.checked([Self.script, "down", "--name", Self.name])
        let built = try await Self.stripped.value
        let libraries = try await Self.folderOfSwiftLibraries()
        let binds =
            [Self.root.path, built] + folders
            + (libraries.map { ["\($0):\(Self.swiftLibraries)"] } ?? [])
        let options = hasOwnNetwork ? ["--private-network"] : []
        try await Self.checked([Self.script, "up", "--name", Self.name] + options + binds.flatMap { ["--bind", $0] })
        try await Self.checked([Self.root.appendingPathComponent("scripts/crash-tracer").path, built])
        let make = "make --silent --directory '\(Self.root.path)' install"
        try await must(
            "\(make) BUILT='\(built)' PREFIX=/usr && systemd-sysusers && systemd-tmpfiles --create")
        guard libraries != nil else { return }
        // A release has the Swift runtime inside; a debug build looks for it.
        for manager in ["system", "user"] {
            try await write(
                "[Service]\nEnvironment=LD_LIBRARY_PATH=\(Self.swiftLibraries)\n",
                to: "/etc/systemd/\(manager)/\(Self.dropIn)/swift.conf")
        }
        try await must("systemctl daemon-reload")
    }

    /// Takes seconds, for which nothing but the next lab waits.
    deinit {
        Self.leaving.withLock {
            $0 = Task { _ = try? await run(Self.script, ["down", "--name", Self.name]) }
        }
    }

    private static let leaving: Mutex<Task<Void, Never>?> = {
        atexit { SystemdLab.downAtLast() }
        return Mutex(nil)
    }()

    private static func downAtLast() {
        let nowhere = open("/dev/null", O_RDWR)
        let child = try? spawn([script, "down", "--name", name], [:], input: nowhere, output: nowhere, errors: 2)
        while let child, waitpid(child, nil, 0) == -1, errno == EINTR {}
    }

    /// Runs a line of shell as root of the lab.
    func shell(_ line: String) async throws -> Outcome {
        try await run(Self.script, ["exec", "--name", Self.name, "--", "/bin/bash", "-c", "cd / && \(line)"])
    }

    /// What a line of shell prints; it has to succeed.
    @discardableResult func must(_ line: String) async throws -> String {
        let outcome = try await shell(line)
        guard outcome.status == 0 else {
            let journal = try await shell("journalctl --unit almanacd --no-pager --lines 30")
            throw Unexpected(message: "\(line): \(outcome)\n\(journal.output)")
        }
        return outcome.output
    }

    func write(_ text: String, to path: String, mode: String = "644") async throws {
        try await Self.checked([
            Self.script, "exec", "--name", Self.name, "--", "/bin/bash", "-c",
            #"mkdir -p "${2%/*}" && rm -f "$2" && printf %s "$1" >"$2" && chmod "$3" "$2""#, "bash", text, path, mode,
        ])
    }

    /// The built programs without what debuggers read, which makes them ten times as large, and their crash reports slow.
    private static let stripped = Task {
        let built = URL(fileURLWithPath: BuiltPrograms.almanacd).deletingLastPathComponent().resolvingSymlinksInPath()
        let folder = built.appendingPathComponent("stripped-\(name)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["almanac", "almanacd"] {
            let program = built.appendingPathComponent(name).path
            try await checked(["/usr/bin/strip", "--strip-debug", "-o", "\(folder)/\(name)", program])
        }
        return folder
    }

    private static func folderOfSwiftLibraries() async throws -> String? {
        let linked = try await run("/usr/bin/ldd", [BuiltPrograms.almanacd]).output
        return linked.firstMatch(of: /=> (\/.*)\/libswiftCore\.so/).map { String($0.1) }
    }

    private static func checked(_ command: [String]) async throws {
        let outcome = try await run(command[0], Array(command.dropFirst()))
        guard outcome.status == 0 else { throw Unexpected(message: "\(command): \(outcome)") }
    }
}
