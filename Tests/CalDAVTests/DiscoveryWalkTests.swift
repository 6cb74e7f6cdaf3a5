// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import HTTPTransfer
import RemoteCalendars
import Synchronization
import TestSupport
import Testing

@testable import CalDAV

/// What discovery did, a line a step.
private final class Trace: Sendable {
    private let hops = Mutex<[DiscoveryHop]>([])
    var lines: [String] {
        hops.withLock { hops in
            hops.map { hop in
                let status = hop.status.map { " \($0)" } ?? ""
                return switch hop.step {
                case .request(let method, let url): "\(method) \(url)\(status): \(hop.outcome)"
                case .lookup(let record, let name): "\(record) \(name): \(hop.outcome)"
                case .skipped(let url): "skipped \(url): \(hop.outcome)"
                }
            }
        }
    }
    func observe(_ hop: DiscoveryHop) { hops.withLock { $0.append(hop) } }
}

private let us = "<current-user-principal><href>/me/</href></current-user-principal>"
private let homeSet = "<C:calendar-home-set><href>/home/</href></C:calendar-home-set>"
private let folder = "<resourcetype><collection/></resourcetype>"

@Suite struct `The walk of discovery` {
    private let noNames = NameService(server: (address: "127.0.0.1", port: 9), limit: .seconds(1))

    private func account(
        _ url: String, allowedHosts: [String] = [], allowsPlainHTTP: Bool = false, names: NameService? = nil
    ) -> CalDAVServer {
        CalDAVServer(
            account: CalDAVAccount(
                url: url, username: "alice", password: { "alice-pw" }, allowedHosts: allowedHosts,
                allowsPlainHTTP: allowsPlainHTTP),
            client: HTTPClient(), names: names ?? noNames)
    }

    /// What each server answers to PROPFIND of the well-known address, and to GET.
    @Test(arguments: [
        (ScriptedServer.Reply.answer(405), ScriptedServer.Reply.answer(302, headers: ["Location": "/dav/"])),
        (.answer(404), .answer(303, headers: ["Location": "/dav/"])),
        (.text(200, "<html>"), .answer(301, headers: ["Location": "/dav/"])),
        (.answer(501), .answer(308, headers: ["Location": "dav/../../dav/"])),
        (.answer(404), .answer(302, headers: ["Location": "/page"])),
        (.answer(307, headers: ["Location": "/dav/"]), .answer(500)),
        (.multistatus(found("/.well-known/caldav", us)), .answer(500)),
    ])
    func `learns from the well-known address also by GET`(
        propfind: ScriptedServer.Reply, get: ScriptedServer.Reply
    ) async throws {
        let server = try ScriptedServer { request in
            switch (request.method, request.path) {
            case ("PROPFIND", "/.well-known/caldav"): propfind
            case ("GET", "/.well-known/caldav"): get
            case ("PROPFIND", "/dav/"), ("PROPFIND", "/page"): .multistatus(found(request.path, us))
            case ("GET", "/page"): .answer(200, body: Array(repeating: 32, count: 2 << 20))
            case ("PROPFIND", "/me/"): .multistatus(found("/me/", homeSet))
            default: .answer(404)
            }
        }
        #expect(try await account(server.url + "some/page").discover().homes == [Href(server.url + "home/")])
        #expect(server.requests.allSatisfy { $0.method == "PROPFIND" || $0.path != "/me/" })
    }

