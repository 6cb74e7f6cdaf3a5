// SPDX-License-Identifier: Apache-2.0

import Settings
import Testing

private let account =
    "\nkind = \"caldav\"\nurl = \"https://dav.example.org/\"\nusername = \"a\"\npassword = { env = \"P\" }\n"

@Suite struct `A wrong setting` {
    @Test(arguments: [
        // unknown keys
        (
            "[sync]\nintervall = \"5m\"",
            "line 2: sync.intervall: there is no such key; did you mean \"interval\"?"
        ),
        ("[database]\nsocket = \"/x\"", "line 2: database.socket: there is no such key; did you mean control.socket?"),
        (
            "[database]\nfoo = 1",
            "line 2: database.foo: there is no such key; known here: path"
        ),
        ("[synk]\ninterval = \"5m\"", "line 1: synk: there is no such key; did you mean \"sync\"?"),
        (
            "[sync]\n# two\ndeletion_budget = { count = 1, shrae = 0.1 }",
            "line 3: sync.deletion_budget.shrae: there is no such key; did you mean \"share\"?"
        ),
        (
            "\"a\\nb\" = 1",
            "line 1: a\\u{a}b: there is no such key; known here: database, sync, control, cache, account"
        ),
        (
            "\"a\u{202e}\u{2028}b\" = 1",
            "line 1: a\\u{202e}\\u{2028}b: there is no such key; known here: database, sync, control, cache, account"
        ),
        // types
        (
            "[sync]\nmail_guard = \"10\"",
            "line 2: sync.mail_guard: must be a whole number, not a string; write mail_guard = 10"
        ),
        (
            "[sync]\ninterval = 300",
            "line 2: sync.interval: must be a duration, not a whole number; it needs quotes and a unit, as in interval = \"5m\""
        ),
        ("sync = 1", "line 1: sync: must be a table, not a whole number; write { … } or [sync]"),
        (
            "[account]\nname = \"x\"",
            "line 1: account: must be an array of tables, not a table; write [[account]], with two brackets"
        ),
        ("account = [1]", "line 1: account[1]: must be a table, not a whole number"),
        (
            "[database]\npath = 2026-01-01",
            "line 2: database.path: must be a string, not a date or time; write path = \"/var/lib/almanac/calendar.db\""
        ),
        ("[sync]\nconflict = []", "line 2: sync.conflict: must be a string, not an array; write conflict = \"merge\""),
        // values
        (
            "[sync]\ninterval = \"5 minutes\"",
            "line 2: sync.interval: \"5 minutes\" is not a duration; units are ms, s, m, h, d, as in \"5m\""
        ),
        (
            "[sync]\ninterval = \"0s\"",
            "line 2: sync.interval: \"0s\" is short of the least that makes sense; the default is \"5m\""
        ),
        (
            "[sync]\ninterval = \"9999999999d\"",
            "line 2: sync.interval: \"9999999999d\" is beyond the most that makes sense; the default is \"5m\""
        ),
        (
            "[sync]\nconflict = \"remote\"",
            "line 2: sync.conflict: unknown value \"remote\"; one of: merge, remote-wins, local-wins, keep-both"
        ),
        (
            "[sync]\nconflict = \"keepboth\"",
            "line 2: sync.conflict: unknown value \"keepboth\"; did you mean \"keep-both\"?"
        ),
        ("[sync]\nmail_guard = -1", "line 2: sync.mail_guard: must be from 0 to 1000000"),
        (
            "[sync.deletion_budget]\nshare = nan",
            "line 2: sync.deletion_budget.share: must be from 0 to 1; a fifth is 0.2"
        ),
        (
            "[cache]\nmemory.size = \"16Mib\"",
            "line 2: cache.memory.size: \"16Mib\" is not a size; units are B, KiB, MiB, GiB, as in \"16MiB\""
        ),
        ("[cache]\nredis = {}", "line 2: cache.redis.url: is missing; write url = \"redis://127.0.0.1:6379/0\""),
        (
            "[database]\npath = \"calendar.db\"",
            "line 2: database.path: must be a path from the root on; as in \"/var/lib/almanac/calendar.db\""
        ),
        (
            "[control]\ndashboard = \"0.0.0.0:80\"",
            "line 2: control.dashboard: must be a loopback address: everybody who reaches it reads the calendars; as in \"127.0.0.1:8642\""
        ),
        (
            "[control]\ndashboard = \"localhost\"",
            "line 2: control.dashboard: must be an address with a port; as in \"127.0.0.1:8642\""
        ),
        // not TOML
        (
            "[sync]\ninterval = \"5m",
            "line 2: not TOML: this string has no end; close it with its quote"
        ),
        ("a = 1\u{0}", "line 1: not TOML: something follows the end of the value; one key on a line"),
    ])
    func `is named with its line and the way out`(_ text: String, _ message: String) {
        #expect(problems(text) == [message])
    }

