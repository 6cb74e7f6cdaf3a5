// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import Glibc
import HTTPTransfer
import RemoteCalendars
import Settings
import Testing

@testable import almanacd

@Suite struct `What the doctor makes of a server` {
    private func reach(_ url: String = "https://dav.example.org/") throws -> ServerReach {
        try #require(CalDAVAccount(url: url, username: "alice", password: { nil }).reach())
    }

    @Test(arguments: [
        (NameLookup.found(v4: ["192.0.2.1"], v6: [], .milliseconds(3)), true, Finding.Outcome.ok, "IPv4 only, 3 ms"),
        (.found(v4: ["192.0.2.1"], v6: ["2001:db8::1"], .milliseconds(3)), true, .ok, "IPv4 and IPv6"),
        (.found(v4: ["192.0.2.1"], v6: [], .seconds(3)), true, .warning, "3000 ms"),
        (.found(v4: ["h"], v6: [], .zero), true, .ok, "h is an address"),
        (.unknown, true, .failure, "there is no host h"), (.unknown, false, .failure, "there is no network"),
        (.failed("Temporary failure"), true, .failure, "Temporary failure"),
        (.late(.seconds(5)), true, .failure, "longer than 5 s"),
    ])
    func `a name has addresses, or a remedy`(
        _ lookup: NameLookup, hasNetwork: Bool, outcome: Finding.Outcome, words: String
    ) {
        let finding = NameCheck(account: "work", host: "h").judge(lookup, hasNetwork: hasNetwork)
        #expect(finding.outcome == outcome && finding.seen.contains(words), "\(finding)")
        #expect((finding.outcome == .failure) == !finding.remedy.isEmpty || finding.outcome == .warning)
    }

    @Test func `what blocks is not waited for longer than the limit`() async throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let (reader, writer) = (ends[0], ends[1])
        let clock = ContinuousClock()
        let start = clock.now
        let count = await within(.milliseconds(100)) {
            await aside { () -> Int32 in
                var waiting = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
                return poll(&waiting, 1, 600_000)
            }
        }
        // A busy machine is late; what blocks would have taken ten minutes.
        #expect((count ?? nil) == nil && clock.now - start < .seconds(300))
        close(writer)
        let name = await aside { "done" }
        #expect(name == "done")
    }

    @Test(arguments: [(13, Finding.Outcome.warning), (15, .ok), (0, .warning), (400, .ok)])
    func `a certificate is warned of two weeks before its end`(days: Int, outcome: Finding.Outcome) throws {
        let now = Instant(seconds: 1_790_000_000)
        let certificate = ServerCertificate(
            subject: "CN = dav.example.org", issuer: "CN = CA", expires: now.seconds + Int64(days) * 86_400 + 60)
        let finding = TLSCheck(account: "work", reach: try reach()).judge(
            TLSHandshake(version: "TLSv1.3", address: "192.0.2.1", certificate: certificate), now: now)
        #expect(finding.outcome == outcome && finding.seen.contains("(\(days) days)"), "\(finding)")
        #expect(finding.seen.hasPrefix("dav.example.org:443 speaks TLSv1.3; at 192.0.2.1; certificate of CN = dav"))
    }

    @Test func `what was wrong with a certificate stands beside the reason`() throws {
        let now = Instant(seconds: 1_790_000_000)
        let expired = ServerCertificate(subject: "CN = a", issuer: "CN = b", expires: 1_789_900_000)
        let finding = TLSCheck(account: "work", reach: try reach()).judge(
            TransferError(.certificate, "SSL certificate problem: certificate has expired"),
            TLSHandshake(certificate: expired), now: now)
        #expect(finding.outcome == .failure && finding.seen.contains("expired on 2026-09-20"), "\(finding)")
        #expect(finding.remedy == ["its administrator has to renew it; check this machine's clock too"])
    }

    @Test(arguments: [(0, Finding.Outcome.ok), (300, .ok), (301, .warning), (-4000, .warning)])
    func `a clock may differ by five minutes`(seconds: Int, outcome: Finding.Outcome) throws {
        // Sun, 06 Nov 1994 08:49:37 GMT
        let now = Instant(seconds: 784_111_777 + Int64(seconds))
        let response = TransferResponse(status: 401, headers: [HTTPHeader("Date", "Sun, 06 Nov 1994 08:49:37 GMT")])
        let check = ServerCheck(account: "work", reach: try reach())
        let finding = try #require(check.clock(response, now: now))
        #expect(finding.outcome == outcome && finding.remedy.isEmpty == (outcome == .ok))
        #expect(check.clock(TransferResponse(status: 401), now: now) == nil)
    }

    @Test(arguments: [(401, Finding.Outcome.ok), (200, .ok), (301, .ok), (500, .warning), (503, .warning)])
    func `whoever answers is there, and may be unwell`(status: Int, outcome: Finding.Outcome) throws {
        #expect(
            ServerCheck(account: "work", reach: try reach()).judge(TransferResponse(status: status)).outcome == outcome)
    }

    private func account(_ more: String) throws -> AccountSettings {
        let text = """
            [[account]]
            name = "work"
            kind = "caldav"
            url = "https://dav.example.org/"
            username = "alice"
            password = { file = "/etc/work.password" }
            \(more)
            """
        return try #require(try parseSettings(text, defaults: .system).accounts.first)
    }

    private func calendar(_ segment: String, isWritable: Bool? = nil, syncs: Bool = true) -> RemoteCalendar {
        RemoteCalendar(
            name: RemoteName(href: Href("https://h/\(segment)/"), key: HrefKey("/\(segment)/")),
            displayName: segment.uppercased(), supportsSyncCollection: syncs, isWritable: isWritable)
    }

    @Test func `patterns that mean nothing, and a default that is none, are told`() throws {
        let team = [calendar("team", isWritable: false), calendar("Home%20Sweet", syncs: false)]
        let good = CalendarsCheck(account: try account("")).judge(team)
        #expect(good.map(\.outcome) == [.ok])
        #expect(good[0].seen.contains("2 of 2: team, home-sweet") && good[0].seen.hasSuffix("compared: home-sweet"))
        let bad = CalendarsCheck(account: try account("calendars = [\"te*\", \"holi*\"]\ndefault = \"team\"")).judge(
            team)
        #expect(bad.map(\.outcome) == [.ok, .warning, .warning])
        #expect(bad[0].seen.contains("1 of 2: team") && bad[1].seen.contains("\"holi*\""))
        #expect(bad[2].seen == "the default \"team\" is read-only")
        let none = CalendarsCheck(account: try account("calendars = [\"x\"]\ndefault = \"y\"")).judge(team)
        #expect(none.map(\.outcome) == [.warning, .warning])
        #expect(CalendarsCheck(account: try account("")).judge([]).map(\.outcome) == [.warning])
    }

    @Test func `a refused password is told with where it came from`() throws {
        let error = RemoteError(
            .unauthorized, scope: .account, retry: .whenSettingsChange, message: "h refuses the username or password",
            hint: "correct it")
        let finding = CalendarsCheck(account: try account("")).judge(login: error)
        #expect(finding.outcome == .failure && finding.seen.hasSuffix("came from file /etc/work.password"))
        #expect(finding.remedy == ["correct it", "$ almanac discover --explain work"])
    }
}
