// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Testing

@testable import CalDAV

@Suite struct `An href key` {
    @Test(arguments: [
        ("/alice/cal/x.ics", "/alice/cal/x.ics"), ("/a/%40x.ics", "/a/@x.ics"), ("/a/@x.ics", "/a/@x.ics"),
        ("/a/%2Bx", "/a/%2Bx"), ("/a/+x", "/a/%2Bx"), ("/a/%2bx", "/a/%2Bx"), ("/a/x%2Fy", "/a/x%2Fy"),
        ("/a/x%2fy", "/a/x%2Fy"),
        ("/a//b///c", "/a/b/c"), ("/a/./b/../c", "/a/c"), ("/a/%2e%2e/c", "/c"), ("/a/b/..", "/a/"), ("/a/b/", "/a/b/"),
        ("/../../x", "/x"), ("/a/x y", "/a/x%20y"), ("/a/%7Ex", "/a/~x"), ("/a/%2540", "/a/%2540"),
        ("/a/100%", "/a/100%25"),
        ("/a/%zz", "/a/%25zz"), ("/a/ä", "/a/%C3%A4"), ("/a/%c3%a4", "/a/%C3%A4"), ("/a/%FF", "/a/%FF"),
        ("/a/:b", "/a/%3Ab"),
        ("/a/x?y=/z", "/a/x?y=/z"), ("/", "/"), ("//", "/"), ("/A/x", "/A/x"),
    ])
    func `is one spelling of a path`(path: String, key: String) {
        #expect(pathKey(path) == key)
        #expect(pathKey(key) == key)
    }

    @Test(arguments: [("/a/%2540", "/a/@"), ("/a/%252F", "/a/%2F")])
    func `can be decoded once more for servers that encode twice`(key: String, decoded: String) {
        #expect(pathKeyDecodedTwice(key) == decoded)
        #expect(pathKeyDecodedTwice("/a/b.ics") == nil)
    }

    @Test(arguments: [
        ("/cal/x%40y.ics", "/cal/x@y.ics"), ("/cal/x@y.ics", "/cal/x%40y.ics"), ("/cal/a%3ab", "/cal/a:b"),
        ("/cal/x?y.ics", "/cal/x%3Fy.ics"), ("/cal/x.ics", nil),
    ])
    func `has another spelling to try in a GET`(path: String, other: String?) {
        #expect(alternativeSpelling(path) == other)
    }
}

@Suite struct `A URL` {
    @Test(arguments: [
        ("HTTPS://Example.ORG:443/a", "https://example.org/a"), ("http://h:80", "http://h/"),
        ("http://h:8080?x", "http://h:8080/?x"),
        ("https://[::1]:5232/x", "https://[::1]:5232/x"), ("https://h/a b\u{e4}", "https://h/a%20b%C3%A4"),
        ("https://h/a#b", "https://h/a"),
        ("https://h/%40", "https://h/%40"),
    ])
    func `is taken apart and put together`(text: String, result: String) {
        #expect(RemoteURL(text)?.text == result)
    }

    @Test(arguments: [
        "", "h", "ftp://h/", "https://", "https:///x", "https://a@h/", "https://h:0/", "https://h:65536/",
        "https://h:x/",
        "https://h\\x/", "https://h h/", "https://[::1/", "javascript:alert(1)",
    ])
    func `is refused`(text: String) {
        #expect(RemoteURL(text) == nil)
    }

    @Test(arguments: [
        ("/x", "https://h/x"), ("x", "https://h/a/b/x"), ("", "https://h/a/b/c"), ("../x", "https://h/a/x"),
        ("//o/x", "https://o/x"),
        ("https://o:1/x", "https://o:1/x"), ("HTTP://o/", "http://o/"), ("a:b.ics", "https://h/a/b/a:b.ics"),
        ("?q", "https://h/a/b/c?q"),
        ("#f", "https://h/a/b/c"), ("/x#f", "https://h/x"),
    ])
    func `is resolved`(reference: String, result: String) {
        #expect(RemoteURL("https://h/a/b/c")?.resolving(reference)?.text == result)
    }

