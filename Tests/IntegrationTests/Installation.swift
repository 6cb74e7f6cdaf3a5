// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A folder with settings, passwords, a database and a socket of its own, removed with the last reference.
final class Installation: Sendable {
    let folder: String
    var settings: String { folder + "/almanac.toml" }
    var database: Database { Database(path: folder + "/calendar.db") }
    var socket: String { folder + "/almanac.sock" }
    private var logPath: String { folder + "/almanacd.log" }

    init(_ accounts: [AccountText], sync: String = "") throws {
        folder = try temporaryDirectory()
        try write(accounts, sync: sync)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The settings anew; the passwords come to stand beside them.
    func write(_ accounts: [AccountText], sync: String = "") throws {
        var text = """
            [database]
            path = "\(folder)/calendar.db"
            [control]
            socket = "\(socket)"
            [sync]
            \(sync)

            """
        for account in accounts {
            let password = "\(folder)/\(account.name).password"
            let created = FileManager.default.createFile(
                atPath: password, contents: Data("\(account.password)\n".utf8), attributes: [.posixPermissions: 0o600])
            guard created else { throw Unexpected(message: "cannot write \(password)") }
            text += account.block(passwordFile: password)
        }
        try text.write(toFile: settings, atomically: true, encoding: .utf8)
    }

    /// The settings with something changed in their text.
    func rewrite(_ change: (inout String) throws -> Void) throws {
        var text = try String(contentsOfFile: settings, encoding: .utf8)
        try change(&text)
        try text.write(toFile: settings, atomically: true, encoding: .utf8)
    }

    /// What all daemons of this folder have logged.
    var log: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    /// `almanacd` with these arguments, just started.
    func start(_ arguments: String..., before: [String] = [], environment: [String: String] = [:]) throws
        -> DaemonProcess
    {
        let command = before + [BuiltPrograms.almanacd, "--config", settings] + arguments
        return try DaemonProcess(command, environment: environment, log: logPath)
    }

    /// A daemon whose socket answers.
    func daemon(_ arguments: String...) async throws -> DaemonProcess {
        let daemon = try DaemonProcess([BuiltPrograms.almanacd, "--config", settings] + arguments, log: logPath)
        try await isAnswering(daemon)
        return daemon
    }

    func isAnswering(_ daemon: DaemonProcess) async throws {
        let deadline = ContinuousClock.now + .seconds(90)
        while try await almanac("status").status == 3 {
            guard daemon.isRunning, ContinuousClock.now < deadline else {
                throw Unexpected(message: "almanacd does not answer: \(log)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// `almanacd --once`; returns its exit status.
    @discardableResult func once(_ arguments: String...) async throws -> Int32 {
        let command = [BuiltPrograms.almanacd, "--config", settings, "--once"] + arguments
        return try await DaemonProcess(command, log: logPath).exitStatus()
    }

    /// `almanac` with these arguments, told this folder's socket.
    @discardableResult func almanac(
        _ arguments: [String]
    ) async throws -> (status: Int32, output: String, errors: String) {
        try await run(BuiltPrograms.almanac, arguments + ["--socket", socket], ["TZ": "UTC"])
    }

    @discardableResult func almanac(
        _ arguments: String...
    ) async throws -> (status: Int32, output: String, errors: String) {
        try await almanac(arguments)
    }

    /// The answer of `almanac … --json`.
    func json<Value: Decodable>(_ type: Value.Type, _ arguments: String...) async throws -> Value {
        let result = try await run(BuiltPrograms.almanac, arguments + ["--json", "--socket", socket], ["TZ": "UTC"])
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(result.output.utf8))
        } catch {
            throw Unexpected(message: "almanac \(arguments): \(result.output)\(result.errors)")
        }
    }
}

/// One account of a settings file.
struct AccountText: Sendable {
    var name = "work"
    var url: String
    var username = "alice"
    var password = "alice-pw"
    /// Further lines.
    var more = ""

    func block(passwordFile: String) -> String {
        """
        [[account]]
        name = "\(name)"
        kind = "caldav"
        url = "\(url)"
        username = "\(username)"
        password = { file = "\(passwordFile)" }
        \(more)

        """
    }
}
