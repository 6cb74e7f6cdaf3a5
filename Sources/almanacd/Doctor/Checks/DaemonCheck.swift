// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import ControlWire
import FoundationEssentials
import Glibc
import HTTPTransfer
import Settings

/// What a daemon that runs says of itself.
struct DaemonCheck {
    let subject: Subject
    let unit: UnitState?
    /// Of the socket; `nil`: there is none.
    var socket: UnitState?

    private static let limit = Duration.seconds(10)
    private var socketPath: String { socket?.listening(for: subject) ?? subject.socketPath }

    /// What came from the socket.
    struct Answers: Sendable {
        var health: HealthDocument?
        var accounts: [AccountDocument]?
        var failure: TransferError?
    }

    func findings() async -> [Finding] {
        // A connection would start it.
        if unit?.isDown == true, socket?.isActive == true {
            return [
                Check("daemon", "daemon").skipped("it does not run; almanacd.socket starts it for the first client")
            ]
        }
        return judge(await ask())
    }

    private func ask() async -> Answers {
        let client = HTTPClient()
        defer { client.shutdown() }
        var answers = Answers()
        do {
            answers.health = try await Self.get("health", socketPath, client)
            answers.accounts = try await (Self.get("accounts", socketPath, client) as Fresh<AccountList>?)?
                .document.accounts
        } catch let error as TransferError {
            answers.failure = error
        } catch {
            answers.failure = TransferError(.protocolError, "\(error)")
        }
        return answers
    }

    /// Also of a 503, which is how a daemon says that it is not well.
    private static func get<Document: Decodable>(
        _ path: String, _ socket: String, _ client: HTTPClient
    ) async throws -> Document? {
        var request = TransferRequest("GET", "http://almanac/v1/\(path)")
        (request.unixSocket, request.totalTimeout) = (socket, limit)
        let response = try await client.send(request)
        return try? JSONDecoder().decode(Document.self, from: Data(response.body))
    }

    func judge(_ answers: Answers) -> [Finding] {
        let check = Check("daemon", "daemon")
        if let failure = answers.failure { return [silence(failure, check)] }
        guard let health = answers.health else {
            return [
                check.failure(
                    "who answers at \(socketPath) is not almanacd", nil,
                    "look for who listens there:", "$ ss --listening --unix --processes")
            ]
        }
        var found = [versions(health, check)] + health.problems.map { check.failure($0, nil, "$ almanac status") }
        for account in answers.accounts ?? [] {
            guard let problem = account.problem, account.state != "detached" else { continue }
            found.append(
                Check("daemon", "daemon", account: account.name).warning("the last contact failed: \(problem)"))
        }
        return found + (answers.accounts.map(differences) ?? [])
    }

    private func silence(_ failure: TransferError, _ check: Check) -> Finding {
        let path = socketPath
        if let unit, unit.isStarting, subject.isOfTheUnit {
            return check.warning(
                unit.startWords, "It does not answer yet; to bring up a large database takes it minutes.",
                "$ \(subject.commands.status)")
        }
        guard failure.kind == .unreachable else {
            return check.failure(
                "it takes connections at \(path), and does not answer: \(failure.message)", "It hangs.",
                "$ \(subject.commands.restart)")
        }
        if access(path, W_OK) != 0, errno == EACCES {
            return check.warning(
                "you may not talk to it at \(path)", nil, subject.joining(path), "log in again")
        }
        guard unit?.isActive == true else { return check.skipped("it does not run") }
        return check.failure(
            "systemd runs it, and nobody listens at \(path)", "No program can talk to it.",
            "compare control.socket in the settings", "$ \(subject.commands.restart)")
    }

    /// After an upgrade the old program goes on until it is started again.
    private func versions(_ health: HealthDocument, _ check: Check) -> Finding {
        let restart = "$ \(subject.commands.restart)"
        guard health.version == almanacVersion else {
            return check.warning(
                "version \(health.version) runs, and \(almanacVersion) is installed", "The old program is in force.",
                restart)
        }
        if let process = unit?.mainProcess, isReplaced(process) {
            return check.warning(
                "its program was replaced since it was started", "The old one is in force.", restart)
        }
        return check.ok("version \(health.version) answers: \(health.activity)")
    }

    private func isReplaced(_ process: Int32) -> Bool {
        readLink("/proc/\(process)/exe")?.hasSuffix(" (deleted)") ?? false
    }

    /// Of the accounts only: that is what it tells.
    private func differences(_ running: [AccountDocument]) -> [Finding] {
        let check = Check("daemon.settings", "settings in force")
        guard let settings = subject.settings else {
            return [check.skipped("the file has mistakes, so the daemon keeps what it read before")]
        }
        let reload = "$ almanac reload"
        let inForce = running.filter { $0.state != "detached" }
        let (names, wanted) = (Set(inForce.map(\.name)), Set(settings.accounts.map(\.name.rawValue)))
        let changed = settings.accounts.filter { account in
            inForce.contains {
                $0.name == account.name.rawValue && ($0.url != account.url || $0.username != account.username)
            }
        }
        let words = [
            ("added", wanted.subtracting(names).sorted()), ("removed", names.subtracting(wanted).sorted()),
            ("changed", changed.map(\.name.rawValue)),
        ].filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: ", "))" }
        guard words.isEmpty else {
            return [
                check.warning(
                    "the accounts of the file are others (\(words.joined(separator: "; ")))",
                    "The daemon does not know.", reload)
            ]
        }
        return [check.ok("the accounts of the file are in force")]
    }
}