    @Test(arguments: [
        (
            "name = \"a b\"",
            "line 2: account[1].name: \"a b\" cannot be a name; 1 to 64 letters (A-Z, a-z), digits, dots, dashes and underscores, as in \"work\""
        ),
        (
            "name = \"..\"",
            "line 2: account[1].name: \"..\" cannot be a name; 1 to 64 letters (A-Z, a-z), digits, dots, dashes and underscores, as in \"work\""
        ),
        (
            "name = \"ä\"",
            "line 2: account[1].name: \"ä\" cannot be a name; 1 to 64 letters (A-Z, a-z), digits, dots, dashes and underscores, as in \"work\""
        ),
        ("", "line 1: account[1].name: is missing; write name = \"work\""),
        (
            "name = \"w\"\ndefault = \"w/team\"",
            "line 3: account.w.default: must be the short name of a calendar of this account; write default = \"team\""
        ),
        (
            "name = \"w\"\nallowed_hosts = [\"https://x/\"]",
            "line 3: account.w.allowed_hosts[1]: must be a host name alone; as in \"dav2.example.org\""
        ),
        (
            "name = \"w\"\ncalendars = \"*\"",
            "line 3: account.w.calendars: must be an array of strings, not a string; write calendars = [\"*\"]"
        ),
        (
            "name = \"w\"\ncalendars = [\n\"*\",\n3]",
            "line 5: account.w.calendars[2]: must be a string that is not empty"
        ),
        (
            "name = \"w\"\nallow_http = \"yes\"",
            "line 3: account.w.allow_http: must be true or false, not a string; without quotes"
        ),
        (
            "name = \"w\"\nca_file = \"ca.pem\"",
            "line 3: account.w.ca_file: must be a path from the root on; as in \"/etc/almanac/ca.pem\""
        ),
        (
            "name = \"w\"\nauth = \"diggest\"",
            "line 3: account.w.auth: unknown value \"diggest\"; did you mean \"digest\"?"
        ),
        (
            "name = \"w\"\nclient_key = \"/k\"",
            "line 3: account.w.client_key: is the key of no certificate; write client_certificate = \"/etc/almanac/client.pem\" beside it"
        ),
        (
            "name = \"w\"\nclient_certificate = \"k\"",
            "line 3: account.w.client_certificate: must be a path from the root on; as in \"/etc/almanac/client.pem\""
        ),
        ("name = \"w\"\npasswort = 1", "line 3: account.w.passwort: there is no such key; did you mean \"password\"?"),
    ])
    func `in an account is named with the account`(_ lines: String, _ message: String) {
        #expect(problems("[[account]]\n" + lines + account) == [message])
    }

