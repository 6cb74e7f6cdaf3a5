// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `almanac discover` {
    private struct Document: Decodable {
        struct Hop: Decodable {
            let step: String
            let target: String
            let why: String?
            let status: Int?
            let outcome: String
        }
        struct Calendar: Decodable {
            let name: String
            let url: String
            let writable: Bool?
        }
        let found: Bool
        let hops: [Hop]?
        let principal: String?
        let homes: [String]
        let calendars: [Calendar]
        let settings: String?
        let account: String?
        let problem: String?
        let hint: String?
    }

    /// In a session of its own, so that nobody is asked on a terminal; the settings of `here` where there are some.
    private func discover(
        _ arguments: [String], here: Installation? = nil
    ) async throws -> (status: Int32, output: String, errors: String) {
        let config = here.map { ["--config", $0.settings] } ?? []
        let command = [BuiltPrograms.almanac, "discover"] + arguments + config
        return try await run("/usr/bin/setsid", ["--wait"] + command, ["XDG_CONFIG_HOME": "/nowhere"])
    }

    private func passwordFile(_ password: String, in here: Installation) throws -> String {
        let path = "\(here.folder)/typed.password"
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data("\(password)\n".utf8), attributes: [.posixPermissions: 0o600])
        else { throw Unexpected(message: "cannot write \(path)") }
        return path
    }

    @Test(arguments: RealServer.allCases)
    func `explains each hop, and its settings are ready to be used`(_ kind: RealServer) async throws {
        let remote = try await RemoteFolder(kind)
        try remote.put("a.ics", simpleEvent("a", "Found"))
        let here = try Installation([])
        let file = try passwordFile("alice-pw", in: here)
        let typed = remote.server.url + "no/such/place/"
        let result = try await discover(
            ["--explain", typed, "--username", "alice", "--password-file", file], here: here)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
        for part in [
            "PROPFIND \(typed) (the URL as typed)\n    ",
            "PROPFIND \(remote.server.url).well-known/caldav (the well-known address (RFC 6764))\n    30",
            ": redirects to \(remote.server.url)", "207: we are /\(kind == .cyrus ? "dav/principals/user/" : "")alice/",
            "(what is in it)\n    207: ",
            "  calendars  ", "\(remote.server.url)\(remote.path.dropFirst())", "\nFor \(here.settings):\n",
        ] {
            #expect(result.output.contains(part), "\(part) in \(result.output)")
        }
        #expect(!result.output.contains("alice-pw"))

        let block = try #require(result.output.firstMatch(of: #/\[\[account\]\]\n(?:[a-z_]+ = .*\n)+/#)).output
        let lines = block.split(separator: "\n").map { line in
            line.hasPrefix("password = ") ? "password = { file = \"\(file)\" }" : String(line)
        }
        let settings = try String(contentsOfFile: here.settings, encoding: .utf8)
        try (settings + lines.joined(separator: "\n")).write(toFile: here.settings, atomically: true, encoding: .utf8)
        #expect(try await here.once() == 0, "\(here.log)")
        #expect(try await here.database.rows("SELECT title FROM events") == ["Found"])
    }

    @Test func `gives the same as a document`() async throws {
        let remote = try await RemoteFolder(.radicale)
        let here = try Installation([AccountText(url: remote.server.url)])
        for target in ["work", remote.server.url, String(remote.server.url.dropLast())] {
            let result = try await discover([target, "--json", "--explain"], here: here)
            #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
            let document = try document(result.output)
            #expect(document.found && document.account == "work" && document.settings == nil)
            #expect(document.principal == remote.server.url + "alice/" && document.homes.count == 1)
            #expect(document.calendars.map(\.url) == [remote.server.url + remote.path.dropFirst()])
            #expect(document.calendars[0].writable == true)
            let hops = try #require(document.hops)
            #expect(hops.map(\.step) == ["PROPFIND", "PROPFIND", "PROPFIND"] && hops.allSatisfy { $0.status == 207 })
            #expect(hops[0].why == "the URL as typed" && hops[0].target == remote.server.url)
            #expect(!result.output.contains("alice-pw"))
        }
        let short = try await discover(["work", "--json"], here: here)
        #expect(try document(short.output).hops == nil)
    }

    @Test func `says what is wrong, with the next step and without the password`() async throws {
        let remote = try await RemoteFolder(.radicale)
        let here = try Installation([])
        let file = try passwordFile("wr0ng-pw", in: here)
        let withPassword = ["--username", "alice", "--password-file", file]
        for (arguments, what, next) in [
            ([remote.server.url] + withPassword, "refuses the username or password", "correct the account's"),
            (["https://calendar.invalid/"] + withPassword, "calendar.invalid cannot be found", "check"),
            (["alice@calendar.invalid", "--password-file", file], "calendar.invalid cannot be found", "check"),
            (["no url"] + withPassword, "is not a URL", "https://"),
            ([remote.server.url, "--username", "alice"], "no terminal to ask for the password", "--password-stdin"),
            ([remote.server.url], "no terminal to ask for the user name", "--username"),
            (
                [remote.server.url, "--username", "alice", "--password-file", "/nowhere"], "/nowhere",
                "--password-stdin"
            ),
            ([remote.server.url, "--username", "alice", "--password-stdin"], "holds no password", "one line"),
        ] {
            let result = try await discover(arguments, here: here)
            #expect(result.status == 1 && result.output.isEmpty, "\(arguments): \(result)")
            let lines = result.errors.split(separator: "\n")
            #expect(lines.first?.hasPrefix("almanacd: ") == true && lines.first?.contains(what) == true, "\(lines)")
            #expect(lines.count > 1 && lines[1].hasPrefix("  Next: ") && lines[1].contains(next), "\(lines)")
            #expect(!result.errors.contains("wr0ng-pw"))
        }
        let refused = try await discover([remote.server.url, "--json", "--explain"] + withPassword, here: here)
        let document = try document(refused.output)
        #expect(refused.status == 1 && !document.found && document.hint != nil)
        #expect(document.problem?.contains("refuses") == true && document.hops?.last?.status == 401)
        for wrong in [["--no-such-option", "x"], [], ["x", "--password-stdin", "--password-file", file]] {
            #expect(try await discover(wrong).status == 2)
        }
    }

    @Test func `names the host that waits for consent, and goes there with it`() async throws {
        let other = try await RemoteFolder(.radicale)
        let there = other.server.url.replacingOccurrences(of: "127.0.0.1", with: "localhost")
        let first = try ScriptedServer { _ in .answer(301, headers: ["Location": there]) }
        let here = try Installation([])
        let file = try passwordFile("alice-pw", in: here)
        let arguments = [first.url, "--username", "alice", "--password-file", file]
        let refused = try await discover(arguments, here: here)
        #expect(refused.status == 1 && refused.errors.contains(#"allowed_hosts = ["localhost"]"#), "\(refused)")
        #expect(refused.errors.contains("--allow-host"))
        let allowed = try await discover(arguments + ["--allow-host", "localhost"], here: here)
        #expect(allowed.status == 0 && allowed.output.contains("url = \"\(there)\""), "\(allowed)")
    }

    /// Python's terminal is one that the program cannot tell from a person's.
    @Test func `asks for the password without showing it`() async throws {
        let remote = try await RemoteFolder(.radicale)
        let here = try Installation([])
        let script = """
            import os, pty, sys
            child, terminal = pty.fork()
            if child == 0:
                os.execv(sys.argv[1], sys.argv[1:])
            seen = b""
            answers = [(b"User name for ", b"alice\\n"), (b"Password of alice at ", b"alice-pw\\n")]
            while True:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                if not piece:
                    break
                seen += piece
                if answers and answers[0][0] in seen and seen.endswith(b": "):
                    os.write(terminal, answers.pop(0)[1])
            sys.stdout.buffer.write(seen)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """
        let result = try await run(
            "/usr/bin/env",
            ["python3", "-c", script, BuiltPrograms.almanac, "discover", remote.server.url, "--config", here.settings])
        #expect(result.status == 0 && result.output.contains("username = \"alice\""), "\(result)")
        #expect(!result.output.contains("alice-pw"))
    }

    private func document(_ text: String) throws -> Document {
        try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    }
}
