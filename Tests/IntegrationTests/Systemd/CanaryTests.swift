// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// One account, with a marked password that looks different in each form.
private struct Canary {
    enum Place: String { case credential, sealed, file, command, failingCommand, variable }
    let name: String
    let place: Place
    let url: String
    var more = ""
    /// A token may hold no space.
    var isToken = false

    var password: String { isToken ? "kAn4ry-\(name)-\"%&\\~z" : "kAn4ry-\(name)-ü\"%&\\ z" }
    private var file: String { "/etc/almanac/secrets/\(name)" }

    var block: String {
        let source =
            switch place {
            case .credential, .sealed: "{ credential = \"\(name)\" }"
            case .file: "{ file = \"\(file)\" }"
            case .command: "{ command = [\"/bin/cat\", \"\(file)\"] }"
            case .failingCommand:
                "{ command = [\"/bin/sh\", \"-c\", \"cat \(file); cat \(file) >&2; cat /etc/shadow; exit 3\"] }"
            case .variable: "{ env = \"CANARY_\(name)\" }"
            }
        return """
            [[account]]
            name = "\(name)"
            kind = "caldav"
            url = "\(url)"
            username = "alice"
            password = \(source)
            \(more)

            """
    }

    func hide(in lab: SystemdLab) async throws {
        switch place {
        case .credential: try await lab.write(password, to: "/etc/almanac/credentials/\(name)", mode: "600")
        case .sealed:
            try await lab.write(password, to: "/etc/plain", mode: "600")
            try await lab.must(
                """
                systemd-creds encrypt --with-key=host --name=sealed_\(name) /etc/plain \
                /etc/almanac/credentials.encrypted/\(name) 2>/dev/null && rm /etc/plain
                """)
        case .file, .command, .failingCommand:
            try await lab.write(password, to: file, mode: "600")
            try await lab.must("chown -R almanac: /etc/almanac/secrets")
        case .variable:
            let quoted = password.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            try await lab.write("CANARY_\(name)=\"\(quoted)\"\n", to: "/etc/almanac/environment", mode: "600")
        }
    }
}

extension `In a systemd of its own` {
    /// Everything that can go wrong with a password, at the most talkative level.
    @Suite struct `a marked password` {
        private let lab: SystemdLab
        private let servers: [CanaryServer.Trouble: ScriptedServer]
        private let proxy: ScriptedServer
        private let tls: TestServer
        private let canaries: [Canary]

