// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import Settings
import Testing

@Suite struct `A settings file` {
    @Test func `says nothing and gives the defaults`() throws {
        let settings = try settings("")
        #expect(settings.database.path == "/var/lib/almanac/calendar.db")
        #expect(settings.sync.interval == .seconds(300))
        #expect(settings.sync.conflict == .merge)
        #expect(settings.sync.deletionBudget.count == 10)
        #expect(settings.sync.deletionBudget.share == 0.2)
        #expect(settings.sync.mailGuard == 10)
        #expect(settings.control.socket == "/run/almanac/almanac.sock")
        #expect(settings.control.dashboard == nil)
        #expect(settings.cache.memory.lifetime == .seconds(30))
        #expect(settings.cache.memory.size == 16 << 20)
        #expect(settings.cache.redis == nil)
        #expect(settings.cache.disk.lifetime == .seconds(3600))
        #expect(settings.cache.disk.size == 256 << 20)
        #expect(settings.accounts.isEmpty)
    }

    @Test func `gives an account its defaults`() throws {
        let account = try #require(try settings(file()).account(AccountName("work")))
        #expect(account.kind == .caldav)
        #expect(account.url == "https://dav.example.org/")
        #expect(account.username == "alice")
        #expect(account.password == .variable("P"))
        #expect(account.calendars == ["*"])
        #expect(account.defaultCalendar == nil)
        #expect(account.interval == .seconds(300))
        #expect(account.conflict == .merge)
        #expect(account.caFile == nil)
        #expect(account.allowedHosts.isEmpty)
        #expect(!account.allowsHTTP)
        #expect(account.login == nil && account.clientCertificate == nil)
        #expect(account.fingerprint == nil && account.proxy == nil)
    }

    @Test func `says how to reach a server, and to log in to it`() throws {
        let text = """
            auth = "digest"
            client_certificate = "~/client.pem"
            client_key = "/etc/almanac/client.key"
            fingerprint = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
            proxy = "http://proxy.example.org:3128/"
            """
        let account = try #require(try settings(file(after: text)).account(AccountName("work")))
        #expect(account.login == .digest)
        #expect(account.clientCertificate?.certificate == "/home/alice/client.pem")
        #expect(account.clientCertificate?.key == "/etc/almanac/client.key")
        #expect(account.fingerprint == "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        #expect(account.proxy == "http://proxy.example.org:3128/")
    }

    @Test(arguments: [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55",
    ])
    func `takes a fingerprint as openssl writes it`(_ fingerprint: String) throws {
        let text = file(after: "fingerprint = \"\(fingerprint)\"")
        let account = try #require(try settings(text).account(AccountName("work")))
        #expect(account.fingerprint == "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    @Test func `is read to its last key`() throws {
        let settings = try settings(
            """
            [database]
            path = "~/calendar.db"
            [sync]
            interval = "1h30m"
            conflict = "keep-both"
            deletion_budget = { count = 3, share = 1 }
            mail_guard = 0
            [control]
            socket = "/tmp/a.sock"
            dashboard = "[::1]:8642"
            [cache.memory]
            ttl = "500s"
            size = "1MB"
            [cache.redis]
            url = "unix:///run/redis/redis.sock"
            [[account]]
            name = "work"
            kind = "caldav"
            url = "http://127.0.0.1:5232/"
            username = "alice"
            calendars = ["team", "Private *"]
            default = "team"
            interval = "30s"
            conflict = "local-wins"
            ca_file = "~/ca.pem"
            allowed_hosts = ["DAV2.example.org"]
            allow_http = false
            [account.password]
            command = ["pass", "show", "work"]
            [[account]]
            name = "home.2"
            kind = "caldav"
            url = "http://nas.lan/dav"
            username = "bob"
            password = { file = "~/.secret" }
            allow_http = true
            """)
        #expect(settings.database.path == "/home/alice/calendar.db")
        #expect(settings.sync.interval == .seconds(5400))
        #expect(settings.sync.deletionBudget.share == 1)
        #expect(settings.sync.mailGuard == 0)
        #expect(settings.control.dashboard?.description == "[::1]:8642")
        #expect(settings.control.dashboard?.host == "::1")
        #expect(settings.cache.memory.size == 1_000_000)
        #expect(settings.cache.redis?.url == "unix:///run/redis/redis.sock")
        #expect(settings.cache.redis?.connections == 4)
        let work = try #require(settings.account(AccountName("work")))
        #expect(work.calendars == ["team", "Private *"])
        #expect(work.defaultCalendar == "team")
        #expect(work.interval == .seconds(30))
        #expect(work.conflict == .localWins)
        #expect(work.caFile == "/home/alice/ca.pem")
        #expect(work.allowedHosts == ["dav2.example.org"])
        #expect(work.password == .command(["pass", "show", "work"]))
        let home = try #require(settings.account(AccountName("home.2")))
        #expect(home.interval == .seconds(5400), "an account without its own takes that of [sync]")
        #expect(home.conflict == .keepBoth)
        #expect(home.password == .file("/home/alice/.secret"))
        #expect(home.allowsHTTP)
    }

    @Test(arguments: [
        "https://dav.example.org", "https://dav.example.org:8443/dav/?x=1", "HTTPS://DAV.example.org/",
        "https://[2001:db8::1]/",
        "http://localhost:5232/", "http://127.9.9.9/", "http://[::1]:80/",
        "unix:/run/radicale/radicale.sock", "unix:///run/x.sock", "unix:/run/x.sock:/dav/",
    ])
    func `takes a URL`(_ url: String) throws {
        let text = file().replacing("https://dav.example.org/", with: url)
        #expect(try settings(text).accounts.first?.url == url)
    }
}