    @Test func `tells each hop, and no secret`() async throws {
        let server = try ScriptedServer { request in
            switch (request.method, request.path) {
            case ("PROPFIND", "/.well-known/caldav"): .answer(405)
            case ("GET", "/.well-known/caldav"): .answer(302, headers: ["Location": "/dav/"])
            case ("PROPFIND", "/dav/"): .multistatus(found("/dav/", us))
            case ("PROPFIND", "/me/"): .multistatus(found("/me/", homeSet))
            default: .answer(404)
            }
        }
        let trace = Trace()
        let result = try await account(server.url).discover(trace.observe)
        #expect(result.place == server.url + "dav/" && result.provider == nil)
        let host = server.url.dropFirst("http://".count).dropLast()
        #expect(
            trace.lines == [
                "PROPFIND \(server.url) 404: \(host)/ is not there (404)",
                "PROPFIND \(server.url).well-known/caldav 405: \(host)/.well-known/caldav cannot do this (405)",
                "GET \(server.url).well-known/caldav 302: redirects to \(server.url)dav/",
                "GET \(server.url)dav/ 404: the place to ask",
                "PROPFIND \(server.url)dav/ 207: we are /me/",
                "PROPFIND \(server.url)me/ 207: calendars are in \(server.url)home/",
            ])
        #expect(trace.lines.allSatisfy { !$0.contains("alice-pw") })
    }

    @Test func `reads addresses, an outbox and several home sets, of which untrusted ones are refused`() async throws {
        let other = try ScriptedServer { _ in .answer(500) }
        let otherURL = "http://localhost:\(other.port)/"
        let more = """
            <C:calendar-home-set><href>/home/</href><href>\(otherURL)shared/</href><href>/home</href></C:calendar-home-set>
            <C:calendar-user-address-set><href>mailto:Alice%2Bx@Example.ORG</href><href>/me/</href><href>urn:uuid:1</href>
            <href>MAILTO:alice@example.org?subject=x</href><href>mailto:alice@example.org</href><href>mailto:</href>
            <href>mailto:a%0Ab@example.org</href><href>mailto:\(String(repeating: "a", count: 400))@example.org</href>
            </C:calendar-user-address-set><C:schedule-outbox-URL><href>/outbox/</href></C:schedule-outbox-URL>
            """
        let server = try ScriptedServer { request in
            .multistatus(found(request.path, request.path == "/me/" ? more : us))
        }
        let strict = try await account(server.url).discover()
        #expect(strict.homes == [Href(server.url + "home/")] && strict.refusedHomes == [Href(otherURL + "shared/")])
        #expect(strict.addresses == ["alice+x@example.org", "alice@example.org"] && strict.canSchedule)
        #expect(other.requests.isEmpty)
        let allowing = try await account(server.url, allowedHosts: ["localhost"]).discover()
        #expect(allowing.homes == [Href(server.url + "home/"), Href(otherURL + "shared/")])
    }

    @Test func `that was refused its password once waits for a person, whatever else is wrong`() async throws {
        let server = try ScriptedServer { request in
            request.path == "/remote.php/dav/"
                ? .answer(401, headers: ["WWW-Authenticate": "Basic realm=\"x\""])
                : .answer(302, headers: ["Location": "http://localhost:9/login"])
        }
        let error = await remoteFailure { _ = try await account(server.url).discover() }
        #expect(error?.retry == .whenSettingsChange)
        #expect(server.requests.contains { $0.path == "/remote.php/dav/" })
    }

    @Test func `follows a principal to another host only with consent, and names the line to write`() async throws {
        let principalServer = try ScriptedServer { _ in .multistatus(found("/me/", homeSet)) }
        let there = "http://localhost:\(principalServer.port)/"
        let server = try ScriptedServer { request in
            .multistatus(
                found(request.path, "<current-user-principal><href>\(there)me/</href></current-user-principal>"))
        }
        let error = await remoteFailure { _ = try await account(server.url, allowedHosts: ["a.example"]).discover() }
        #expect(error?.kind == .forbidden && error?.retry == .whenSettingsChange)
        #expect(error?.hint.hasSuffix(#"allowed_hosts = ["a.example", "localhost"]"#) == true, "\(error?.hint ?? "")")
        #expect(principalServer.requests.isEmpty)
        let home = try await account(server.url, allowedHosts: ["localhost"]).discover()
        #expect(home == RemoteHome(principal: Href(there + "me/"), homes: [Href(there + "home/")]))
    }

    /// Synology has no current-user-principal; others name a principal that names no home set.
    @Test(arguments: [
        ("/cal/", ["/cal/": "calendar"], "/cal/"), ("/dav/", ["/dav/": "folder+", "/dav/x/": ""], "/dav/"),
        ("/page", ["/": "folder+"], "/"), ("/dav/", ["/dav/": "us folder+", "/me/": "folder"], "/dav/"),
        ("/dav/", ["/dav/": "us folder", "/me/": "folder+"], "/me/"), ("/dav/", ["/dav/": "folder"], nil),
        ("/dav/", ["/dav/": "us folder", "/me/": "folder"], nil), ("/me/", ["/me/": "homes"], "/home/"),
    ])
    func `finds calendars also where a server says little`(
        typed: String, places: [String: String], home: String?
    ) async throws {
        let server = try ScriptedServer { request in
            guard let place = places[request.path] else { return .answer(404) }
            var properties = place.contains("us") ? us : ""
            if place.contains("homes") { properties += homeSet }
            if place.contains("folder") { properties += folder }
            if place == "calendar" { properties += "<resourcetype><collection/><C:calendar/></resourcetype>" }
            let members = place.hasSuffix("+") && request.headers["depth"] == "1" ? collection("\(request.path)a/") : ""
            return .multistatus(found(request.path, properties) + members)
        }
        let caldav = account(server.url + typed.dropFirst())
        if let home {
            #expect(try await caldav.discover().homes == [Href(server.url + home.dropFirst())])
        } else {
            let error = await remoteFailure { _ = try await caldav.discover() }
            #expect(error?.kind == .notCalendar && error?.hint.isEmpty == false)
        }
    }

    @Test func `tries where servers usually have it`() async throws {
        let server = try ScriptedServer { request in
            switch request.path {
            case "/remote.php/dav/": .multistatus(found(request.path, us))
            case "/me/": .multistatus(found("/me/", homeSet))
            default: .text(200, "<html>Welcome")
            }
        }
        let result = try await account(server.url).discover { _ in }
        #expect(result.provider?.name == "Nextcloud" && result.home.homes == [Href(server.url + "home/")])
    }

    @Test func `asks a host that does not answer once`() async throws {
        let server = try ScriptedServer { _ in .hangUp }
        let trace = Trace()
        let error = await remoteFailure { _ = try await account(server.url + "dav/").discover(trace.observe) }
        #expect(error?.kind == .unreachable)
        #expect(trace.lines.dropFirst().allSatisfy { $0.hasPrefix("skipped ") } && trace.lines.count == 5)
    }

    /// `dav.localhost` is this machine for curl, and has no server at port 443.
    @Test(arguments: ["alice@dav.localhost", "dav.localhost", "https://dav.localhost/"])
    func `goes from a domain through its records`(typed: String) async throws {
        let server = try ScriptedServer { request in
            switch request.path {
            case "/context/": .multistatus(found("/context/", us))
            case "/me/": .multistatus(found("/me/", homeSet))
            default: .answer(404)
            }
        }
        let port = server.port
        let names = try NameServer { name, type in
            switch (name, type) {
            case ("_caldav._tcp.dav.localhost", 33): .records([.srv(port: port, host: "localhost")])
            case ("_caldav._tcp.dav.localhost", 16): .records([.txt(["path=/context/"])])
            default: .nothing
            }
        }
        let trace = Trace()
        let allowing = account(
            typed, allowedHosts: ["localhost"], allowsPlainHTTP: true, names: NameService(names))
        let result = try await allowing.discover(trace.observe)
        #expect(result.place == "http://localhost:\(port)/context/")
        #expect(result.home.homes == [Href("http://localhost:\(port)/home/")])
        #expect(
            names.questions == [
                "_caldavs._tcp.dav.localhost 33", "_caldav._tcp.dav.localhost 33", "_caldav._tcp.dav.localhost 16",
            ])
        #expect(trace.lines.contains("SRV _caldavs._tcp.dav.localhost: none"))
        #expect(trace.lines.contains("SRV _caldav._tcp.dav.localhost: localhost:\(port)"))
        #expect(trace.lines.contains("TXT _caldav._tcp.dav.localhost: path=/context/"))
        // A URL is asked itself, once; of a domain the web site need not be.
        let first = typed.contains("://") ? "PROPFIND https://dav.localhost/: " : "SRV "
        #expect(trace.lines.first?.hasPrefix(first) == true, "\(trace.lines)")
        #expect(trace.lines.contains { $0.hasPrefix("skipped https://dav.localhost/") } == typed.contains("://"))

        let before = server.requests.count
        let strict = account(typed, allowsPlainHTTP: true, names: NameService(names))
        let error = await remoteFailure { _ = try await strict.discover() }
        #expect(error?.kind == .forbidden && error?.hint.hasSuffix(#"allowed_hosts = ["localhost"]"#) == true)
        #expect(server.requests.count == before)
    }

    @Test(arguments: [
        "http://127.0.0.1:9/", "https://127.0.0.1/", "https://dav.localhost:9/", "https://dav.localhost/x",
    ])
    func `asks no name server about what is no bare domain`(typed: String) async throws {
        let names = try NameServer { _, _ in .nothing }
        let caldav = account(typed, names: NameService(names))
        #expect(await remoteFailure { _ = try await caldav.discover() }?.kind == .unreachable)
        #expect(names.questions.isEmpty)
    }

    @Test func `is not held up by a name server that never answers`() async throws {
        let names = try NameServer { _, _ in .silence }
        let trace = Trace()
        let caldav = account("dav.localhost", names: NameService(names, limit: .milliseconds(50)))
        let error = await remoteFailure { _ = try await caldav.discover(trace.observe) }
        #expect(error?.kind == .unreachable)
        #expect(trace.lines.dropFirst().first?.hasPrefix("PROPFIND https://dav.localhost/.well-known/caldav: ") == true)
        #expect(trace.lines.contains("SRV _caldavs._tcp.dav.localhost: the name server does not answer"))
    }
}