        init() async throws {
            async let tls = TestServer.tls()
            lab = try await SystemdLab()
            self.tls = try await tls
            servers = Dictionary(
                uniqueKeysWithValues: try CanaryServer.Trouble.allCases.map { ($0, try CanaryServer.start($0)) })
            proxy = try CanaryServer.start(.fails)
            let urls = servers.mapValues(\.url)
            canaries = [
                Canary(name: "names", place: .credential, url: urls[.echoesInNames] ?? ""),
                Canary(name: "wrong", place: .sealed, url: urls[.refuses] ?? ""),
                Canary(name: "elsewhere", place: .variable, url: urls[.redirectsElsewhere] ?? ""),
                Canary(name: "moved", place: .file, url: urls[.movesForGood] ?? ""),
                Canary(name: "hangs", place: .command, url: urls[.hangs] ?? ""),
                Canary(name: "locked", place: .failingCommand, url: urls[.fails] ?? ""),
                Canary(
                    name: "fails", place: .credential, url: urls[.fails] ?? "", more: #"auth = "bearer""#, isToken: true
                ),
                Canary(name: "portal", place: .file, url: urls[.portal] ?? ""),
                Canary(
                    name: "digest", place: .sealed, url: urls[.asksForDigest] ?? "", more: #"auth = "digest""#),
                Canary(name: "tls", place: .credential, url: self.tls.url),
                Canary(
                    name: "proxied", place: .command, url: "https://dav.example.org/",
                    more: "proxy = \"\(proxy.url.dropLast())\""),
            ]
        }

        /// Files that are newer are the test's.
        private static let beginning = "/etc/beginning"
        private var settings: String { canaries.map(\.block).joined() }
        private var search: CanarySearch { CanarySearch(username: "alice", passwords: canaries.map(\.password)) }

        @Test func `is nowhere to be found, whatever its server, its user or its daemon does`() async throws {
            try await start()
            try await expectTrouble()
            var seen = try await talk(doctor: "almanac doctor --timeout 5")
            seen += try await reloadWithPasswordsInTheFile()
            try await crash()
            seen += try await talk(doctor: "almanac doctor --timeout 5 --json")
            seen.append(("journal", try await bytes("journalctl --no-pager --output export")))
            #expect(seen.last.map { $0.1.count > 10_000 } == true, "trace fills the journal")
            // Where the daemon may write, but for this checkout, which may be shown below /tmp; what is new elsewhere, and where
            // a core would lie.
            seen.append(("state", try await bytes("tar --create --one-file-system /var/lib/almanac /run/almanac /tmp")))
            let places = "/var/tmp /var/lib/systemd /var/log /root /etc -xdev -newer \(Self.beginning) -type f"
            let secrets = "-path '/etc/almanac/*' -o -path '*/systemd/credential.secret'"
            seen.append(("elsewhere", try await bytes("find \(places) -not \\( \(secrets) \\) -exec cat {} +")))
            seen.append(("cores", try await bytes("find / -maxdepth 1 -name 'core*' -type f -exec cat {} +")))
            for (place, bytes) in seen {
                #expect(search.hits(in: bytes).isEmpty, "in \(place)")
            }
        }

        private func start() async throws {
            try await lab.write("", to: Self.beginning)
            for canary in canaries { try await canary.hide(in: lab) }
            try await lab.write(settings, to: SystemdLab.settings)
            try await lab.writeDropIn(
                """
                ExecStart=
                ExecStart=/usr/bin/almanacd --config /etc/almanac/almanac.toml --log-level trace
                EnvironmentFile=/etc/almanac/environment
                NoExecPaths=
                ExecPaths=
                RestartSec=100ms
                """, named: "canary")
            try await lab.must("systemctl start almanacd")
        }

        private struct Accounts: Decodable {
            struct Account: Decodable {
                let name: String
                let state: String
                let problem: String?
            }
            let accounts: [Account]
        }

        private func accounts() async throws -> [Accounts.Account] {
            let text = try await lab.must("almanac accounts --json")
            return try JSONDecoder().decode(Accounts.self, from: Data(text.utf8)).accounts
        }

        /// That each was really sent, and each trouble came, or an empty search would prove nothing.
        private func expectTrouble() async throws {
            let quiet = ["names", "hangs"]
            try await eventually(within: .seconds(180), "each account has its trouble") {
                try await accounts().allSatisfy { $0.problem != nil || quiet.contains($0.name) }
            }
            try await eventually(within: .seconds(180), "the calendar that is called like a password is there") {
                try await lab.must("almanac calendars --json").contains("<secret>")
            }
            let problems = Dictionary(uniqueKeysWithValues: try await accounts().map { ($0.name, $0) })
            #expect(problems["locked"]?.state == "waiting for password")
            #expect(problems["wrong"]?.problem?.contains("refuses the username or password") == true)
            for canary in canaries where !["locked", "tls", "proxied", "digest"].contains(canary.name) {
                let sent = servers.values.flatMap(\.requests).compactMap { $0.headers["authorization"] }
                let login =
                    canary.isToken
                    ? "Bearer \(canary.password)"
                    : "Basic " + Data("alice:\(canary.password)".utf8).base64EncodedString()
                #expect(sent.contains(login), "\(canary.name)")
            }
            let digest = servers[.asksForDigest]?.requests.compactMap { $0.headers["authorization"] } ?? []
            #expect(digest.contains { $0.hasPrefix("Digest") })
        }

        /// What commands print, and what the system shows of the service.
        ///
        /// - Parameter doctor: reads the passwords itself, and waits for the server that hangs.
        private func talk(doctor: String) async throws -> [(String, Data)] {
            var outputs: [(String, Data)] = []
            let commands = [
                "status", "status --json", "accounts", "accounts --json", "calendars", "calendars --json", "log",
                "log --json", "conflicts --json", "sync locked fails", "sync locked wrong --json",
                "accounts show names", "accounts show wrong --json", "health", "health --account wrong --json",
                "reload --json", "discover --explain moved", "discover portal --json",
            ].map { "almanac \($0)" }
            let system = [
                "systemctl status almanacd --no-pager --full", "systemctl show almanacd", "systemctl cat almanacd",
                "ps -eww -o args", "cat /proc/[0-9]*/cmdline", "loginctl --no-pager",
                "sqlite3 -readonly /var/lib/almanac/calendar.db .dump",
            ]
            for command in commands + ["timeout 600 \(doctor)"] + system {
                outputs.append((command, try await bytes("\(command) 2>&1")))
                #expect(outputs.last?.1.isEmpty == false, "\(command)")
            }
            let said = outputs.first { $0.0.contains(doctor) }.map { String(decoding: $0.1, as: UTF8.self) } ?? ""
            #expect(said.contains("names") && said.contains("hangs"), "to its end: \(said)")
            return outputs
        }

        /// The mistakes of people who write the password where it does not belong.
        private func reloadWithPasswordsInTheFile() async throws -> [(String, Data)] {
            var outputs: [(String, Data)] = []
            for canary in canaries where !canary.isToken {
                let quoted = canary.password.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                let mistakes = [
                    "password = \"\(quoted)\"", "password = '\(canary.password)", "password = \(canary.password)",
                    "pasword = \"\(quoted)\"", "password = { file = \"\(quoted)\" }", "\(canary.password)",
                    "url = \"https://alice:\(canary.password.filter(\.isASCII))@dav.example.org/\"",
                ]
                let mistake = mistakes[outputs.count % mistakes.count]
                let block = "[[account]]\nname = \"new\"\nkind = \"caldav\"\nusername = \"alice\"\n\(mistake)\n"
                try await lab.write(settings + block, to: SystemdLab.settings)
                outputs.append((mistake, try await bytes("almanac reload 2>&1; systemctl reload almanacd 2>&1")))
                outputs.append((mistake, try await bytes("almanacd --check-config 2>&1")))
            }
            try await lab.write(settings, to: SystemdLab.settings)
            try await lab.must("almanac reload")
            return outputs
        }

        private func crash() async throws {
            let process = try await lab.property("MainPID")
            #expect(try await lab.writesNoCore())
            try await lab.must("systemctl kill --kill-whom main --signal SEGV almanacd")
            try await eventually(within: .seconds(300), "it is started again after its report") {
                let now = try await lab.property("MainPID")
                guard now != process, now != "0" else { return false }
                return try await lab.shell("almanac status").status != 3
            }
            #expect(try await lab.journal().contains { $0.contains("*** Program crashed:") })
        }

        private func bytes(_ command: String) async throws -> Data {
            let text = try await lab.shell("{ \(command); } | base64 --wrap 0").output
            return try #require(Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
    }
}
