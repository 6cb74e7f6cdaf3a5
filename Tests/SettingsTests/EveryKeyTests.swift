// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import Settings

private let work = AccountName("work")
private let pin = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

/// A key of the reader's, and a change of it: one text for another, or lines that come to the file.
private struct KeyChange: Sendable, CustomTestStringConvertible {
    var key: String
    var old = file()
    var new: String
    var outcome: SettingsChange
    var testDescription: String { key }

    static func top(_ key: String, _ text: String, _ outcome: SettingsChange) -> KeyChange {
        KeyChange(key: key, new: text + "\n" + file(), outcome: outcome)
    }

    static func account(_ key: String, _ line: String, reported: String? = nil) -> KeyChange {
        KeyChange(
            key: "account.\(key)", new: file(after: line),
            outcome: .accountChanged(work, keys: [reported ?? key]))
    }

    static func password(_ source: String, _ value: String) -> KeyChange {
        KeyChange(
            key: "account.password.\(source)", new: file().replacing("env = \"P\"", with: "\(source) = \(value)"),
            outcome: .accountChanged(work, keys: ["password"]))
    }

    static func required(_ key: String, _ old: String, _ new: String) -> KeyChange {
        KeyChange(
            key: "account.\(key)", new: file().replacing(old, with: new),
            outcome: .accountChanged(work, keys: [key]))
    }

    /// The other keys of Redis have no meaning without its URL.
    static func redis(_ key: String, _ value: String) -> KeyChange {
        let base = "[cache]\nredis.url = \"redis://x\"\n"
        return KeyChange(
            key: "cache.redis.\(key)", old: base + file(), new: base + "redis.\(key) = \(value)\n" + file(),
            outcome: .unused(key: "cache.redis"))
    }

    static let all: [KeyChange] = [
        .top("database.path", "[database]\npath = \"/x\"", .needsRestart(key: "database.path")),
        .top("sync.mail_guard", "[sync]\nmail_guard = 1", .changed(key: "sync.mail_guard")),
        .top("sync.deletion_budget.count", "[sync]\ndeletion_budget.count = 1", .changed(key: "sync.deletion_budget")),
        .top("sync.deletion_budget.share", "[sync]\ndeletion_budget.share = 1", .changed(key: "sync.deletion_budget")),
        .top("sync.interval", "[sync]\ninterval = \"1m\"", .changed(key: "sync.interval")),
        .top("sync.conflict", "[sync]\nconflict = \"keep-both\"", .changed(key: "sync.conflict")),
        .top("control.socket", "[control]\nsocket = \"/x\"", .needsRestart(key: "control.socket")),
        .top("control.dashboard", "[control]\ndashboard = \"[::1]:1\"", .unused(key: "control.dashboard")),
        .top("cache.memory.ttl", "[cache]\nmemory.ttl = \"1s\"", .unused(key: "cache.memory")),
        .top("cache.memory.size", "[cache]\nmemory.size = \"1B\"", .unused(key: "cache.memory")),
        .top("cache.disk.ttl", "[cache]\ndisk.ttl = \"1s\"", .unused(key: "cache.disk")),
        .top("cache.disk.size", "[cache]\ndisk.size = \"1B\"", .unused(key: "cache.disk")),
        .top("cache.redis.url", "[cache]\nredis.url = \"redis://x\"", .unused(key: "cache.redis")),
        .redis("ttl", "\"1s\""), .redis("connections", "1"),
        .required("url", "https://dav.example.org/", "https://dav.example.com/"),
        .required("username", "alice", "bob"),
        .password("env", "\"Q\""), .password("credential", "\"P\""), .password("file", "\"/x\""),
        .password("command", "[\"x\"]"),
        .account("calendars", "calendars = [\"a\"]"), .account("default", "default = \"a\""),
        .account("interval", "interval = \"1m\""), .account("conflict", "conflict = \"remote-wins\""),
        .account("ca_file", "ca_file = \"/x\""), .account("allowed_hosts", "allowed_hosts = [\"x\"]"),
        .account("allow_http", "allow_http = true"), .account("auth", "auth = \"bearer\""),
        .account("client_certificate", "client_certificate = \"/x\""),
        KeyChange(
            key: "account.client_key", old: file(after: "client_certificate = \"/x\""),
            new: file(after: "client_certificate = \"/x\"\nclient_key = \"/y\""),
            outcome: .accountChanged(work, keys: ["client_key"])),
        .account("fingerprint", "fingerprint = \"\(pin)\""), .account("proxy", "proxy = \"http://x:1\""),
    ]
}

@Suite struct `Every key` {
    /// What the reader asks for, without tables, and without what has one value or makes another account of it.
    private func known() throws -> Set<String> {
        let text = file(before: "[cache]\nredis.url = \"redis://x\"", after: "client_certificate = \"/x\"")
        let keys = try parse(text, defaults: .system).keys
        let leaves = keys.filter { key in !keys.contains { $0.hasPrefix("\(key).") } }
        return leaves.subtracting(["account.name", "account.kind"])
    }

    @Test func `that the reader knows stands in the table of this test, and no other`() throws {
        #expect(Set(KeyChange.all.map(\.key)) == (try known()))
    }

    @Test(arguments: KeyChange.all)
    private func `that changes is told, as changed or as what it takes`(_ change: KeyChange) throws {
        let (old, new) = (try settings(change.old), try settings(change.new))
        #expect(old != new)
        #expect(changes(from: old, to: new).contains(change.outcome))
        #expect(changes(from: new, to: old).contains(change.outcome), "and when it changes back")
    }

    @Test func `that waits for the next start is told until then, unless it is as it was at the start again`() throws {
        let (started, other) = (try settings(file()), try settings("[control]\nsocket = \"/x\"\n" + file()))
        #expect(changes(from: other, to: other, startedWith: started) == [.needsRestart(key: "control.socket")])
        #expect(changes(from: other, to: started, startedWith: started).isEmpty)
        #expect("\(SettingsChange.needsRestart(key: "a.b"))" == "a.b changed, from the next start on")
    }

    @Test func `that needs a restart is told with the command of this daemon's manager`() {
        let system = ProcessEnvironment([:], userID: 998)
        let own = ProcessEnvironment(["XDG_RUNTIME_DIR": "/run/user/1000"], userID: 1000)
        #expect(ServiceCommands(system).restart == "systemctl restart almanacd")
        #expect(ServiceCommands(own).restart == "systemctl --user restart almanacd")
    }
}
