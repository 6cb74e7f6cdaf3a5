// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct `make install` {
    private static let root = URL(fileURLWithPath: serversFolder).deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Below `PREFIX`; everything else is below `/etc`.
    private static let installed = [
        "bin/almanac", "bin/almanacd", "libexec/almanac/swift-backtrace-static",
        "share/doc/almanac/swift-backtrace-static.LICENSE", "lib/systemd/catalog/almanac.catalog",
        "lib/systemd/system/almanacd.service",
        "lib/systemd/system/almanacd.socket", "lib/systemd/user/almanacd.service",
        "lib/systemd/user/almanacd.socket", "lib/sysusers.d/almanac.conf", "lib/tmpfiles.d/almanac.conf",
        "share/bash-completion/completions/almanac",
        "share/bash-completion/completions/almanacd", "share/doc/almanac/LICENSE", "share/doc/almanac/Unicode-3.0.txt",
        "share/doc/almanac/almanac.toml", "share/doc/almanac/drop-ins/database-elsewhere.conf",
        "share/doc/almanac/drop-ins/link-local.conf", "share/doc/almanac/drop-ins/longer-watchdog.conf",
        "share/doc/almanac/drop-ins/more-memory.conf", "share/doc/almanac/drop-ins/password-commands.conf",
        "share/doc/almanac/drop-ins/proxy-on-this-machine.conf", "share/doc/almanac/drop-ins/time-zone.conf",
        "share/fish/vendor_completions.d/almanac.fish", "share/fish/vendor_completions.d/almanacd.fish",
        "share/man/man1/almanac.1", "share/man/man5/almanac.toml.5", "share/man/man8/almanacd.8",
        "share/zsh/site-functions/_almanac", "share/zsh/site-functions/_almanacd",
    ]

    /// What systemd 253 and earlier complain of.
    private static let since254 = ["system", "user"].map { "lib/systemd/\($0)/almanacd.service.d/since-254.conf" }

    @Test(arguments: [("/usr", 252), ("/usr/local", 254)])
    func `puts exactly these files where DESTDIR and PREFIX say, and uninstall takes them away`(
        _ prefix: String, _ systemd: Int
    ) async throws {
        let folder = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await make("install", folder, prefix, systemd)
        let settings = "etc/almanac/almanac.toml"
        let below = (Self.installed + (systemd < 254 ? [] : Self.since254)).map { "\(prefix.dropFirst())/\($0)" }
        #expect(try files(folder) == (below + [settings]).sorted())
        try await expectUsable(folder, prefix)

        try "# mine\n".write(toFile: "\(folder)/\(settings)", atomically: true, encoding: .utf8)
        try await make("install", folder, prefix, systemd)
        #expect(try String(contentsOfFile: "\(folder)/\(settings)", encoding: .utf8) == "# mine\n")
        try await make("uninstall", folder, prefix, systemd)
        #expect(try files(folder) == [settings])
        for credentials in ["credentials", "credentials.encrypted"] {
            #expect(FileManager.default.fileExists(atPath: "\(folder)/etc/almanac/\(credentials)"))
        }
    }

    private func expectUsable(_ folder: String, _ prefix: String) async throws {
        let manager = FileManager.default
        for program in ["almanac", "almanacd"] {
            let path = "\(folder)\(prefix)/bin/\(program)"
            #expect(try manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o755)
            for completions in [
                "bash-completion/completions/\(program)", "zsh/site-functions/_\(program)",
                "fish/vendor_completions.d/\(program).fish",
            ] {
                let text = try String(contentsOfFile: "\(folder)\(prefix)/share/\(completions)", encoding: .utf8)
                #expect(text.contains(program))
            }
        }
        for credentials in ["credentials", "credentials.encrypted"] {
            let folder = try manager.attributesOfItem(atPath: "\(folder)/etc/almanac/\(credentials)")
            #expect(folder[.posixPermissions] as? Int == 0o700)
        }
        for page in ["man1/almanac.1", "man5/almanac.toml.5", "man8/almanacd.8"] {
            let text = try String(contentsOfFile: "\(folder)\(prefix)/share/man/\(page)", encoding: .utf8)
            let places = text.matches(of: #/(\/usr[a-z\/]*)\/(?:libexec|share\/doc|lib\/systemd)\//#)
            #expect(places.allSatisfy { $0.output.1 == prefix }, "\(page)")
            #expect(page.hasPrefix("man1") || !places.isEmpty, "\(page)")
        }
        for unit in ["system", "user"] {
            let text = try String(
                contentsOfFile: "\(folder)\(prefix)/lib/systemd/\(unit)/almanacd.service", encoding: .utf8)
            let programs = text.matches(of: /\/[a-z\/]*\/bin\/almanacd?\b/).map { String($0.output) }
            #expect(!programs.isEmpty && programs.allSatisfy { $0.hasPrefix("\(prefix)/bin/") })
            #expect(text.contains(",swift-backtrace=\(prefix)/libexec/almanac/swift-backtrace-static\n"))
        }
    }

    private func make(_ goal: String, _ folder: String, _ prefix: String, _ systemd: Int) async throws {
        let built = URL(fileURLWithPath: BuiltPrograms.almanacd).deletingLastPathComponent().path
        let tracer = try await run("\(Self.root.path)/scripts/crash-tracer", [built])
        #expect(tracer.status == 0, "\(tracer)")
        let result = try await run(
            "/usr/bin/env",
            [
                "make", "--silent", "--directory", Self.root.path, goal, "BUILT=\(built)", "DESTDIR=\(folder)",
                "PREFIX=\(prefix)", "SYSTEMD_VERSION=\(systemd)",
            ])
        #expect(result.status == 0, "\(result)")
    }

    private func files(_ folder: String) throws -> [String] {
        let manager = FileManager.default
        return try manager.subpathsOfDirectory(atPath: folder).filter {
            try manager.attributesOfItem(atPath: "\(folder)/\($0)")[.type] as? FileAttributeType != .typeDirectory
        }.sorted()
    }
}
