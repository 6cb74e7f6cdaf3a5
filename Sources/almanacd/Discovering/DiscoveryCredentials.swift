// SPDX-License-Identifier: Apache-2.0

import CalDAV
import CalendarModel
import Glibc
import Settings
import Systemd

/// Why there is nobody to be discovered: in one line, with the next step.
struct DiscoverFailure: Error {
    var message: String
    var next: String
}

/// Whom to discover: an account of the settings where the argument means one, completed by the options, then by asking.
struct DiscoveryCredentials {
    let command: DiscoverCommand
    let account: AccountSettings?
    let url: String
    private let secretVariables: Set<String>

    init(_ command: DiscoverCommand, _ settings: AlmanacSettings?) {
        let target = command.target
        let byName = settings?.accounts.first { $0.name.rawValue == target }
        account = byName ?? settings?.accounts.first { Self.isSame($0.url, target) }
        self.command = command
        secretVariables = settings?.secretVariables ?? []
        url = account?.url ?? target
    }

    private static func isSame(_ a: String, _ b: String) -> Bool {
        func trimmed(_ url: String) -> Substring { url.hasSuffix("/") ? url.dropLast() : url[...] }
        return trimmed(a) == trimmed(b)
    }

    func resolve() async throws -> CalDAVAccount {
        let username =
            try command.username ?? account?.username ?? address ?? ask("User name for \(url): ", hides: false)
        let password = try await password(of: username)
        let reveal: @Sendable () -> String? = { password.reveal() }
        var found =
            account.map { calDAVAccount(of: $0, password: reveal) }
            ?? CalDAVAccount(url: url, username: username, password: reveal)
        found.username = username
        found.allowedHosts += command.allowHost.map { $0.lowercased() }
        found.caFile = command.caFile ?? found.caFile
        return found
    }

    /// What to try where the whole address is refused (RFC 6764 §6).
    var otherUsername: String? {
        guard command.username == nil, account == nil, let address else { return nil }
        return address.lastIndex(of: "@").map { String(address[..<$0]) }
    }

    /// Most providers take the whole address for a user name.
    private var address: String? { url.contains("://") || !url.contains("@") ? nil : url }

    private func password(of username: String) async throws -> Secret {
        if command.passwordStdin {
            guard let line = readLine(), !line.isEmpty else {
                throw DiscoverFailure(message: "standard input holds no password", next: "write it there, in one line")
            }
            return Secret(line)
        }
        if let source = command.passwordFile.map(SecretSource.file) ?? account?.password {
            do {
                return try await source.resolveAside(hiding: secretVariables)
            } catch {
                // The system service's credentials are its own; whoever is at the terminal may know the password.
                guard command.passwordFile == nil, Terminal.isThere else {
                    throw DiscoverFailure(message: error.description, next: "or use --password-stdin")
                }
            }
        }
        return Secret(try ask("Password of \(username) at \(url): ", hides: true))
    }

    private func ask(_ question: String, hides: Bool) throws -> String {
        guard let answer = Terminal.ask(safeText(question), hides: hides) else {
            throw DiscoverFailure(
                message: "there is no terminal to ask for the \(hides ? "password" : "user name")",
                next: hides ? "use --password-file FILE or --password-stdin" : "use --username NAME")
        }
        guard !answer.isEmpty else {
            throw DiscoverFailure(message: "nothing was typed", next: "type the command again")
        }
        return answer
    }
}
