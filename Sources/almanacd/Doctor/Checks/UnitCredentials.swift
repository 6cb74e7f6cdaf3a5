// SPDX-License-Identifier: Apache-2.0

import Glibc
import Settings

/// What the files of a unit say about credentials, which version 252 of `systemctl show` does not print. In systemd.exec(5)
/// the last word on a name counts, and an empty one takes back all.
struct UnitCredentials: Sendable, Equatable {
    /// Of `LoadCredential=` or `LoadCredentialEncrypted=`, for one name.
    struct Credential: Sendable, Equatable {
        /// What systemd calls it, which is in an encrypted file too.
        var id: String
        /// Without a path it is the name of a file in one of systemd's stores.
        var path: String
        var isEncrypted: Bool
    }

    private(set) var loaded: [Credential] = []
    /// What has a value in the unit, and so need not be there.
    private(set) var defaults: Set<String> = []
    /// What is not read here, by what it is for, a name or, of `ImportCredential=`, a pattern: the key.
    private var others: [String: String] = [:]

    /// What the unit that comes with almanacd says.
    static let asTheyCome = UnitCredentials(
        """
        LoadCredential=account:/etc/almanac/credentials
        LoadCredentialEncrypted=sealed:/etc/almanac/credentials.encrypted
        """)

    /// - Parameters:
    ///   - files: as `systemctl cat` prints them.
    ///   - specifiers: what `%h` and its like stand for, by the letter.
    init(_ files: String, specifiers: [Character: String] = [:]) {
        for line in files.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let key = line[..<equals].trimmingSuffix { $0 == " " }
            let value = line[line.index(after: equals)...].drop { $0 == " " }.trimmingSuffix { $0 == " " }
            switch key {
            case "LoadCredential", "LoadCredentialEncrypted":
                load(value, isEncrypted: key.hasSuffix("Encrypted"), key: String(key), specifiers)
            case "SetCredential", "SetCredentialEncrypted", "ImportCredential":
                guard !value.isEmpty else {
                    forget(key.hasPrefix("Set") ? "SetCredential" : "ImportCredential")
                    continue
                }
                let id = String(value.prefix { $0 != ":" })
                if key.hasPrefix("Set") { defaults.insert(id) }
                // The unit's own are no passwords.
                if value != "\(id):none" { others[id] = String(key) }
            default: break
            }
        }
    }

    /// `ID:PATH`, or `ID` alone.
    private mutating func load(
        _ value: Substring, isEncrypted: Bool, key: String, _ specifiers: [Character: String]
    ) {
        guard !value.isEmpty else { return forget("LoadCredential") }
        let id = String(value.prefix { $0 != ":" })
        let path = value.contains(":") ? value.drop { $0 != ":" }.dropFirst() : value
        loaded.removeAll { $0.id == id }
        guard let path = Self.expand(path, specifiers), !path.isEmpty else { return others[id] = key }
        loaded.append(Credential(id: id, path: path, isEncrypted: isEncrypted))
    }

    /// What the key of this name, and with "Encrypted" behind it, has said.
    private mutating func forget(_ key: String) {
        if key == "LoadCredential" { loaded = [] }
        if key == "SetCredential" { defaults = [] }
        others = others.filter { !$0.value.hasPrefix(key) }
    }

    /// `nil`: with a specifier that is not known here.
    private static func expand(_ text: Substring, _ specifiers: [Character: String]) -> String? {
        var (expanded, rest) = ("", text)
        while let percent = rest.firstIndex(of: "%") {
            expanded += rest[..<percent]
            guard let letter = rest[percent...].dropFirst().first else { return nil }
            guard let value = letter == "%" ? "%" : specifiers[letter] else { return nil }
            expanded += value
            rest = rest[percent...].dropFirst(2)
        }
        return expanded + rest
    }

    /// What the units of a manager may name (systemd.unit(5)).
    static func specifiers(_ manager: Subject.Manager, _ environment: ProcessEnvironment) -> [Character: String] {
        let common: [Character: String] = ["n": "almanacd.service", "N": "almanacd", "p": "almanacd"]
        let own: [Character: String?]
        switch manager {
        case .system:
            own = [
                "h": "/root", "t": "/run", "E": "/etc", "S": "/var/lib", "C": "/var/cache", "u": "root", "U": "0",
                "d": folderOfTheGiven(manager, environment),
            ]
        case .user:
            // No %S: on version 252 it is another folder than later.
            let home = environment.home
            func base(_ variable: String, _ folder: String) -> String? {
                environment[variable] ?? home.map { "\($0)/\(folder)" }
            }
            own = [
                "h": home, "t": environment["XDG_RUNTIME_DIR"], "E": base("XDG_CONFIG_HOME", ".config"),
                "C": base("XDG_CACHE_HOME", ".cache"), "u": userName(environment.userID),
                "U": String(environment.userID), "d": folderOfTheGiven(manager, environment),
            ]
        }
        return common.merging(own.compactMapValues { $0 }) { $1 }
    }

    /// Where a service that runs has what it was given.
    static func folderOfTheGiven(_ manager: Subject.Manager, _ environment: ProcessEnvironment) -> String? {
        let run = manager == .system ? "/run" : environment["XDG_RUNTIME_DIR"]
        return run.map { "\($0)/credentials/almanacd.service" }
    }

    /// Where an account's comes from, in the order in which the daemon looks. A folder gives `ID_FILE` for each of its
    /// files; ours are called `account` and `sealed`.
    func files(of name: String) -> [Credential] {
        SecretSource.credentialFiles(of: name).flatMap { file in
            loaded.flatMap { entry -> [Credential] in
                if entry.id == file { return entry.places }
                guard ["account", "sealed"].contains(entry.id), file == "\(entry.id)_\(name)" else { return [] }
                return [Credential(id: file, path: "\(entry.path)/\(name)", isEncrypted: entry.isEncrypted)]
            }
        }
    }

    /// The key that gives it in a way that is not read here.
    func unread(_ name: String) -> String? {
        let ids = SecretSource.credentialFiles(of: name)
        let stored = loaded.first { ids.contains($0.id) && !$0.path.hasPrefix("/") }?.key
        return others.first { pattern, key in
            ids.contains { key == "ImportCredential" ? fnmatch(pattern, $0, 0) == 0 : pattern == $0 }
        }?.value ?? stored
    }
}

extension UnitCredentials.Credential {
    /// What gives it; only root, and only on the machine that it was encrypted on.
    var decryption: [String] { ["systemd-creds", "decrypt", "--name=\(id)", path, "-"] }

    var key: String { isEncrypted ? "LoadCredentialEncrypted" : "LoadCredential" }

    /// Itself, or where systemd looks for a name.
    fileprivate var places: [Self] {
        guard !path.hasPrefix("/") else { return [self] }
        let stores = ["credstore"] + (isEncrypted ? ["credstore.encrypted"] : [])
        let folders = ["/etc", "/run", "/usr/local/lib", "/usr/lib"]
        return stores.reversed().flatMap { store in
            folders.map {
                Self(id: id, path: "\($0)/\(store)/\(path)", isEncrypted: isEncrypted)
            }
        }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
