// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `The manual pages` {
    private static let root = URL(fileURLWithPath: serversFolder).deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let pages = ["almanac.1", "almanacd.8", "almanac.toml.5"]

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test(arguments: [("almanac", "almanac.1"), ("almanacd", "almanacd.8")])
    func `name every command and every option that there is, and no other`(_ program: String, _ page: String)
        async throws
    {
        let path = program == "almanac" ? BuiltPrograms.almanac : BuiltPrograms.almanacd
        let commands = try await run(path, ["--help"]).output.matches(of: #/\n  ([a-z]+)(?: \(default\))?  /#).map {
            String($0.1)
        }
        var help = try await run(path, ["--help"]).output
        for command in commands { help += try await run(path, ["help", command]).output }
        for command in ["list", "show", "settle"] where program == "almanac" {
            help += try await run(path, ["help", "conflicts", command]).output
        }
        for command in ["list", "create", "rename", "color", "order", "delete"] where program == "almanac" {
            help += try await run(path, ["help", "calendars", command]).output
        }
        let options = Set(help.matches(of: /--([a-z-]+)/).map { String($0.1) }).subtracting(["wait/"])
        let manual = try text("docs/man/\(page)")
        let named = Set(manual.matches(of: /Fl -([a-z-]+)/).map { String($0.1) })
        let hidden: Set = ["generate-completion-script"]
        // `--wait` of sync is what it does anyway.
        #expect(options.subtracting(named) == [], "not in \(page)")
        #expect(named.subtracting(options).subtracting(hidden) == [], "not in \(program) --help")
        for command in commands { #expect(manual.contains("Cm \(command)"), "\(command)") }
    }

    @Test func `name every key of the example settings, and no other`() throws {
        let example = try text("etc/almanac/almanac.toml")
        let keys = Set(example.matches(of: #/\n#([a-z_]+) = /#).map { String($0.1) })
        #expect(keys.count > 15)
        let named = Set(
            try text("docs/man/almanac.toml.5").matches(of: #/\n\.It Ic ([a-z_ ,]+)/#).flatMap {
                $0.1.split(separator: " , ").map(String.init)
            })
        let sources: Set = ["credential", "file", "command", "env"]
        #expect(named.subtracting(sources) == keys)
        #expect(named.isSuperset(of: sources))
    }

    /// Where there is somebody who can tell.
    @Test(arguments: pages)
    func `are laid out without a warning`(_ page: String) async throws {
        let file = Self.root.appendingPathComponent("docs/man/\(page)").path
        #expect(try text("docs/man/\(page)").hasPrefix(".\\\" SPDX-License-Identifier: Apache-2.0\n"))
        let manager = FileManager.default
        if manager.isExecutableFile(atPath: "/usr/bin/man") {
            let man = try await run("/usr/bin/man", ["--warnings", "--local-file", file], ["MANPAGER": "cat"])
            #expect(man.status == 0 && man.errors.isEmpty, "\(man.errors)")
        }
        if manager.isExecutableFile(atPath: "/usr/bin/mandoc") {
            let lint = try await run("/usr/bin/mandoc", ["-Tlint", "-Wwarning", file])
            #expect(lint.status == 0 && lint.output.isEmpty, "\(lint.output)")
        }
    }
}
