// SPDX-License-Identifier: Apache-2.0

/// A unit as `systemctl show` prints it.
struct UnitState: Sendable, Equatable {
    private var properties: [String: String] = [:]
    /// What its files say about them.
    let credentials: UnitCredentials

    /// What is asked for; older versions of systemd leave out what they do not know.
    static let asked = [
        "LoadState", "ActiveState", "SubState", "UnitFileState", "Result", "NRestarts", "FragmentPath", "DropInPaths",
        "NeedDaemonReload", "ExecMainStatus", "ExecStart", "MainPID", "User", "NoExecPaths", "ExecPaths", "ProtectHome",
        "StatusText", "Environment", "Listen",
    ]

    init(_ output: String, credentials: UnitCredentials = UnitCredentials("")) {
        self.credentials = credentials
        for line in output.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let value = String(line[line.index(after: equals)...])
            properties[String(line[..<equals])] = value
        }
    }

    /// `nil` also where it is empty.
    subscript(name: String) -> String? { properties[name].flatMap { $0.isEmpty ? nil : $0 } }

    var isThere: Bool { self["LoadState"] == "loaded" }
    var isActive: Bool { self["ActiveState"] == "active" || self["ActiveState"] == "reloading" }
    var isDown: Bool { self["ActiveState"] == "inactive" || self["ActiveState"] == "failed" }
    var mainProcess: Int32? { self["MainPID"].flatMap { Int32($0) }.flatMap { $0 > 0 ? $0 : nil } }
    var restarts: Int { self["NRestarts"].flatMap { Int($0) } ?? 0 }
    var dropIns: [String] { self["DropInPaths"]?.split(separator: " ").map(String.init) ?? [] }

    /// Where the socket unit has the daemon reached, which goes before what the settings say; `nil`: it does not listen, or
    /// is not that daemon's. `/run/almanac/almanac.sock (Stream)`
    func listening(for subject: Subject) -> String? {
        guard subject.isOfTheUnit, isActive, let listen = self["Listen"], listen.hasPrefix("/") else { return nil }
        return listen.hasSuffix(" (Stream)") ? String(listen.dropLast(9)) : nil
    }

    /// `{ path=/usr/bin/almanacd ; argv[]=…`
    var program: String? {
        guard let text = self["ExecStart"], let start = text.firstRange(of: "path=")?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != " " })
    }

    /// Of `Environment=`, `NAME=VALUE` each. `A=1 "B=2 3"`, with backslashes, or as a shell's `$'B=2 3'`.
    var variables: [String] {
        var (words, word, quote) = ([String](), "", Character?.none)
        var rest = (self["Environment"] ?? "")[...]
        while let character = rest.popFirst() {
            switch character {
            case "\\": rest.popFirst().map { word.append($0) }
            case quote: quote = nil
            case "\"" where quote == nil, "'" where quote == nil: quote = character
            case "$" where quote == nil && rest.first == "'": break
            case " " where quote == nil:
                words.append(word)
                word = ""
            default: word.append(character)
            }
        }
        return (words + [word]).filter { $0.contains("=") }
    }

    /// It starts, or its settings are read anew; then it answers late, and must be let be.
    var isStarting: Bool { self["ActiveState"] == "activating" || self["ActiveState"] == "reloading" }

    /// What it is doing meanwhile, as it says itself.
    var startWords: String {
        let words =
            self["SubState"] == "auto-restart"
            ? "it ended, and systemd will start it again"
            : self["ActiveState"] == "reloading" ? "it reads its settings anew" : "it is starting"
        return self["StatusText"].map { "\(words): \($0)" } ?? words
    }

    /// Whether the sandbox lets this program run.
    func mayRun(_ path: String) -> Bool {
        guard let refused = self["NoExecPaths"] else { return true }
        func depth(_ list: String) -> Int {
            list.split(separator: " ").map { $0.drop { "-+".contains($0) } }
                .filter { $0 == "/" || path == $0 || path.hasPrefix("\($0)/") }.map(\.utf8.count).max() ?? -1
        }
        // The longest path that covers it decides.
        return depth(self["ExecPaths"] ?? "") > depth(refused) || depth(refused) < 0
    }

    /// Whether the sandbox shows this file to the service.
    func maySee(_ path: String) -> Bool {
        let homes = ["/home/", "/root/", "/run/user/"]
        return !["yes", "tmpfs"].contains(self["ProtectHome"]) || !homes.contains(where: path.hasPrefix)
    }
}
