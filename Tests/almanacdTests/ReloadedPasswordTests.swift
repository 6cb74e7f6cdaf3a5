// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Foundation
import HTTPTransfer
import Logging
import Settings
import Testing

@testable import almanacd

/// An account whose command counts its runs and writes down its environment, in reloads without loops that run.
@Suite struct `A password command in a reload` {
    private let folder: String
    private let client = HTTPClient()
    private let supervisor = AccountSupervisor(log: Logger(label: "test")) { _ in fatalError("no loop runs") }

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/almanac-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func settings(_ more: String = "", others: String = "") throws -> AlmanacSettings {
        let line = "echo run >>\(folder)/runs; env >\(folder)/variables; echo pw"
        return try parseSettings(
            """
            [[account]]
            name = "a"
            kind = "caldav"
            url = "https://a.example.org/"
            username = "alice"
            password = { command = ["/bin/sh", "-c", "\(line)"] }
            \(more)
            \(others)
            """, defaults: .system)
    }

    /// As a reload does it; the loop begins anew or goes on, and has its password read.
    private func reload(_ settings: AlmanacSettings) async throws -> [RenewedPassword] {
        let wanted = assignments(of: settings, client: client, keeping: supervisor.passwords)
        let renewed = await supervisor.renewPasswords(wanted)
        supervisor.apply(wanted)
        try await supervisor.passwords[AccountName("a")]?.refresh()
        return renewed
    }

    private var runs: Int { get throws { try content("runs").split(separator: "\n").count } }
    private var seesHome: Bool { get throws { try content("variables").contains("HOME=") } }
    private func content(_ file: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    }

    @Test func `runs once, and never sees another account's password that came with the reload`() async throws {
        defer {
            client.shutdown()
            try? FileManager.default.removeItem(atPath: folder)
        }
        let other = """
            [[account]]
            name = "b"
            kind = "caldav"
            url = "https://b.example.org/"
            username = "bob"
            password = { env = "HOME" }
            """
        #expect(try await reload(settings()).isEmpty)
        #expect(try runs == 1 && seesHome)
        #expect(try await reload(settings(others: other)).isEmpty, "it begins anew, and so asks by itself")
        #expect(try runs == 2 && !seesHome)
        let same = RenewedPassword(account: AccountName("a"), renewal: .same)
        for more in ["", "interval = \"1h\"", "auth = \"basic\""] {
            let before = try runs
            #expect(try await reload(settings(more, others: other)).contains(same), "\(more)")
            #expect(try runs == before + 1 && !seesHome, "\(more)")
        }
    }
}