@Suite struct `A known provider` {
    @Test(arguments: [
        ("alice@icloud.com", "iCloud", "https://caldav.icloud.com/"),
        ("alice@me.com", "iCloud", "https://caldav.icloud.com/"),
        ("https://mail.google.com/", "Google", "https://apidata.googleusercontent.com/caldav/v2/"),
        ("fastmail.com", "Fastmail", "https://caldav.fastmail.com/"),
        ("alice@yahoo.com", "Yahoo", "https://caldav.calendar.yahoo.com/"),
        ("alice@gmx.de", "GMX", "https://caldav.gmx.net/"), ("alice@posteo.de", "Posteo", "https://posteo.de:8443/"),
        ("https://mailbox.org/", "mailbox.org", "https://dav.mailbox.org/caldav/"),
    ])
    func `is tried at its own server, which may have the password`(typed: String, name: String, server: String) throws {
        let account = CalDAVAccount(url: typed, username: "alice", password: { nil })
        let root = try #require(account.root)
        let place = try #require(providerPlaces(for: root).first)
        #expect(place == DiscoveryPlace(url: try #require(RemoteURL(server)), origin: .provider(name)))
        #expect(TrustedOrigins(account: root, allowedHosts: []).mayReceiveCredentials(place.url))
        #expect(KnownProvider.of(typed: typed)?.name == name)
        #expect(KnownProvider.of(typed: typed)?.advice.contains("password") == true)
    }