    @Test(arguments: [
        ("dav.example.org", "is not a URL; it starts with https://, as in \"https://dav.example.org/\""),
        ("ftp://dav.example.org/", "must start with https://; as in \"https://dav.example.org/\""),
        (
            "http://dav.example.org/",
            "would send the password in the clear; write https://, or allow_http = true if the network is trusted"
        ),
        (
            "http://127.example.org/",
            "would send the password in the clear; write https://, or allow_http = true if the network is trusted"
        ),
        (
            "http://localhost@evil.example/",
            "must not hold a user or a password; they go to the keys username and password"
        ),
        ("https://", "names no host; as in \"https://dav.example.org/\""),
        ("https://x:99999/", "has no valid port; from 1 to 65535, as in \"https://dav.example.org:8443/\""),
        ("https://x/#a", "must not hold a fragment; drop what begins with #"),
        ("unix:x.sock", "names no socket; as in \"unix:/run/radicale/radicale.sock\""),
        ("unix:", "names no socket; as in \"unix:/run/radicale/radicale.sock\""),
        ("unix:/run/x.sock:dav", "names no socket; as in \"unix:/run/radicale/radicale.sock\""),
        ("https://x y/", "is not a URL; it starts with https://, as in \"https://dav.example.org/\""),
    ])
    func `in a URL is told`(_ url: String, _ message: String) {
        let text = file().replacing("https://dav.example.org/", with: url)
        #expect(problems(text) == ["line 5: account.work.url: \(message)"])
    }

    @Test(arguments: [
        "abc", "sha256//", "sha256//AAAA", "sha1//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=",
        "YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=", "sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMw==",
        "sha256//YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=;x", String(repeating: "g", count: 64),
        String(repeating: "a", count: 63), String(repeating: "a:", count: 31) + "aa",
    ])
    func `in a fingerprint is told`(_ fingerprint: String) {
        let found = problems(file(after: "fingerprint = \"\(fingerprint)\""))
        #expect(found.count == 1 && found[0].contains("fingerprint: is not a fingerprint; the SHA-256 of"))
    }

    @Test(arguments: [
        ("proxy.example.org:3128", "is not a URL; as in \"http://proxy.example.org:3128\""),
        ("socks5://x:1", "must start with http://; as in \"http://proxy.example.org:3128\""),
        (
            "http://alice:secret@x:1",
            "must not hold a user or a password; proxies that want a login are not supported"
        ),
        ("http://:1", "names no host; as in \"http://proxy.example.org:3128\""),
        ("http://x", "has no valid port; as in \"http://proxy.example.org:3128\""),
        ("http://x:1/y", "is a host and a port, and no more; as in \"http://proxy.example.org:3128\""),
        ("http://x:1?y", "is a host and a port, and no more; as in \"http://proxy.example.org:3128\""),
    ])
    func `in a proxy is told, without its password`(_ proxy: String, _ message: String) {
        #expect(problems(file(after: "proxy = \"\(proxy)\"")) == ["line 8: account.work.proxy: \(message)"])
    }

    @Test func `does not hide the others, which come in the order of their lines`() {
        let text = """
            [sync]
            interval = "x"
            mail_guard = true
            [[account]]
            name = "work"
            kind = "caldva"
            [[account]]
            name = "work"
            kind = "caldav"
            url = "https://dav.example.org/"
            username = "a:b"
            password = { env = "P", file = "p" }
            """
        #expect(
            problems(text) == [
                "line 2: sync.interval: \"x\" is not a duration; units are ms, s, m, h, d, as in \"5m\"",
                "line 3: sync.mail_guard: must be a whole number, not true or false; write mail_guard = 10",
                "line 4: account.work.url: is missing; write url = \"https://dav.example.org/\"",
                "line 4: account.work.username: is missing; write username = \"alice\"",
                "line 4: account.work.password: is missing; write password = { credential = \"work\" }",
                "line 6: account.work.kind: unknown value \"caldva\"; did you mean \"caldav\"?",
                "line 8: account[2].name: \"work\" is the name of an account above; choose another",
                "line 11: account[2].username: must not hold colons or control characters; as in \"alice\"",
                "line 12: account[2].password.file: must be a path from the root on; as in \"/etc/almanac/work.password\"",
                "line 12: account[2].password: names more than one source: file, env; write password = { credential = \"work\" }",
            ])
    }
}
