// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how fresh each calendar is, and what waits for whom.")
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let now = secondsSince1970
        connection.print(try await connection.client.status()) { StatusText(status: $0, now: now, style: $1).text() }
    }
}

struct AccountsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "List the accounts, and show what their servers can do.",
        subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the accounts.")
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            connection.print(try await connection.client.accounts()) { accountsText($0.document.accounts, style: $1) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show where an account's calendars are, and what its server was seen to do.")
        @Argument(help: "The account.") var account: String
        @OptionGroup var connection: ConnectionOptions

        func run() async throws {
            let now = secondsSince1970
            connection.print(try await connection.client.account(account)) {
                accountText($0.document, now: now, style: $1)
            }
        }
    }
}

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Have the daemon read its settings again, and wait for the outcome.",
        discussion: "Bad settings change nothing: the old ones stay, the problems are listed, and the exit code is 1.")
    @OptionGroup var connection: ConnectionOptions

    @Option(
        name: .long,
        help: ArgumentHelp("Wait at most so long for the outcome (1 to 3600; default: 60).", valueName: "seconds"))
    var timeout: Int = 60

    func validate() throws {
        guard (1...3600).contains(timeout) else { throw ValidationError("--timeout takes 1 to 3600 seconds.") }
    }

    func run() async throws {
        connection.print(try await connection.client.reload(limit: timeout)) { document, _ in
            let changes = document.changes.map { "  \(plain($0))\n" }.joined()
            return changes.isEmpty ? "Reloaded; nothing has changed.\n" : "Reloaded:\n\(changes)"
        }
    }
}