    /// Typed, whether a URL; where the password would go.
    @Test(arguments: [
        ("alice@example.org", "https://caldav.example.org/", true),
        ("example.org", "https://a.b.example.org:8443/", true),
        ("example.org", "https://example.org:8443/", true), ("example.org", "http://caldav.example.org/", false),
        ("example.org", "https://evilexample.org/", false), ("org", "https://example.org/", false),
        ("example.org/dav/", "https://caldav.example.org/", false),
        ("example.org", "https://example.org.evil.net/", false),
        ("https://example.org/", "https://caldav.example.org/", false),
        ("alice@icloud.com", "https://p12-caldav.icloud.com/", true),
        ("alice@icloud.com", "http://p12-caldav.icloud.com/", false),
        ("https://example.org/", "https://caldav.icloud.com/", false),
        ("alice@gmx.net", "https://caldav.web.de/", false),
        ("http://example.org/", "https://caldav.icloud.com/", false),
        ("https://noticloud.com/", "https://caldav.icloud.com/", false),
    ])
    func `and a typed domain say where a password may go`(typed: String, target: String, isAllowed: Bool) throws {
        let account = CalDAVAccount(url: typed, username: "alice", password: { nil })
        let root = try #require(account.root)
        let trusted = TrustedOrigins(account: root, allowedHosts: [], domain: account.isBare ? account.bareDomain : nil)
        #expect(trusted.mayReceiveCredentials(try #require(RemoteURL(target))) == isAllowed)
    }

    @Test(arguments: [
        ("alice@example.org", "example.org"), ("Example.org", "example.org"), ("https://example.org/", "example.org"),
        ("https://example.org", "example.org"), ("https://example.org:443/", "example.org"),
        ("https://example.org/x", nil),
        ("http://example.org/", nil), ("https://example.org:8443/", nil), ("localhost", nil), ("192.0.2.1", nil),
        ("dav.example.org/alice@x.org", nil), ("https://[::1]/", nil), ("https://exa_mple.org/?q", nil),
    ])
    func `or a domain is looked up only where a bare one was typed`(typed: String, domain: String?) {
        #expect(CalDAVAccount(url: typed, username: "", password: { nil }).bareDomain == domain)
    }
}