    @Test(arguments: [
        ("https://h/", "https://h/cal/", true), ("https://h/", "https://h:444/", false),
        ("https://h/", "http://h/", false),
        ("https://h/", "https://ok.org/", true), ("https://h/", "https://x.ok.org/", false),
        ("https://h/", "https://ok.org.evil/", false),
        ("https://h/", "http://ok.org/", false), ("https://h/", "https://two.org:1/", true),
        ("https://h/", "https://two.org/", false),
        ("https://caldav.icloud.com/", "https://p12-caldav.icloud.com/1/", true),
        ("https://caldav.icloud.com/", "http://p12-caldav.icloud.com/", false),
        ("https://caldav.icloud.com/", "https://icloud.com.evil/", false),
        ("https://caldav.icloud.com/", "https://p12-caldav.icloud.com:8443/", false),
        ("https://h/", "https://p12-caldav.icloud.com/", false),
    ])
    func `may be given the password or not`(account: String, target: String, isTrusted: Bool) throws {
        let trusted = TrustedOrigins(account: try #require(RemoteURL(account)), allowedHosts: ["OK.org", "two.org:1"])
        #expect(trusted.mayReceiveCredentials(try #require(RemoteURL(target))) == isTrusted)
    }

    @Test(arguments: [
        ("example.org", "https://example.org/"), ("example.org:8443", "https://example.org:8443/"),
        ("alice@example.org", "https://example.org/"), ("http://127.0.0.1:1/x/", "http://127.0.0.1:1/x/"), ("", nil),
    ])
    func `is what a person types`(text: String, url: String?) {
        #expect(CalDAVAccount(url: text, username: "a", password: { nil }).root?.text == url)
    }
}

@Suite struct `A place in a collection` {
    @Test(arguments: [
        ("/cal/", nil), ("/cal", nil), ("https://h/cal/", nil), ("/cal/x.ics", "/cal/x.ics"),
        (" /cal/x.ics\n", "/cal/x.ics"),
        ("https://h/cal/x%40.ics", "/cal/x@.ics"), ("x.ics", "/cal/x.ics"), ("./a:b.ics", "/cal/a%3Ab.ics"),
        ("//h/cal/x", "/cal/x"),
    ])
    func `is itself or a member`(href: String, key: String?) throws {
        let place = try scope.place(of: Array(href.utf8))
        guard let key else {
            #expect(place == .itself)
            return
        }
        guard case .member(let name) = place else {
            Issue.record("\(place)")
            return
        }
        #expect(name.key.rawValue == key)
    }

    @Test(arguments: [
        "", "/", "/calendar/x", "/cal/sub/", "/cal/sub/x.ics", "/cal/../x", "/cal/%2e%2e/other/x", "https://o/other/x",
        "//o/other/x", "ftp://h/cal/x/", "/cal//",
    ])
    func `is elsewhere`(href: String) throws {
        let place = try scope.place(of: Array(href.utf8))
        #expect(place == .outside || href == "/cal//" && place == .itself)
    }

    @Test(arguments: ["https://o/cal/x", "//o/cal/x", "http://h/cal/x", "https://o/cal/"])
    func `is told apart from a member when its host is another`(href: String) throws {
        #expect(try scope.place(of: Array(href.utf8)) == .foreign)
    }

    @Test func `on another host than the account's carries that host in the spelling, not in the key`() throws {
        let account = try #require(RemoteURL("https://caldav.icloud.com/"))
        let scope = CollectionScope(try #require(RemoteURL("https://p1-caldav.icloud.com/1/cal/")), account: account)
        let name = RemoteName(href: Href("https://p1-caldav.icloud.com/1/cal/x"), key: HrefKey("/1/cal/x"))
        #expect(scope.place(of: Array("/1/cal/x".utf8)) == .member(name))
        #expect(scope.spelling(of: name) == "/1/cal/x")
        #expect(scope.member(named: "x") == name)
    }

    private var scope: CollectionScope {
        get throws {
            let url = try #require(RemoteURL("https://h/cal/"))
            return CollectionScope(url, account: url)
        }
    }
}

@Suite struct `An account's address` {
    @Test(
        arguments: [
            ("dav.example.org", "https://dav.example.org/", nil),
            ("alice@example.org", "https://example.org/", nil),
            ("https://h:8443/dav/", "https://h:8443/dav/", nil),
            ("unix:/run/x.sock", "http://localhost/", "/run/x.sock"),
            ("unix:///run/x.sock", "http://localhost/", "/run/x.sock"),
            ("unix:/run/x.sock:/dav/", "http://localhost/dav/", "/run/x.sock"),
            ("unix:", nil, ""), ("https://", nil, nil),
        ] as [(String, String?, String?)])
    func `is a host, a URL or a socket`(text: String, root: String?, socket: String?) {
        let account = CalDAVAccount(url: text, username: "alice", password: { nil })
        #expect(account.root?.text == root && account.unixSocket == socket)
    }
}
