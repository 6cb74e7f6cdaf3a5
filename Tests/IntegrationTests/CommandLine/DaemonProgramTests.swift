// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `The program almanacd` {
    @Test func `prints every mistake of a settings file with its line, and ends with 78`() async throws {
        let here = try Installation([])
        let text = """
            [sync]
            intervall = "5m"
            interval = "soon"

            [[account]]
            name = "work"
            kind = "caldavv"
            url = "ftp://dav.example.org/"
            username = "alice"

            [[account]]
            name = "work"
            kind = "caldav"
            url = "https://dav.example.org/"
            username = "alice"
            password = { file = "relative" }

            """
        try text.write(toFile: here.settings, atomically: true, encoding: .utf8)
        let result = try await run(BuiltPrograms.almanacd, ["--config", here.settings, "--check-config"])
        #expect(result.status == 78 && result.output.isEmpty)
        for (line, part) in [
            (2, "did you mean \"interval\"?"), (3, "interval"), (7, "caldav"), (8, "url"), (5, "password"),
            (12, "work"),
            (16, "password.file"),
        ] {
            let found = result.errors.split(separator: "\n").contains {
                $0.contains("\(here.settings): line \(line): ") && $0.contains(part)
            }
            #expect(found, "line \(line), \(part): \(result.errors)")
        }
        let started = try here.start()
        #expect(await started.exitStatus() == 78)
        #expect(here.log.contains("line 2: ") && here.log.contains("line 16: "))
    }

    @Test func `finds no mistakes in the example file, and reads nothing else`() async throws {
        let example = URL(fileURLWithPath: serversFolder).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("etc/almanac/almanac.toml").path
        let result = try await run(BuiltPrograms.almanacd, ["--config", example, "--check-config"])
        #expect(result.status == 0 && result.errors.isEmpty)
        let missing = try await run(BuiltPrograms.almanacd, ["--config", "/nowhere/almanac.toml", "--check-config"])
        #expect(missing.status == 78 && missing.errors.contains("/nowhere/almanac.toml"))
    }

    @Test func `fails where its answer cannot be written, and says so`() async throws {
        let here = try Installation([])
        let command = "'\(BuiltPrograms.almanacd)' --config '\(here.settings)' --check-config >/dev/full"
        let result = try await run("/bin/bash", ["-c", command])
        #expect(result.status == 1)
        #expect(result.errors == "almanacd: standard output cannot be written: No space left on device\n")
    }

    @Test func `says why a single run failed, also when it failed so before`() async throws {
        let remote = try await RemoteFolder(.radicale)
        let here = try Installation([AccountText(url: remote.server.url, password: "wrong")])
        for run in 1...2 {
            #expect(try await here.once() == 1)
            let reasons = here.log.split(separator: "\n").filter { $0.contains("error: not in step: ") }
            #expect(reasons.count == run, "\(here.log)")
        }
    }

    @Test func `does not sync beside a running daemon, and says what does`() async throws {
        let bench = try await CommandLineBench()
        let requests = try bench.proxy.counts()
        for arguments in [["--once"], []] {
            let result = try await run(BuiltPrograms.almanacd, ["--config", bench.here.settings] + arguments)
            #expect(result.status == 75)
            #expect(result.errors.contains("almanac sync") == (arguments == ["--once"]), "\(result.errors)")
        }
        #expect(try bench.proxy.counts() == requests)
        try await bench.sync()
    }

    @Test func `keeps its settings when the new ones are wrong, and says all that is`() async throws {
        let bench = try await CommandLineBench()
        try bench.here.write([], sync: "intervall = \"5m\"\nconflict = \"nobody\"")
        let refused = try await bench.here.almanac("reload")
        #expect(refused.status == 1 && refused.output.isEmpty)
        for part in ["line 6: sync.intervall: ", "did you mean \"interval\"?", "line 7: sync.conflict: ", "  Next: "] {
            #expect(refused.errors.contains(part), "\(refused.errors)")
        }
        #expect(try await bench.must("accounts").hasPrefix("work  active"))
        try await bench.sync()
    }

    @Test func `says that it is ready without an account, and what to do`() async throws {
        let here = try Installation([])
        let daemon = try await here.daemon()
        let status = try await here.almanac("status")
        #expect(status.status == 0 && status.output.contains("No account is configured."))
        #expect(!status.output.contains("first sync"), "\(status.output)")
        #expect(try await here.almanac("agenda").status == 0)
        #expect(await daemon.terminate() == 0)
    }
}
