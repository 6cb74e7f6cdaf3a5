// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Where a password is, as the settings say it, and how it comes to be there.
private enum Store: String, CaseIterable, CustomTestStringConvertible {
    case absentFile, failingCommand, hangingCommand
    var testDescription: String { rawValue }

    func source(_ file: String) -> String {
        switch self {
        case .absentFile: "{ file = \"\(file)\" }"
        case .failingCommand: "{ command = [\"cat\", \"\(file)\"] }"
        case .hangingCommand: "{ command = [\"sh\", \"-c\", \"test -e \(file) || sleep 600; cat \(file)\"] }"
        }
    }

    /// What the account's problem says, and the next step.
    var words: (String, String) {
        switch self {
        case .absentFile: ("does not exist", "write the password into it")
        case .failingCommand: ("command \"cat\" failed with exit status 1", "run it by hand")
        case .hangingCommand: ("took longer than 10 s", "nobody can answer")
        }
    }
}

@Suite struct `An account whose password is locked away` {
    private let proxy: TestProxy
    private let server: TestServer
    private let here: Installation
    private var file: String { here.folder + "/vault" }

    init() async throws {
        server = try await TestServer.radicale()
        _ = try server.makeCalendar(in: "/alice/", name: "team")
        proxy = try TestProxy(before: server.url)
        here = try Installation([])
    }

    private func write(_ source: String) throws {
        let text = try String(contentsOfFile: here.settings, encoding: .utf8)
        let start = text.firstRange(of: "[[account]]")?.lowerBound ?? text.endIndex
        let block = AccountText(url: proxy.url).block(passwordFile: "FILE").replacing(
            "{ file = \"FILE\" }", with: source)
        try (text[..<start] + block).write(toFile: here.settings, atomically: true, encoding: .utf8)
    }

    private func open() throws {
        let made = FileManager.default.createFile(
            atPath: file, contents: Data("alice-pw\n".utf8), attributes: [.posixPermissions: 0o600])
        try #require(made)
    }

    private struct Status: Decodable {
        struct Account: Decodable {
            let state: String
            let problem: String?
        }
        struct Edit: Decodable { let state: String }
        let accounts: [Account]
        let waiting: [Edit]
    }

    private func status() async throws -> Status { try await here.json(Status.self, "status") }

    private func waits() async throws -> Bool {
        try await status().accounts.first?.problem?.hasPrefix("waits for its password: ") == true
    }

    @Test(arguments: Store.allCases)
    fileprivate func `waits, sends nothing, keeps its edits, and goes on at once when it is asked to`(
        _ store: Store
    ) async throws {
        try open()
        try write(store.source(file))
        #expect(try await here.once() == 0, "\(here.log)")
        try FileManager.default.removeItem(atPath: file)
        try proxy.reset()

        let daemon = try await here.daemon("--log-level", "debug")
        try await eventually(within: .seconds(60), "it waits") { try await waits() }
        #expect(try await here.almanac("add", "Later", "--start", "2026-03-04 10:00").status == 0)
        #expect(try await here.almanac("sync").status != 0)
        let account = try #require(try await status().accounts.first)
        #expect(account.state == "waiting for password")
        let problem = try #require(account.problem)
        #expect(problem.contains(store.words.0) && problem.contains(store.words.1), "\(problem)")
        #expect(try await status().waiting.map(\.state) == ["queued"])
        for command in ["status", "accounts"] {
            let text = try await here.almanac(command).output
            #expect(text.contains("waiting for password") && !text.contains("refuses"), "\(text)")
        }
        #expect(try proxy.counts().isEmpty, "no request without a password")

        try open()
        #expect(try await here.almanac("sync").status == 0)
        let after = try await status()
        #expect(after.accounts.first?.state == "active" && after.accounts.first?.problem == nil)
        #expect(after.waiting.isEmpty)
        #expect(try proxy.log().allSatisfy { $0.status.map { $0 < 400 } ?? false })
        #expect(await daemon.terminate() == 0)
        // What was told is there again for whoever looks at everything.
        let log = here.log.split(separator: "\n").filter { !$0.contains("debug: ") }.joined(separator: "\n")
        #expect(log.components(separatedBy: "account waits for its password: ").count == 2, "told once: \(log)")
        #expect(log.components(separatedBy: "account works again").count == 2, "\(log)")
        #expect(!here.log.contains("account fails"), "\(log)")
    }

    @Test func `goes on by itself within a minute`() async throws {
        try write(Store.absentFile.source(file))
        let daemon = try await here.daemon()
        try await eventually { try await waits() }
        #expect(try proxy.counts().isEmpty)
        try open()
        try await eventually(within: .seconds(90)) { try await status().accounts.first?.state == "active" }
        #expect(await daemon.terminate() == 0)
    }

    @Test(arguments: [
        (#"{ env = "ALMANAC_TEST_NONE" }"#, "variable $ALMANAC_TEST_NONE is not set"),
        (#"{ credential = "work" }"#, "credential \"work\" needs systemd"),
        (#"{ command = ["/no/such/keyring"] }"#, "command \"/no/such/keyring\" cannot be run: No such file"),
    ])
    func `waits also where nothing will open by itself`(_ source: String, _ words: String) async throws {
        try write(source)
        #expect(try await here.once() == 1)
        #expect(here.log.contains("waits for its password: \(words)"), "\(here.log)")
        #expect(try proxy.counts().isEmpty)
    }

    @Test(arguments: [
        (Store.absentFile, "vault", "write the right one into"),
        (.failingCommand, "command \"cat\"", "print the right one"),
    ])
    fileprivate func `is told apart from a wrong password, which names its place and the remedy`(
        _ store: Store, _ place: String, _ remedy: String
    ) async throws {
        let wrong = Data("wrong-pw".utf8)
        try #require(
            FileManager.default.createFile(atPath: file, contents: wrong, attributes: [.posixPermissions: 0o600]))
        try write(store.source(file))
        let daemon = try await here.daemon()
        try await eventually { try await status().accounts.first?.problem != nil }
        let account = try #require(try await status().accounts.first)
        let problem = try #require(account.problem)
        #expect(account.state == "active")
        #expect(problem.contains("refuses the username or password (from ") && problem.contains(place), "\(problem)")
        #expect(problem.contains(remedy) && problem.hasSuffix("almanac reload"), "\(problem)")

        try open()
        #expect(try await here.almanac("sync").status == 0, "a command is asked again once it was refused")
        #expect(await daemon.terminate() == 0)
    }
}
