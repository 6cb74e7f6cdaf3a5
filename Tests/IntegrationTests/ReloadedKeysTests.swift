// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What each key does, seen in a daemon that goes on running; that each is told stands in `EveryKeyTests`.
@Suite struct `A reloaded key` {
    private let bench: CommandLineBench

    init() async throws {
        bench = try await CommandLineBench(
            (0..<4).map { ("\($0).ics", simpleEvent("\($0)", "Event \($0)", start: "20260302T0\($0)0000Z")) })
    }

    private func account(_ more: String = "") -> AccountText { AccountText(url: bench.proxy.url, more: more) }

    /// Has these settings taken; the outcome names the keys.
    private func reload(_ account: AccountText, sync: String = "", naming keys: String...) async throws {
        try bench.here.write([account], sync: sync)
        let outcome = try await bench.must("reload")
        for key in keys { #expect(outcome.contains(key), "\(outcome)") }
    }

    private func agenda() async throws -> [String] {
        try await bench.here.json(Agenda.self, "agenda", "2026-03-02").events.map(\.title)
    }

    /// Of the requests that came through a proxy.
    private func authorizations(_ proxy: TestProxy) throws -> Set<String> {
        Set(try proxy.log().compactMap { $0.headers["Authorization"] })
    }

    private func basic(_ login: String) -> String { "Basic " + Data(login.utf8).base64EncodedString() }

    @Test func `says what is asked for, and how often`() async throws {
        try await reload(account(#"default = "home""#), naming: "default")
        #expect(try await bench.must("calendars").contains("(default)"))

        try await reload(account(#"calendars = ["other"]"#), naming: "calendars", "default")
        try await bench.sync()
        #expect(try await agenda().isEmpty)
        try await reload(account(), naming: "calendars")
        try await bench.sync()
        #expect(try await agenda().count == 4)

        for interval in [account(#"interval = "1s""#), account()] {
            try await reload(interval, sync: #"interval = "1s""#, naming: "interval")
            try bench.proxy.reset()
            try await eventually("it asks by itself") { try bench.proxy.counts()["PROPFIND"] ?? 0 > 2 }
            try await reload(account(), naming: "interval")
        }
    }

    @Test func `says what becomes of edits and deletions`() async throws {
        try bench.proxy.add(fault: #"{"method": "PUT", "action": "drop"}"#)
        let object = try await bench.here.database.object(at: "0.ics")
        _ = try await bench.must("edit", object, "--title", "Here")
        try await eventually { try await bench.here.database.count("outbox WHERE next_attempt IS NOT NULL") == 1 }
        try bench.remote.put("0.ics", simpleEvent("0", "There", start: "20260302T000000Z"))
        try await reload(account(#"conflict = "local-wins""#), naming: "conflict")
        try bench.proxy.removeFaults()
        try await bench.sync()
        #expect(try bench.remote.get("0.ics")?.contains("SUMMARY:Here") == true)

        try await reload(account(), sync: "deletion_budget = { count = 0, share = 0 }", naming: "sync.deletion_budget")
        try bench.remote.delete("1.ics")
        _ = try await bench.here.almanac("sync")
        #expect(try await agenda().contains("Event 1"))
        #expect(try await bench.must("status").contains("1 deletion held"))
        try await reload(account(), naming: "sync.deletion_budget")
        try await bench.sync()
        #expect(!(try await agenda().contains("Event 1")))
    }

    @Test func `says where and how to log in`() async throws {
        let here = bench.here
        try await expectLogin(basic("alice:other-pw"), naming: "password") {
            try here.rewrite {
                $0.replace(/password = .*/, with: #"password = { command = ["printf", "other-pw"] }"#)
            }
        }
        try await expectLogin(basic("alice:alice-pw"), naming: "password") { try here.write([account()]) }
        try await expectLogin("Bearer alice-pw", naming: "auth") { try here.write([account(#"auth = "bearer""#)]) }
        // Until that run is over, it may read the file of the next password before the reload does.
        try await eventually { try await bench.must("status").contains("refuses") }
        let bob = AccountText(url: bench.proxy.url, username: "bob", password: "bob-pw")
        try await expectLogin(basic("bob:bob-pw"), naming: "auth, username", "password read again", isAlone: false) {
            try here.write([bob])
        }
        try await eventually { try await bench.must("status").contains("and no longer") }
        try await expectLogin(basic("alice:alice-pw"), naming: "username", isAlone: false) {
            try here.write([account()])
        }
        try await bench.sync()

        let elsewhere = try TestProxy(before: bench.remote.server.url)
        try bench.proxy.reset()
        try await reload(AccountText(url: elsewhere.url), naming: "url")
        try await eventually { try elsewhere.counts()["PROPFIND"] ?? 0 > 0 }
        #expect(try bench.proxy.counts() == [:])
    }

    /// - Parameter isAlone: no request is made with another one any more.
    private func expectLogin(
        _ login: String, naming keys: String..., isAlone: Bool = true, change: () throws -> Void
    ) async throws {
        try bench.proxy.reset()
        try change()
        let outcome = try await bench.must("reload")
        for key in keys { #expect(key.split(separator: ", ").allSatisfy { outcome.contains($0) }, "\(outcome)") }
        try await eventually("\(login)") { try authorizations(bench.proxy).contains(login) }
        if isAlone { #expect(try authorizations(bench.proxy) == [login]) }
    }

    @Test func `says which way leads there`() async throws {
        let other = try TestProxy(before: bench.remote.server.url)
        try await reload(account("proxy = \"\(other.url.dropLast())\""), naming: "proxy")
        try await eventually { try other.log().contains { $0.path.hasPrefix(bench.proxy.url) } }

        let plain = AccountText(
            name: "plain", url: "http://calendar.example.org/", more: "proxy = \"\(other.url.dropLast())\"")
        try bench.here.write([plain])
        let refused = try await bench.here.almanac("reload")
        #expect(refused.status == 1 && refused.errors.contains("allow_http = true"), "\(refused)")
        try bench.here.write([AccountText(name: "plain", url: plain.url, more: plain.more + "\nallow_http = true")])
        #expect(try await bench.must("reload").contains("account plain added"))
        try await eventually { try other.log().contains { $0.path.hasPrefix("http://calendar.example.org/") } }

        try other.reset()
        let there = other.url.replacing("127.0.0.1", with: "localhost")
        try bench.proxy.add(
            fault: #"{"action": "answer", "status": 301, "headers": {"Location": "\#(there)alice/"}}"#)
        let moved = AccountText(name: "moved", url: bench.proxy.url)
        try bench.here.write([moved])
        _ = try await bench.must("reload")
        try await eventually { try await bench.must("status").contains(#"allowed_hosts = ["localhost"]"#) }
        #expect(try !other.log().contains { $0.path.hasPrefix("/") })
        try await reload(
            AccountText(name: "moved", url: moved.url, more: #"allowed_hosts = ["localhost"]"#), naming: "allowed_hosts"
        )
        try await eventually { try other.log().contains { $0.path.hasPrefix("/alice/") } }
    }

    /// On a Cyrus, which mails.
    @Test func `says how many people a server may mail unasked`() async throws {
        let server = try await TestServer.cyrus(isScheduling: true)
        let path = try server.makeCalendar(in: RealServer.cyrus.home(), name: "team")
        let account = AccountText(url: server.url, more: #"calendars = ["team"]"#)
        let here = try Installation([account], sync: "mail_guard = 0")
        let daemon = try await here.daemon()
        #expect(try await here.almanac("sync").status == 0, "\(here.log)")
        let invitation = simpleEvent("a", "Party").replacing(
            "END:VEVENT", with: "ORGANIZER:mailto:alice@example.org\r\nATTENDEE:mailto:bob@example.org\r\nEND:VEVENT")
        let put = try server.send("PUT", path + "a.ics", headers: ["Content-Type": "text/calendar"], body: invitation)
        #expect(put.status < 300)
        #expect(try await here.almanac("sync").status == 0)
        let object = try await here.database.rows("SELECT id FROM objects").first ?? ""
        #expect(try await here.almanac("edit", object, "--start", "2026-03-01 11:00").status == 0)
        try await eventually { try await here.almanac("status").output.contains("--approve-mail") }
        try here.write([account], sync: "mail_guard = 1")
        #expect(try await here.almanac("reload").output.contains("sync.mail_guard changed"))
        try await eventually { try await here.database.count("outbox") == 0 }
        #expect(daemon.isRunning)
    }
}

/// nginx wants TLS and a certificate.
@Suite struct `A reloaded key of a connection` {
    private let world: Behind
    private let here: Installation
    private let daemon: DaemonProcess

    init() async throws {
        world = try await Behind.nginx()
        here = try Installation([AccountText(url: world.front.url)])
        daemon = try await here.daemon()
        for file in ["ca.pem", "client.pem", "client.key"] { try copy(file, to: file) }
    }

    /// A file of the server's into one of ours.
    private func copy(_ file: String, to own: String) throws {
        let created = FileManager.default.createFile(
            atPath: "\(here.folder)/\(own)", contents: Data(try world.front.file(file).utf8),
            attributes: [.posixPermissions: 0o600])
        #expect(created)
    }

    private func reload(_ lines: [String: String], says words: String) async throws {
        let more = lines.map { "\($0) = \"\($1.replacing("HERE", with: here.folder))\"" }
        try here.write([AccountText(url: world.front.url, more: more.joined(separator: "\n"))])
        let outcome = try await here.almanac("reload")
        #expect(outcome.status == 0 && outcome.output.contains(words), "\(outcome)")
    }

    private func status(says words: String) async throws {
        try await eventually("\(words)") { try await here.almanac("status").output.contains(words) }
    }

    @Test func `says whom to trust and what to show, and so does what its file holds`() async throws {
        try await status(says: "ca_file")
        var lines = ["ca_file": "HERE/ca.pem"]
        try await reload(lines, says: "changed: ca_file")
        try await status(says: "client_certificate")
        lines["client_certificate"] = "HERE/client.pem"
        lines["client_key"] = "HERE/client.key"
        try await reload(lines, says: "changed: client_certificate, client_key")
        try await status(says: "In step with the server.")

        var pinned = lines
        pinned["fingerprint"] = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        try await reload(pinned, says: "changed: fingerprint")
        try await status(says: "does not match pinned public key")
        try await reload(lines, says: "changed: fingerprint")
        try await status(says: "In step with the server.")
        try await reload(lines, says: "nothing has changed")

        try copy("client.pem", to: "ca.pem")
        try await reload(lines, says: "account work: ca_file read again")
        try await status(says: "certificate")
        try copy("ca.pem", to: "ca.pem")
        try copy("client.pem", to: "client.pem")
        try await reload(lines, says: "account work: ca_file, client_certificate read again")
        try await status(says: "In step with the server.")
        #expect(daemon.isRunning)
    }
}
