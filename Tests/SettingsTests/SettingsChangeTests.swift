// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Settings
import Testing

private let work = AccountName("work")
private let home = AccountName("home")

private func difference(_ old: String, _ new: String) throws -> [SettingsChange] {
    try changes(from: settings(old), to: settings(new))
}

@Suite struct `What a reload has to touch` {
    @Test func `is nothing when nothing changed, or only the order of accounts`() throws {
        let one = file(after: file().replacing("work", with: "home"))
        let other = file(after: "# again").replacing("work", with: "home") + "\n" + file()
        #expect(try difference(one, one).isEmpty)
        #expect(try difference(one, other).isEmpty)
    }

    @Test func `is an account that came or went`() throws {
        #expect(try difference("", file()) == [.accountAdded(work)])
        #expect(try difference(file(), "") == [.accountRemoved(work)])
        #expect(
            try difference(file(), file().replacing("work", with: "home")) == [
                .accountAdded(home), .accountRemoved(work),
            ])
    }

    @Test(arguments: [
        ("https://dav.example.org/", "https://dav.example.org/x", "url"), ("alice", "bob", "username"),
        ("env = \"P\"", "env = \"Q\"", "password"), ("env = \"P\"", "credential = \"P\"", "password"),
    ])
    func `is the key of an account`(_ old: String, _ new: String, _ key: String) throws {
        #expect(try difference(file(), file().replacing(old, with: new)) == [.accountChanged(work, keys: [key])])
    }

    @Test(arguments: [
        ("calendars = [\"a\"]", "calendars"), ("default = \"a\"", "default"), ("interval = \"1m\"", "interval"),
        ("conflict = \"remote-wins\"", "conflict"), ("ca_file = \"/x\"", "ca_file"),
        ("allowed_hosts = [\"x\"]", "allowed_hosts"),
        ("allow_http = true", "allow_http"), ("auth = \"bearer\"", "auth"),
        ("client_certificate = \"/x\"", "client_certificate"), ("proxy = \"http://x:1\"", "proxy"),
        ("fingerprint = \"sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"", "fingerprint"),
    ])
    func `is a key that an account got`(_ line: String, _ key: String) throws {
        #expect(try difference(file(), file(after: line)) == [.accountChanged(work, keys: [key])])
        #expect(try difference(file(), file(after: "\(line)\n#")).description.contains(key))
    }

    @Test func `is every account that follows [sync]`() throws {
        let own = file(after: "interval = \"1m\"")
        let changed = "[sync]\ninterval = \"2m\"\n"
        #expect(
            try difference(file(), changed + file()) == [
                .changed(key: "sync.interval"), .accountChanged(work, keys: ["interval"]),
            ])
        #expect(try difference(own, changed + own) == [.changed(key: "sync.interval")])
    }

    @Test(arguments: [
        ("[database]\npath = \"/x\"", SettingsChange.needsRestart(key: "database.path")),
        ("[control]\nsocket = \"/x\"", .needsRestart(key: "control.socket")),
        ("[control]\ndashboard = \"[::1]:1\"", .unused(key: "control.dashboard")),
        ("[sync]\nmail_guard = 1", .changed(key: "sync.mail_guard")),
        ("[sync]\ndeletion_budget.count = 1", .changed(key: "sync.deletion_budget")),
        ("[cache]\nmemory.ttl = \"1s\"", .unused(key: "cache.memory")),
        ("[cache]\nredis.url = \"redis://x\"", .unused(key: "cache.redis")),
        ("[cache]\ndisk.size = \"1B\"", .unused(key: "cache.disk")),
    ])
    func `is a key, now or at the next start`(_ text: String, _ change: SettingsChange) throws {
        #expect(try difference("", text) == [change])
    }
}
