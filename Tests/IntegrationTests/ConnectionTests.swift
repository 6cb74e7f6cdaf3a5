// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Radicale behind what stands in front of real servers.
@Suite struct `A connection` {
    @Test func `through nginx with a client's certificate speaks HTTP 2, both ways`() async throws {
        let world = try await Behind.nginx()
        let here = try Installation([world.account(with: ["ca_file": "ca.pem"])])
        #expect(try await here.once() == 1)
        #expect(here.log.contains("asks for one") && here.log.contains("client_certificate"), "\(here.log)")
        try here.write([world.account(with: world.certificates, more: #"interval = "1s""#)])
        let daemon = try await here.daemon()
        try await eventually { try await here.database.rows("SELECT title FROM events") == ["As it was"] }
        let edit = try await here.almanac(
            "edit", try await world.event(here), "--title", "Changed here", "--wait", "20")
        #expect(edit.output.contains("The server has it."), "\(edit)")
        #expect(try world.remote.get("a.ics")?.contains("SUMMARY:Changed here") == true)
        let log = try world.front.file("access.log").split(separator: "\n").filter { $0.contains("trustme") }
        #expect(log.allSatisfy { $0.hasPrefix("HTTP/2.0 ") } && log.contains { $0.contains(" PUT ") })
        #expect(log.contains { $0.contains(" PROPFIND ") && $0.hasSuffix(" gzip") }, "lists come packed")
        #expect(
            log.allSatisfy { !$0.contains(" GET ") || $0.hasSuffix(" -") }, "texts do not: their ETags would change")
        #expect(await daemon.terminate() == 0)
    }

    @Test func `begins anew when a reload changes how it is made`() async throws {
        let world = try await Behind.nginx()
        let here = try Installation([world.account(with: ["ca_file": "ca.pem"])])
        let daemon = try await here.daemon()
        try await eventually { try await here.almanac("status").output.contains("client_certificate") }
        try here.write([world.account(with: world.certificates)])
        #expect(try await here.almanac("reload").output.contains("client_certificate"))
        try await eventually { try await here.database.rows("SELECT title FROM events") == ["As it was"] }
        #expect(await daemon.terminate() == 0)
    }

    @Test func `with a pinned key needs no authority, and with another key sends nothing`() async throws {
        let world = try await Behind.nginx()
        let command = """
            openssl s_client -connect 127.0.0.1:\(world.front.port) </dev/null 2>/dev/null |
            openssl x509 -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256
            """
        let digest = try await run("/bin/sh", ["-c", command]).output.split(separator: " ").last.map(String.init) ?? ""
        let pin = digest.trimmingCharacters(in: .whitespacesAndNewlines)
        var settings = world.certificates
        settings["ca_file"] = nil
        let here = try Installation([world.account(with: settings, more: #"fingerprint = "\#(pin)""#)])
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try await here.database.count("events") == 1)
        let requests = try world.front.file("access.log").split(separator: "\n").count
        let other = String(pin.reversed())
        try here.write([world.account(with: settings, more: #"fingerprint = "\#(other)""#)])
        #expect(try await here.once() == 1)
        #expect(here.log.contains("does not match pinned public key"), "\(here.log)")
        #expect(try world.front.file("access.log").split(separator: "\n").count == requests)
    }

    @Test func `over a Unix socket needs no TLS`() async throws {
        let world = try await Behind.nginx()
        let here = try Installation([AccountText(url: "unix:\(world.front.dataDirectory)/socket")])
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try await here.database.rows("SELECT title FROM events") == ["As it was"])
        #expect(try world.front.file("access.log").contains("HTTP/1.1 - PROPFIND /alice/team/ 207"))
    }

    @Test func `through a proxy is a tunnel`() async throws {
        let world = try await Behind.nginx()
        let proxy = try await TestServer.tinyproxy()
        let more = #"proxy = "\#(proxy.url)""#
        let here = try Installation([world.account(with: world.certificates, more: more)])
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try await here.database.count("events") == 1)
        let log = try proxy.file("tinyproxy.log")
        #expect(log.contains("CONNECT 127.0.0.1:\(world.front.port)") && !log.contains("PROPFIND"))
        proxy.stop()
        #expect(try await here.once() == 1, "nothing goes past it")
    }

    @Test(arguments: [nil, "digest"])
    func `to a server that wants Digest needs no setting`(auth: String?) async throws {
        let radicale = try await TestServer.trustingRadicale()
        let apache = try await TestServer.apache(before: radicale)
        let alice = ["X-Remote-User": "alice", "Content-Type": "text/calendar"]
        _ = try PlainHTTP.send("MKCALENDAR", radicale.url + "alice/team/", headers: alice)
        let text = Array(simpleEvent("a", "As it was").utf8)
        _ = try PlainHTTP.send("PUT", radicale.url + "alice/team/a.ics", headers: alice, body: text)
        let more = auth.map { #"auth = "\#($0)""# } ?? ""
        let here = try Installation([AccountText(url: apache.url, more: more)])
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try await here.database.rows("SELECT title FROM events") == ["As it was"])
        try here.write([AccountText(url: apache.url, password: "wr0ng", more: more)])
        #expect(try await here.once() == 1)
        #expect(here.log.contains("refuses the username or password") && !here.log.contains("wr0ng"), "\(here.log)")
    }
}

/// Almanac's own login, and no other that lies about.
@Suite struct `What the surroundings offer` {
    @Test func `no netrc, no proxy of the environment, and no cookie is used`() async throws {
        let proxy = try ScriptedServer { _ in .text(200, "") }
        let server = try ScriptedServer { request in
            .answer(request.method == "PROPFIND" ? 401 : 404, headers: ["Set-Cookie": "c00kie=1; Path=/"])
        }
        let here = try Installation([AccountText(url: server.url)])
        let netrc = "machine 127.0.0.1 login eve password n3trc\ndefault login eve password n3trc\n"
        for name in [".netrc", "_netrc"] {
            try netrc.write(toFile: here.folder + "/" + name, atomically: true, encoding: .utf8)
        }
        var environment = ["HOME": here.folder, "NETRC": here.folder + "/.netrc"]
        for name in ["http_proxy", "https_proxy", "all_proxy"] {
            environment[name] = proxy.url
            environment[name.uppercased()] = proxy.url
        }
        let daemon = try here.start("--once", environment: environment)
        #expect(await daemon.exitStatus() == 1)
        #expect(proxy.requests.isEmpty)
        let own = "Basic " + Data("alice:alice-pw".utf8).base64EncodedString()
        #expect(server.requests.count > 1 && server.requests.allSatisfy { $0.headers["authorization"] == own })
        #expect(server.requests.allSatisfy { $0.headers["cookie"] == nil })
    }
}

/// A calendar with one event on a Radicale, and what stands in front of it.
struct Behind {
    let remote: RemoteFolder
    let front: TestServer

    static func nginx() async throws -> Behind {
        let remote = try await RemoteFolder(.radicale)
        try remote.put("a.ics", simpleEvent("a", "As it was"))
        return Behind(remote: remote, front: try await .nginx(before: remote.server))
    }

    let certificates = ["ca_file": "ca.pem", "client_certificate": "client.pem", "client_key": "client.key"]

    /// `files` are of the front's folder.
    func account(with files: [String: String], more: String = "") -> AccountText {
        let lines = files.map { #"\#($0) = "\#(front.dataDirectory)/\#($1)""# }
        return AccountText(url: front.url, more: (lines + [more]).joined(separator: "\n"))
    }

    func event(_ here: Installation) async throws -> String {
        try await here.database.rows("SELECT id FROM events").first ?? ""
    }
}
