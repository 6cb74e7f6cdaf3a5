// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

private let subcommands = [
    "status", "sync", "agenda", "show", "add", "edit", "delete", "accounts", "calendars", "log", "conflicts",
    "conflicts list", "conflicts show", "conflicts settle", "reload", "discover", "health",
]

private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

@Suite struct `The program almanac` {
    @Test func `has help for every subcommand`() async throws {
        let all = try await run(BuiltPrograms.almanac, ["--help"])
        #expect(all.status == 0)
        for subcommand in subcommands {
            #expect(all.output.contains("  \(words(subcommand)[0]) "))
            let help = try await run(BuiltPrograms.almanac, ["help"] + words(subcommand))
            #expect(help.status == 0 && help.errors.isEmpty)
            #expect(help.output.contains("OVERVIEW: ") && help.output.contains("USAGE: almanac \(subcommand)"))
            #expect(try await run(BuiltPrograms.almanac, words(subcommand) + ["--help"]).output == help.output)
        }
    }

    @Test(arguments: ["almanac", "almanacd"])
    func `says its version`(_ program: String) async throws {
        let path = program == "almanac" ? BuiltPrograms.almanac : BuiltPrograms.almanacd
        let version = try await run(path, ["--version"])
        #expect(version.status == 0 && version.output.contains(/^\d+\.\d+\.\d+\n$/))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `completes in every shell`(_ shell: String) async throws {
        for program in [BuiltPrograms.almanac, BuiltPrograms.almanacd] {
            let script = try await run(program, ["--generate-completion-script", shell])
            #expect(script.status == 0 && script.errors.isEmpty)
            let name = URL(fileURLWithPath: program).lastPathComponent
            #expect(script.output.contains(name) && script.output.contains("help"))
            let path = ["/bin/\(shell)", "/usr/bin/\(shell)"].first(where: FileManager.default.isExecutableFile)
            guard let path else { continue }
            let check = try await run(path, ["-n", "-c", script.output])
            #expect(check.status == 0, "\(shell): \(check.errors)")
        }
    }

    /// Root starts the system's service; whoever names a socket of their own has a daemon of their own.
    @Test func `tells how the daemon is started where none runs`() async throws {
        let folder = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let socket = "\(folder)/almanac.sock"
        for subcommand in ["status", "sync", "agenda", "show x", "delete x", "accounts", "calendars", "log", "reload"] {
            let result = try await run(BuiltPrograms.almanac, words(subcommand) + ["--socket", socket])
            #expect(result.status == 3 && result.output.isEmpty)
            let start = getuid() == 0 ? "systemctl start almanacd" : "systemctl --user start almanacd"
            let reason = "  \(socket): no such socket\n"
            #expect(result.errors == "almanac: almanacd does not run.\n\(reason)  Next: \(start)\n")
        }
        #expect(try await run(BuiltPrograms.almanac, ["status"], ["ALMANAC_SOCKET": socket]).status == 3)
        let json = try await run(BuiltPrograms.almanac, ["status", "--json"], ["ALMANAC_SOCKET": socket])
        #expect(json.status == 3 && json.output.isEmpty)
    }

    @Test func `ends with 1 for what cannot be done and with 2 for what is written wrongly`() async throws {
        let bench = try await CommandLineBench()
        for command in [
            "show nothing", "delete nothing", "edit nothing --title x", "sync nowhere", "conflicts show 1",
            "conflicts settle 1",
            "agenda --calendar nowhere", "agenda --tz Nowhere/City", "add x --start 9:00 --calendar nowhere",
        ] {
            let result = try await bench.here.almanac(words(command))
            #expect(result.status == 1 && result.output.isEmpty, "\(command)")
            #expect(result.errors.hasPrefix("almanac: ") && result.errors.contains("\n  Next: "), "\(result.errors)")
        }
        for command in [
            "nonsense", "add", "add x", "edit x", "agenda nonsense", "agenda --days 0", "add x --start then",
            "edit x --title y --scope some", "log --limit 0", "show", "status --no-such-option", "delete x --wait 301",
        ] {
            let result = try await run(BuiltPrograms.almanac, words(command), ["ALMANAC_SOCKET": bench.here.socket])
            #expect(result.status == 2 && result.output.isEmpty && !result.errors.isEmpty, "\(command): \(result)")
        }
    }
}
