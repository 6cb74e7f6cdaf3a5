// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import RemoteCalendars
import Settings
import Testing

@testable import almanacd

@Suite struct `The settings for what was found` {
    private func block(
        _ place: String, homes: [String] = [], username: String = "alice", caFile: String? = nil,
        allowsHTTP: Bool = false, provider: String? = nil, userID: UInt32 = 1000, taken: Set<String> = []
    ) -> AccountBlock {
        let account = CalDAVAccount(
            url: "ignored", username: username, password: { "alice-pw" }, caFile: caFile, allowsPlainHTTP: allowsHTTP)
        return AccountBlock(
            discovery: Discovery(
                home: RemoteHome(principal: nil, homes: homes.map { Href($0) }), place: place,
                provider: provider.flatMap { KnownProvider.of(typed: $0) }),
            account: account, environment: ProcessEnvironment(["HOME": "/home/alice"], userID: userID), taken: taken)
    }

    private func parsed(_ block: AccountBlock) throws -> AccountSettings {
        try #require(try parseSettings(block.text, defaults: .system).accounts.first)
    }

    @Test func `can be read as they are`() throws {
        let account = try parsed(
            block(
                "https://dav.example.org/dav/", homes: ["https://dav.example.org/a/", "https://b.example.org:8443/a/"],
                username: #"a"\b"#, caFile: "/etc/ca.pem"))
        #expect(account.name == AccountName("example") && account.url == "https://dav.example.org/dav/")
        #expect(account.username == #"a"\b"# && account.caFile == "/etc/ca.pem")
        #expect(account.allowedHosts == ["b.example.org"] && !account.allowsHTTP)
        #expect(account.password == .file("/home/alice/.config/almanac/example.password"))
        let plain = try parsed(block("http://10.0.0.1:5232/", allowsHTTP: true, userID: 0))
        #expect(plain.allowsHTTP && plain.password == .credential("calendars"))
    }

    @Test(arguments: [
        ("https://caldav.icloud.com/", "alice@me.com", [], "icloud"), ("https://dav.example.org/", nil, [], "example"),
        ("https://dav.example.org/", nil, ["example", "example-2"], "example-3"),
        ("https://192.0.2.1:8443/", nil, [], "calendars"), ("http://localhost/", nil, [], "calendars"),
        ("https://[::1]:8443/", nil, [], "calendars"), ("https://xn--bcher-kva.example/", nil, [], "xn--bcher-kva"),
    ])
    func `have a name that is free`(place: String, provider: String?, taken: [String], name: String) {
        #expect(block(place, provider: provider, taken: Set(taken)).name == name)
    }

    @Test func `allow no host that is trusted anyway`() throws {
        let text = block("https://caldav.icloud.com/", homes: ["https://p12-caldav.icloud.com/1/calendars/"]).text
        #expect(!text.contains("allowed_hosts"))
    }
}

@Suite struct `What discover prints` {
    @Test func `is fit for a terminal, whatever a server says`() {
        var report = DiscoveryReport(target: "x")
        let name = RemoteName(href: Href("https://h/a/"), key: HrefKey("/a/"))
        let calendar = RemoteCalendar(name: name, displayName: "\u{1B}[31mTeam\n\u{202E}x", isWritable: false)
        report.add(
            Discovery(home: RemoteHome(principal: Href("https://h/\u{7}"), homes: []), place: "https://h/"), [calendar])
        #expect(report.text.contains(#"\u{1b}[31mTeam\n\u{202e}x  https://h/a/  (read only)"#), "\(report.text)")
        #expect(report.text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        let hop = DiscoveryReport.Hop(
            DiscoveryHop(.request(method: "GET", url: "https://h/"), status: 404, outcome: "no\u{1B}c\r\n"))
        #expect(hop.text == "GET https://h/\n    404: no\\u{1b}c\\r\\n\n")
    }

    @Test func `has a word for the provider also when nothing was found`() {
        var report = DiscoveryReport(target: "alice@fastmail.com")
        report.provider = KnownProvider.of(typed: report.target).map { .init(name: $0.name, advice: $0.advice) }
        report.add(RemoteError(.unreachable, scope: .account, retry: .now, message: "no way", hint: "wait"))
        #expect(
            report.text.hasPrefix("almanacd: no way\n  Next: wait\n\nFastmail: Fastmail takes only an app password"))
    }
}
