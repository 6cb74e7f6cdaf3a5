// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A systemd credential of this service. `LoadCredential=work:…` gives `work`. The system's unit also loads two folders as
/// a whole, and systemd names their files by it: /etc/almanac/credentials.encrypted gives `sealed_work`,
/// /etc/almanac/credentials `account_work`.
struct Credential {
    let name: String
    let environment: ProcessEnvironment

    /// Where systemd puts them; `nil`: it gave this process none.
    var folder: String? { environment["CREDENTIALS_DIRECTORY"] }

    private enum Kind: String, CaseIterable {
        case bare = ""
        case sealed = "sealed_"
        case account = "account_"
    }

    /// The ids of the unit's folders. Without a folder systemd makes a file of that id, which holds no secret.
    private static let folders = ["sealed", "account"]

    private static func kinds(of name: String) -> [Kind] {
        Kind.allCases.filter { $0 != .bare || !folders.contains(name) }
    }

    /// In the order in which they are looked for.
    static func files(of name: String) -> [String] { kinds(of: name).map { "\($0.rawValue)\(name)" } }

    private var given: Kind? {
        guard let folder else { return nil }
        return Self.kinds(of: name).first { access("\(folder)/\($0.rawValue)\(name)", F_OK) == 0 }
    }

    private var commands: ServiceCommands { ServiceCommands(environment) }

    /// How another password gets to where this one comes from. systemd gives it to a process once, at its start.
    var remedy: String { then(way(for: given)) }

    /// What to do where there is none.
    var absence: String { then(way(for: nil)) }

    private func then(_ way: String) -> String { "\(way), then: \(commands.restart)" }

    /// A user's unit has no folders, unless a drop-in names them.
    private func way(for kind: Kind?) -> String {
        switch (kind, commands.isUsers) {
        case (.bare, _): "put the right one into the file that LoadCredential=\(name) names"
        case (.sealed, false):
            "systemd-ask-password -n | systemd-creds encrypt \(shellQuoted("--name=sealed_\(name)")) - "
                + shellQuoted("/etc/almanac/credentials.encrypted/\(name)")
        case (.sealed, true):
            "encrypt the right one with --name=sealed_\(name) "
                + "into the folder that LoadCredentialEncrypted=sealed names"
        case (.account, false): "put the right one into /etc/almanac/credentials/\(name)"
        case (.account, true): "put the right one into the folder that LoadCredential=account names"
        case (nil, false): "put it into /etc/almanac/credentials/\(name)"
        case (nil, true): "put [Service] LoadCredential=\(name):FILE into a drop-in (\(commands.edit))"
        }
    }
}
