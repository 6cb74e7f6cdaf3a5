// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `almanac doctor` {
    private typealias Result = (document: DoctorDocument, status: Int32, output: String)

    /// Told where the settings are; in neither form does it show a password.
    private func examine(_ here: Installation, _ options: String...) async throws -> Result {
        try await examine(here, options)
    }

    private func examine(_ here: Installation, _ options: [String]) async throws -> Result {
        let arguments = ["doctor", "--config", here.settings] + options
        let environment = ["HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere", "TZ": "UTC"]
        let result = try await run(BuiltPrograms.almanac, arguments + ["--json"], environment)
        #expect(result.errors.isEmpty && !result.output.contains("-pw"), "\(result)")
        let document = try DoctorDocument(result.output)
        #expect(result.status == (document.outcome == "failure" ? 1 : 0) && document.isTypable, "\(document)")
        return (document, result.status, result.output)
    }

    /// As the manual page says.
    private func pin(of server: TestServer) async throws -> String {
        let pipe =
            "openssl x509 -noout -pubkey -in \(server.dataDirectory)/server.pem | "
            + "openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64 -A"
        return "sha256//" + (try await run("/bin/sh", ["-c", pipe]).output)
    }

    private func change(_ database: String, _ sql: String) async throws {
        let result = try await run("/usr/bin/env", ["sqlite3", database, sql])
        guard result.status == 0 else { throw Unexpected(message: "sqlite3: \(result.errors)") }
    }

    /// For people, without a terminal.
    private func text(_ here: Installation, _ options: String...) async throws -> String {
        let result = try await run(BuiltPrograms.almanac, ["doctor", "--config", here.settings] + options)
        #expect(!result.output.contains("-pw") && !result.output.contains("\u{1B}"), "\(result)")
        return result.output
    }

    @Test(arguments: RealServer.allCases)
    func `finds nothing wrong with a server, before the first start and beside the daemon`(_ kind: RealServer)
        async throws
    {
        let remote = try await RemoteFolder(kind)
        let here = try Installation([AccountText(url: remote.server.url)])
        let before = try await examine(here)
        #expect(before.document.outcome != "failure", "\(before)")
        for check in ["dns", "server", "login", "calendars", "password"] {
            #expect(before.document.outcome(check) == "ok", "\(before.document.seen(check))")
        }
        #expect(before.document.seen("calendars").contains(remote.name))
        #expect(before.document.outcome("database") == "skipped" && before.document.outcome("daemon") == "skipped")
        #expect(!FileManager.default.fileExists(atPath: here.folder + "/calendar.db"))

        let daemon = try await here.daemon()
        let beside = try await examine(here, "--deep")
        #expect(beside.document.outcome("database") == "ok" && beside.document.outcome("daemon") == "ok", "\(beside)")
        #expect(beside.document.seen("database").contains("process \(daemon.processID) has it open"))
        #expect(await daemon.terminate() == 0)
    }

    @Test func `goes on with the next account, whatever is wrong with one`() async throws {
        let remote = try await RemoteFolder(.radicale)
        let silent = try ScriptedServer { _ in .silence }
        let page = try ScriptedServer { _ in .text(200, "<html>log in</html>", ["Content-Type": "text/html"]) }
        let here = try Installation([
            AccountText(name: "good", url: remote.server.url),
            AccountText(name: "wrong", url: remote.server.url, password: "wr0ng-pw"),
            AccountText(name: "nowhere", url: "https://calendar.invalid/"),
            AccountText(name: "closed", url: "http://127.0.0.1:1/"),
            AccountText(name: "silent", url: silent.url), AccountText(name: "page", url: page.url),
            AccountText(name: "picky", url: remote.server.url, more: "calendars = [\"holi*\"]"),
        ])
        let clock = ContinuousClock()
        let start = clock.now
        let (document, status, output) = try await examine(here, "--timeout", "2")
        #expect(clock.now - start < .seconds(60), "the server that hangs has its limit")
        #expect(status == 1 && !output.contains("wr0ng"))
        #expect(document.outcome("calendars", of: "good") == "ok")
        for (account, check, words) in [
            ("wrong", "login", "refuses the username or password"), ("nowhere", "dns", "calendar.invalid"),
            ("closed", "server", "cannot be reached"), ("silent", "server", "did not answer in time"),
            ("page", "login", "web page"),
        ] {
            #expect(document.outcome(check, of: account) == "failure", "\(account)")
            #expect(document.seen(check, of: account).contains(words), "\(document.seen(check, of: account))")
            #expect(!document.remedy(check, of: account).isEmpty, "\(account)")
            #expect(document.outcome("calendars", of: account) == "skipped", "\(account)")
        }
        #expect(document.seen("tls", of: "nowhere") == "DNS failed")
        #expect(document.outcome("calendars", of: "picky") == "warning")
        #expect(document.seen("login", of: "wrong").contains("wrong.password"))

        let some = try await examine(here, "--account", "good", "--account", "no-such", "--offline")
        #expect(Set(some.document.checks.compactMap(\.account)) == ["good"])
        #expect(some.document.checks.contains { $0.seen == "there is no account \"no-such\"" })
        #expect(some.document.seen("dns") == "--offline")
    }

    @Test func `looks at certificates as the daemon does`() async throws {
        let good = try await TestServer.tls(days: 20)
        let soon = try await TestServer.tls(days: 2)
        let expired = try await TestServer.tls(days: -1)
        let here = try Installation(
            [("good", good), ("soon", soon), ("expired", expired)].map { name, server in
                AccountText(name: name, url: server.url, more: "ca_file = \"\(server.dataDirectory)/ca.pem\"")
            } + [
                AccountText(name: "stranger", url: good.url),
                AccountText(name: "pinned", url: good.url, more: "fingerprint = \"\(try await pin(of: good))\""),
                AccountText(name: "mispinned", url: good.url, more: "fingerprint = \"\(try await pin(of: soon))\""),
            ])
        let document = try await examine(here, "--timeout", "5").document
        #expect(document.outcome("tls", of: "good") == "ok", "\(document.seen("tls", of: "good"))")
        for part in [
            "speaks TLSv1.", "certificate of CN = localhost", "by CN = Almanac's test CA", "ca.pem", "until 20",
        ] {
            #expect(document.seen("tls", of: "good").contains(part), "\(document.seen("tls", of: "good"))")
        }
        #expect(document.outcome("tls", of: "soon") == "warning")
        #expect(document.outcome("tls", of: "expired") == "failure")
        #expect(document.seen("tls", of: "expired").contains("expired on 20"))
        #expect(document.outcome("tls", of: "stranger") == "failure")
        #expect(document.seen("tls", of: "stranger").contains("by CN = Almanac's test CA"))
        #expect(document.seen("login", of: "stranger") == "TLS failed")
        #expect(document.seen("tls", of: "pinned").contains("trusted by its fingerprint"))
        #expect(document.outcome("tls", of: "mispinned") == "failure")
        #expect(document.remedy("tls", of: "mispinned").contains { $0.contains("fingerprint") })
    }

    @Test func `warns of a clock that differs from the server's`() async throws {
        let old = try ScriptedServer { _ in
            .text(401, "", ["Date": "Sun, 06 Nov 1994 08:49:37 GMT", "WWW-Authenticate": "Basic realm=\"x\""])
        }
        let here = try Installation([AccountText(url: old.url)])
        let document = try await examine(here).document
        #expect(document.outcome("clock") == "warning" && document.seen("clock").contains("ahead of the server's"))
        #expect(document.remedy("clock").first == "$ timedatectl")
    }

    @Test func `names every mistake of the settings, and looks at what needs none`() async throws {
        let here = try Installation([AccountText(url: "https://dav.example.org/")])
        var settings = try String(contentsOfFile: here.settings, encoding: .utf8)
        settings += "intervall = \"5m\"\n[snc]\n"
        try settings.write(toFile: here.settings, atomically: true, encoding: .utf8)
        let document = try await examine(here).document
        let mistakes = document.checks.filter { $0.check == "settings" }
        #expect(mistakes.count == 2 && mistakes.allSatisfy { $0.outcome == "failure" && !$0.remedy.isEmpty })
        #expect(
            mistakes[0].seen.contains("line 14: ") && mistakes[0].remedy[0] == "did you mean \"interval\"?",
            "\(mistakes)")
        let others = Set(document.checks.map(\.check))
        #expect(others.isSuperset(of: ["unit", "zones", "permissions.settings", "disk", "daemon", "database"]))
        #expect(try await text(here).contains("\n    did you mean \"interval\"?\n"))
    }

    @Test func `works with no settings at all`() async throws {
        let environment = ["HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere", "XDG_STATE_HOME": "/nowhere/state"]
        let result = try await run(BuiltPrograms.almanac, ["doctor", "--user", "--json"], environment)
        let document = try DoctorDocument(result.output)
        #expect(document.daemon == "user" && document.settingsFile == nil)
        #expect(document.outcome("settings") == "warning" && document.outcome("database") == "skipped")
        #expect(try await run(BuiltPrograms.almanac, ["doctor", "--user", "--system"]).status == 2)
    }

    @Test func `says whose mode is wrong, and what to type`() async throws {
        let here = try Installation([AccountText(url: "https://dav.example.org/")])
        #expect(try await here.once() == 1)
        for (file, mode) in [("almanac.toml", 0o666), ("calendar.db", 0o644), ("work.password", 0o644)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(here.folder)/\(file)")
        }
        let document = try await examine(here, "--offline").document
        #expect(document.remedy("permissions.settings") == ["$ chmod go-w \(here.settings)"])
        #expect(document.remedy("permissions.database") == ["$ chmod 600 \(here.folder)/calendar.db"])
        #expect(document.remedy("password") == ["chmod 600 \(here.folder)/work.password"])
    }

    @Test func `a program that gives no password now means waiting`() async throws {
        let here = try Installation([])
        let account = """
            [[account]]
            name = "work"
            kind = "caldav"
            url = "http://127.0.0.1:1/"
            username = "alice"
            password = { command = ["false"] }
            """
        let settings = try String(contentsOfFile: here.settings, encoding: .utf8)
        try (settings + account).write(toFile: here.settings, atomically: true, encoding: .utf8)
        let document = try await examine(here, "--offline").document
        #expect(document.outcome("password") == "warning" && document.seen("password").contains("exit status 1"))
        #expect(document.outcome == "warning" || document.outcome("disk") == "failure")
    }

    @Test func `finds what is damaged in a database, and leaves it as it is`() async throws {
        let remote = try await RemoteFolder(.radicale)
        try remote.put("a.ics", simpleEvent("a", "Found"))
        let here = try Installation([AccountText(url: remote.server.url)])
        #expect(try await here.once() == 0)
        let path = here.folder + "/calendar.db"
        let sound = try await examine(here, "--offline")
        #expect(sound.document.outcome("database") == "ok" && sound.document.outcome("database.search") == "ok")
        let whole = try Data(contentsOf: URL(filePath: path))

        try await change(path, "DELETE FROM events_fts_docsize")
        for options in [[], ["--deep"]] {
            let broken = try await examine(here, ["--offline"] + options).document
            #expect(broken.outcome("database") == "ok" && broken.outcome("database.search") == "failure", "\(broken)")
        }
        let unfindable = try await examine(here, "--offline").document
        let remedy = unfindable.remedy("database.search").first { $0.contains("rebuild") }
        let command = String(try #require(remedy).dropFirst(2))
        #expect(try await run("/bin/sh", ["-c", command]).status == 0)
        #expect(try await examine(here, "--offline", "--deep").document.outcome("database.search") == "ok")
        try await change(path, "UPDATE events SET title = 'Lost'")
        let stale = try await examine(here, "--offline", "--deep").document
        #expect(stale.outcome("database") == "ok" && stale.outcome("database.search") == "failure", "\(stale)")

        try await change(path, "PRAGMA user_version = 99")
        let newer = try await examine(here, "--offline").document
        #expect(newer.outcome("database") == "failure" && newer.seen("database").contains("later version"))

        try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
        let before = try Data(contentsOf: URL(filePath: path))
        let damaged = try await examine(here, "--offline").document
        #expect(damaged.outcome("database") == "failure" && damaged.seen("database").contains("damaged"), "\(damaged)")
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
}
