// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `An account that cannot be reached` {
    private struct Status: Decodable {
        struct Account: Decodable {
            let name: String
            let problem: String?
        }
        let accounts: [Account]
    }

    /// The account's name, and what its problem has to say: what is wrong, and the next step.
    private static let problems = [
        ("wrong-password", "password", "almanac reload"), ("unknown-host", "cannot be found", "check"),
        ("expired", "expired", "renew"), ("unknown-ca", "certificate", "ca_file"),
        ("other-name", "certificate", "host name"),
    ]

    @Test(arguments: [false, true])
    func `says what is wrong and what to do, and leaves the others alone`(hasWorked: Bool) async throws {
        let remote = try await RemoteFolder(.radicale)
        try remote.put("a.ics", simpleEvent("a", "As it was"))
        let (expired, unknown) = (try await TestServer.tls(days: -1), try await TestServer.tls())
        let elsewhere = try await TestServer.tls(name: "elsewhere.example.org")
        let passwords = (wrong: "wr0ng-Schlüssel", sound: "alice-pw")
        let accounts = [
            AccountText(name: "healthy", url: remote.server.url, more: #"interval = "1s""#),
            AccountText(name: "wrong-password", url: remote.server.url, password: passwords.wrong),
            AccountText(name: "unknown-host", url: "https://calendar.invalid/"),
            AccountText(name: "expired", url: expired.url, more: authority(of: expired)),
            AccountText(name: "unknown-ca", url: unknown.url),
            AccountText(name: "other-name", url: elsewhere.url, more: authority(of: elsewhere)),
        ]
        let here = try Installation(accounts.map { AccountText(name: $0.name, url: remote.server.url) })
        if hasWorked { #expect(try await here.once() == 0, "\(here.log)") }
        try here.write(accounts)
        let daemon = try await here.daemon("--log-level", "trace")
        try await eventually {
            let accounts = try await here.json(Status.self, "status").accounts
            return accounts.count { $0.problem != nil } == Self.problems.count
        }
        for command in ["status", "accounts"] {
            let text = try await here.almanac(command).output
            for (account, what, step) in Self.problems {
                let lines = text.split(separator: "\n").map(String.init)
                let own = lines.drop { !$0.hasPrefix(account) }.prefix(2).joined(separator: "\n")
                #expect(own.contains(what) && own.contains(step), "\(account) in \(command): \(text)")
            }
        }
        for account in try await here.json(Status.self, "status").accounts where account.name != "healthy" {
            let problem = try #require(account.problem)
            #expect(!problem.contains("\n") && problem.count < 300, "\(problem)")
        }
        try remote.put("a.ics", simpleEvent("a", "Changed there"))
        try await eventually { try await titles(in: "healthy", here) == ["Changed there"] }
        try here.write(accounts.map { AccountText(name: $0.name, url: $0.url, more: $0.more) })
        #expect(try await here.almanac("reload").status == 0)
        try await eventually { try await titles(in: "wrong-password", here) == ["Changed there"] }
        try expectNoSecrets([passwords.wrong, passwords.sound], users: ["alice"], in: here)
        #expect(await daemon.terminate() == 0)
        try expectNoSecrets([passwords.wrong, passwords.sound], users: ["alice"], in: here)
    }

    private func titles(in account: String, _ here: Installation) async throws -> [String] {
        try await here.database.rows("SELECT title FROM events WHERE calendar_id LIKE '\(account)/%'")
    }

    private func authority(of server: TestServer) -> String { "ca_file = \"\(server.dataDirectory)/ca.pem\"" }

    /// Neither as they are nor as they travel, in any file of the daemon's.
    private func expectNoSecrets(_ passwords: [String], users: [String], in here: Installation) throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: here.folder)
            .filter { !$0.hasSuffix(".password") && !$0.hasSuffix(".sock") }
        #expect(files.contains("calendar.db") && files.contains("almanacd.log"))
        for file in files {
            let content = try Data(contentsOf: URL(fileURLWithPath: "\(here.folder)/\(file)"))
            for password in passwords {
                let travelling = users.map { Data("\($0):\(password)".utf8).base64EncodedString() }
                for secret in [password, Data(password.utf8).base64EncodedString()] + travelling {
                    #expect(content.range(of: Data(secret.utf8)) == nil, "\(secret) in \(file)")
                }
            }
        }
    }
}
