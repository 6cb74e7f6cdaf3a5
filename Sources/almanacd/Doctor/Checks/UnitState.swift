// SPDX-License-Identifier: Apache-2.0

import Settings

/// A unit as `systemctl show` prints it, and what its files say about credentials, which version 252 does not print.
struct UnitState: Sendable, Equatable {
    /// Of `LoadCredential=` or `LoadCredentialEncrypted=`, for one name.
    struct Credential: Sendable, Equatable {
        /// What systemd calls it, which is in an encrypted file too.
        var id: String
        var path: String
        var isEncrypted: Bool
    }

    private var properties: [String: String] = [:]
    private var credentials: [Credential] = []

    /// What is asked for; older versions of systemd leave out what they do not know.
    static let asked = [
        "LoadState", "ActiveState", "SubState", "UnitFileState", "Result", "NRestarts", "FragmentPath", "DropInPaths",
        "NeedDaemonReload", "ExecMainStatus", "ExecStart", "MainPID", "User", "NoExecPaths", "ExecPaths", "ProtectHome",
        "StatusText",
    ]

    /// What the unit that comes with almanacd says about credentials.
    static let asItComes = UnitState(
        "",
        files: """
            LoadCredential=account:/etc/almanac/credentials
            LoadCredentialEncrypted=sealed:/etc/almanac/credentials.encrypted
            """)

    /// - Parameter files: as `systemctl cat` prints them.
    init(_ output: String, files: String = "") {
        for line in output.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let value = String(line[line.index(after: equals)...])
            properties[String(line[..<equals])] = value
        }
        for line in files.split(separator: "\n") {
            if line.hasPrefix("LoadCredential=") { load(line.dropFirst(15), isEncrypted: false) }
            if line.hasPrefix("LoadCredentialEncrypted=") { load(line.dropFirst(24), isEncrypted: true) }
        }
    }

    /// `ID:PATH`; nothing takes back what was said before.
    private mutating func load(_ value: Substring, isEncrypted: Bool) {
        guard !value.isEmpty else { return credentials.removeAll { $0.isEncrypted == isEncrypted } }
        let path = value.drop { $0 != ":" }.dropFirst()
        guard path.hasPrefix("/") else { return }
        credentials.append(
            Credential(id: String(value.prefix { $0 != ":" }), path: String(path), isEncrypted: isEncrypted))
    }

    /// `nil` also where it is empty.
    subscript(name: String) -> String? { properties[name].flatMap { $0.isEmpty ? nil : $0 } }

    var isThere: Bool { self["LoadState"] == "loaded" }
    var isActive: Bool { self["ActiveState"] == "active" || self["ActiveState"] == "reloading" }
    var isDown: Bool { self["ActiveState"] == "inactive" || self["ActiveState"] == "failed" }
    var mainProcess: Int32? { self["MainPID"].flatMap { Int32($0) }.flatMap { $0 > 0 ? $0 : nil } }
    var restarts: Int { self["NRestarts"].flatMap { Int($0) } ?? 0 }
    var dropIns: [String] { self["DropInPaths"]?.split(separator: " ").map(String.init) ?? [] }

    /// `{ path=/usr/bin/almanacd ; argv[]=…`
    var program: String? {
        guard let text = self["ExecStart"], let start = text.firstRange(of: "path=")?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != " " })
    }

    /// Where a credential comes from, in the order in which the daemon looks. A folder gives `ID_FILE` for each of its
    /// files; ours are called `account` and `sealed`.
    func credentialFiles(_ name: String) -> [Credential] {
        SecretSource.credentialFiles(of: name).flatMap { file in
            credentials.compactMap { entry in
                if entry.id == file { return entry }
                guard ["account", "sealed"].contains(entry.id), file == "\(entry.id)_\(name)" else { return nil }
                return Credential(id: file, path: "\(entry.path)/\(name)", isEncrypted: entry.isEncrypted)
            }
        }
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
